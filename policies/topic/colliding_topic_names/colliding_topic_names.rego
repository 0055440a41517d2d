# METADATA
# title: Colliding topic names
# description: |
#   Kafka's metrics turn the dots of a topic's name into underscores, so `shop.orders` and `shop_orders` have the same. Kafka
#   refuses to create the second of two such topics.
# related_resources:
#   - ref: https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/internals/Topic.java
#     description: Kafka, topic names that collide
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: use dots or underscores in names, and not both
package hy_msg_lint.topic.colliding_topic_names

import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.home

deny contains violation if {
	some pair in group.repeated(colliding)
	[other, name] := [input.topics[pair.first].name, input.topics[pair.again].name]
	violation := {
		"msg": sprintf("topics `%s` and `%s` collide: Kafka calls the metrics of both `%s`", [other, name, pair.key[1]]),
		"at": ["topics", pair.again, "name"],
		"related": [{"at": ["topics", pair.first, "name"], "msg": "the other one"}],
	}
}

# Names of metrics on one Kafka, with the first topic of every name that comes to it.
colliding := [[key, index] |
	some item in group.firsts([[[place, metric, input.topics[index].name], index] |
		count(shared) > 0
		some [metric, index] in names
		metric in shared
		place := home.of_topic(input, known, input.topics[index])
		place != null
	])
	key := array.slice(item[0], 0, 2)
	index := item[1]
]

shared := {pair.key | some pair in group.repeated(names)}

known := home.names(input)

# The names of metrics with the topics that have them; a name that is not known collides with nothing.
names := [[replace(topic.name, ".", "_"), index] |
	some index, topic in input.topics
	not contains(topic.name, "$")
]
