# METADATA
# title: Broker on ZooKeeper
# description: |
#   Kafka 4 has no ZooKeeper: its cluster is kept by controllers of its own (KRaft). A broker that names a ZooKeeper cannot be
#   upgraded beyond 3.9, which gets no more fixes, and a second system has to be run and secured for it.
# related_resources:
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-833%3A+Mark+KRaft+as+Production+Ready
#     description: KIP-833, KRaft in production
#   - ref: https://kafka.apache.org/documentation/#kraft
#     description: Kafka, KRaft
# custom:
#   input: [broker, service, topic]
#   severity: error
#   fix: none
#   help: run controllers instead (process.roles, controller.quorum.voters), and name brokers with --bootstrap-server
package hy_msg_lint.kafka.zookeeper_mode

import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.kind == "broker"
	input.properties["zookeeper.connect"]
	violation := {
		"msg": sprintf("%s keeps its cluster in ZooKeeper", [resource.title(input)]),
		"at": ["properties", "zookeeper.connect"],
	}
}

deny contains violation if {
	input.kind == "service"
	input.runs == "zookeeper"
	serves_kafka
	violation := {
		"msg": sprintf("service `%s` runs ZooKeeper, which Kafka 4 has no use for", [input.name]),
		"at": ["image"],
	}
}

deny contains violation if {
	input.kind == "topic"
	input.command.zookeeper
	violation := {
		"msg": sprintf("topic `%s` is created through ZooKeeper, which `kafka-topics` has not known since Kafka 3.0", [input.name]),
		"at": ["command", "zookeeper"],
	}
}

# Other systems keep things in a ZooKeeper too.
serves_kafka if {
	is_object(input.cluster)
	some node in input.cluster.brokers
	contains(object.get(node.properties, "zookeeper.connect", ""), input.name)
}
