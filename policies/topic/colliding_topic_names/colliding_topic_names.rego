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
#   concern: start
#   fix: none
#   help: use dots or underscores in names, and not both
package hy_msg_lint.topic.colliding_topic_names

deny contains violation if {
	some topics in input.colliding_topics
	some k, again in topics
	k > 0
	first := topics[k - 1]
	[other, name] := [input.topics[first].name, input.topics[again].name]
	violation := {
		"msg": sprintf("topics `%s` and `%s` collide: Kafka calls the metrics of both `%s`", [other, name, replace(name, ".", "_")]),
		"at": ["topics", again, "name"],
		"related": [{"at": ["topics", first, "name"], "msg": "the other one"}],
	}
}
