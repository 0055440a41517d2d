# METADATA
# title: Topic declared twice
# description: |
#   Two declarations of one topic in one cluster that differ cannot both come true. Whichever runs first creates the topic, the
#   other fails or changes nothing, and which settings are in force depends on the order of the day.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#basic_ops_add_topic
#     description: Kafka, creating topics
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: keep one of the declarations, or make them the same
package hy_msg_lint.topic.duplicate_topic

import data.hy_msg_lint.lib.group

deny contains violation if {
	some pair in group.repeated(declarations)
	differences := different(input.topics[pair.first], input.topics[pair.again])
	count(differences) > 0
	violation := {
		"msg": sprintf("topic `%s` is declared twice, with another %s", [pair.key, concat(" and ", differences)]),
		"at": ["topics", pair.again, "name"],
		"related": [{"at": ["topics", pair.first, "name"], "msg": "the other declaration"}],
	}
}

# A command that changes a topic is no second declaration of it, and a name that is not known is nobody's.
declarations := [[topic.name, index] |
	some index, topic in input.topics
	object.get(topic, "creates", true)
	not contains(topic.name, "$")
]

# The settings in which two topics differ, as a person calls them; what needs a variable is not compared.
different(a, b) := array.concat(
	[words[key] |
		some key in ["partitions", "replication_factor"]
		differ(object.get(a, key, "-1"), object.get(b, key, "-1"))
	],
	[sprintf("`%s`", [key]) |
		some key in sort(object.keys(a.config) | object.keys(b.config))
		differ(object.get(a.config, key, ""), object.get(b.config, key, ""))
	],
)

words := {"partitions": "number of partitions", "replication_factor": "replication factor"}

differ(a, b) if {
	left := sprintf("%v", [a])
	right := sprintf("%v", [b])
	left != right
	not contains(left, "$")
	not contains(right, "$")
}
