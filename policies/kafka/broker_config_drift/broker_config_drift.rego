# METADATA
# title: Brokers that disagree
# description: |
#   Most settings of a broker hold for the whole cluster, and are taken from whichever broker is asked. Where brokers disagree, a
#   topic gets two replicas or three, and a message is refused or not, depending on who leads at that moment.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs
#     description: Kafka, broker configuration
# custom:
#   input: [cluster]
#   severity: warning
#   fix: none
#   help: set it to the same value on all brokers, for example through one anchor
package hy_msg_lint.kafka.broker_config_drift

# Settings that mean the same on every broker.
shared := {
	"auto.create.topics.enable",
	"compression.type",
	"controller.quorum.bootstrap.servers",
	"default.replication.factor",
	"delete.topic.enable",
	"inter.broker.listener.name",
	"listener.security.protocol.map",
	"log.cleanup.policy",
	"log.message.timestamp.type",
	"log.retention.bytes",
	"log.retention.hours",
	"log.retention.minutes",
	"log.retention.ms",
	"log.segment.bytes",
	"max.message.bytes",
	"message.max.bytes",
	"min.insync.replicas",
	"num.partitions",
	"offsets.retention.minutes",
	"offsets.topic.num.partitions",
	"offsets.topic.replication.factor",
	"replica.fetch.max.bytes",
	"security.inter.broker.protocol",
	"transaction.state.log.min.isr",
	"transaction.state.log.replication.factor",
	"unclean.leader.election.enable",
	"zookeeper.connect",
}

deny contains violation if {
	count(input.brokers) > 1
	first := first_known[0]
	some index in first_known
	index > first
	node := input.brokers[index]
	other := input.brokers[first]
	node.group == other.group
	some key in (object.keys(node.properties) | object.keys(other.properties)) & shared
	theirs := object.get(other.properties, key, null)
	own := object.get(node.properties, key, null)
	differ(own, theirs)
	violation := {
		"msg": sprintf("broker `%s` %s, and broker `%s` %s", [node.name, sets(key, own), other.name, sets(key, theirs)]),
		"at": ["brokers", index, "properties", key],
		"related": [{"at": ["brokers", first, "properties", key], "msg": "the other broker"}],
	}
}

# Brokers of which everything is known, in order.
first_known := [index |
	some index, node in input.brokers
	is_number(object.get(node, "group", null))
	not object.get(node, "partial", false)
	object.get(node, "image_defaults_known", true)
]

differ(own, theirs) if {
	own != theirs
	not contains(sprintf("%v %v", [own, theirs]), "$")
}

sets(key, value) := sprintf("sets `%s` to `%v`", [key, value]) if value != null

sets(key, value) := sprintf("leaves `%s` out", [key]) if value == null
