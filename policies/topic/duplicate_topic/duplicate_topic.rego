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
import data.hy_msg_lint.lib.home
import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some pair in group.repeated(declarations)
	differences := different(input.topics[pair.first], input.topics[pair.again])
	count(differences) > 0
	violation := {
		"msg": sprintf("topic `%s` is declared twice, with %s", [pair.key[1], resource.listed(differences)]),
		"at": ["topics", pair.again, "name"],
		"related": [{"at": ["topics", pair.first, "name"], "msg": "the other declaration"}],
	}
}

# Topics of one Kafka by their names.
declarations := [[[place, name], index] |
	count(shared) > 0
	some [name, index] in named
	name in shared
	place := home.of_topic(input, known, input.topics[index])
	place != null
]

shared := {pair.key | some pair in group.repeated(named)}

known := home.names(input)

# A command that changes a topic is no second declaration of it, and a name that is not known is nobody's.
named := [[topic.name, index] |
	some index, topic in input.topics
	object.get(topic, "creates", true)
	not contains(topic.name, "$")
]

# What two declarations come to, where they differ; what needs a variable, or brokers that are not known, is not compared.
different(a, b) := array.concat(
	[phrase |
		some key in ["partitions", "replication_factor"]
		[left, right] := [number(a, key), number(b, key)]
		differ(left, right)
		phrase := sprintf("`%v` and `%v` %s", [left, right, words[key]])
	],
	[phrase |
		some key in sort(object.keys(a.config) | object.keys(b.config))
		[left, right] := [object.get(a.config, key, ""), object.get(b.config, key, "")]
		differ(left, right)
		phrase := sprintf("another `%s`", [key])
	],
)

words := {"partitions": "partitions", "replication_factor": "replicas"}

# A number as it is written, or what the brokers make of none; null where that is not known.
number(topic, key) := topic[key] if not is_left_to_brokers(topic, key)

number(topic, key) := of_brokers[key] if is_left_to_brokers(topic, key)

is_left_to_brokers(topic, key) if object.get(topic, key, -1) in {-1, "-1"}

of_brokers := {key: value |
	some key, property in {"partitions": "num.partitions", "replication_factor": "default.replication.factor"}
	value := default_of(property)
}

default_of(property) := value if {
	object.get(input, "complete", false)
	object.get(input, "groups", 1) == 1
	values := {kafka.integer_or_null(broker, property) | some broker in input.brokers}
	count(values) == 1
	some value in values
} else := null

differ(a, b) if {
	a != null
	b != null
	left := trim_space(sprintf("%v", [a]))
	right := trim_space(sprintf("%v", [b]))
	left != right
	not contains(left, "$")
	not contains(right, "$")
}
