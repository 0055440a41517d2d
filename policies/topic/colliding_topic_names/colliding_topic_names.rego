# METADATA
# title: Colliding topic names
# description: |
#   Kafka's metrics turn the dots of a topic's name into underscores, so `shop.orders` and `shop_orders` have the same. Kafka
#   refuses to create the second of two such topics.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#topicconfigs
#     description: Kafka, limitations of metric names
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: use dots or underscores in names, and not both
package hy_msg_lint.topic.colliding_topic_names

import data.hy_msg_lint.lib.group

deny contains violation if {
	some pair in group.repeated(names)
	[other, name] := [input.topics[pair.first].name, input.topics[pair.again].name]
	other != name
	violation := {
		"msg": sprintf("topics `%s` and `%s` collide: Kafka calls the metrics of both `%s`", [other, name, pair.key]),
		"at": ["topics", pair.again, "name"],
		"related": [{"at": ["topics", pair.first, "name"], "msg": "the other one"}],
	}
}

# The names of metrics with the topics that have them; a name that is not known collides with nothing.
names := [[replace(topic.name, ".", "_"), index] |
	some index, topic in input.topics
	not contains(topic.name, "$")
]
