# METADATA
# title: Topic declared twice
# description: |
#   Two different declarations of one topic cannot both apply. The first one to run creates the topic; the other fails
#   or changes nothing, so the settings depend on the order of execution.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#basic_ops_add_topic
#     description: Kafka, creating topics
# custom:
#   input: [cluster]
#   severity: error
#   concern: hygiene
#   fix: none
#   help: keep one of the declarations, or make them equal
package hy_msg_lint.topic.duplicate_topic

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some pair in pairs
	topic := input.topics[pair.again]
	differences := different(input.topics[pair.first], topic)
	count(differences) > 0
	violation := {
		"msg": sprintf("topic `%s` is declared twice with different %s", [topic.name, resource.listed(differences)]),
		"at": ["topics", pair.again, "name"],
		"related": [{"at": ["topics", pair.first, "name"], "msg": "declared here first"}],
	}
}

# Declarations of one topic, each with the one before it. A command that changes a topic is no second declaration of it.
pairs := [pair |
	some topics in input.repeated_topics
	declared := [index | some index in topics; object.get(input.topics[index], "creates", true)]
	some k, again in declared
	k > 0
	pair := {"first": declared[k - 1], "again": again}
]

# What two declarations come to, where they differ; what needs a variable, or brokers that are not known, is not compared.
different(a, b) := array.concat(
	[phrase |
		some key in ["partitions", "replication_factor"]
		[left, right] := [number(a, key), number(b, key)]
		differ(left, right)
		phrase := sprintf("%s (%v and %v)", [words[key], left, right])
	],
	others(a.config, b.config),
)

others(a, b) := [] if a == b

others(a, b) := [phrase |
	some key in sort(object.keys(a) | object.keys(b))
	[left, right] := [object.get(a, key, ""), object.get(b, key, "")]
	differ(left, right)
	phrase := sprintf("`%s`", [key])
] if {
	a != b
}

words := {"partitions": "partitions", "replication_factor": "replicas"}

# A number as it is written, or what the brokers make of none; null where that is not known.
number(topic, key) := of_brokers[key] if {
	object.get(topic, key, -1) in {-1, "-1"}
} else := topic[key]

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
	a != b
	a != null
	b != null
	left := trim_space(sprintf("%v", [a]))
	right := trim_space(sprintf("%v", [b]))
	left != right
	not contains(left, "$")
	not contains(right, "$")
}
