# METADATA
# title: Colliding topic names
# description: |
#   Kafka replaces dots with underscores in metric names, so `shop.orders` and `shop_orders` get the same metrics. Kafka
#   rejects the second of two such topics.
# related_resources:
#   - ref: https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/internals/Topic.java
#     description: Kafka, topic names that collide
# custom:
#   input: [cluster]
#   severity: error
#   concern: start
#   fix: none
#   help: use either dots or underscores in topic names, not both
package hy_msg_lint.topic.colliding_topic_names

deny contains violation if {
	some topics in input.colliding_topics
	some k, again in topics
	k > 0
	first := topics[k - 1]
	[other, name] := [input.topics[first].name, input.topics[again].name]
	violation := {
		"msg": sprintf("topics `%s` and `%s` collide: both have the metric name `%s`", [other, name, replace(name, ".", "_")]),
		"at": ["topics", again, "name"],
		"related": [{"at": ["topics", first, "name"], "msg": "collides with this topic"}],
	}
}
