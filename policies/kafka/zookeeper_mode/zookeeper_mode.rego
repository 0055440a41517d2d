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
#   concern: hygiene
#   fix: none
#   help: run controllers instead (process.roles, controller.quorum.voters), and name brokers with --bootstrap-server
package hy_msg_lint.kafka.zookeeper_mode

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.kind == "broker"
	kafka.is_on_zookeeper(input)
	violation := {
		"msg": sprintf("%s keeps its cluster in ZooKeeper", [resource.title(input)]),
		"at": ["properties", "zookeeper.connect"],
	}
}

deny contains violation if {
	input.kind == "service"
	input.runs == "zookeeper"
	count(kafkas) > 0
	violation := {
		"msg": sprintf("service `%s` runs ZooKeeper, which Kafka 4 has no use for", [input.name]),
		"at": ["image"],
		"related": [{"at": ["cluster", "brokers", kafkas[0], "properties", "zookeeper.connect"], "msg": "a broker uses it here"}],
	}
}

deny contains violation if {
	input.kind == "topic"
	input.command.zookeeper
	violation := {
		"msg": sprintf("topic `%s` goes through ZooKeeper, which `%s` has not known since Kafka 3.0", [input.name, input.declared_by]),
		"at": ["command", "zookeeper"],
	}
}

# Brokers that use this ZooKeeper, by their place. Other systems keep things in a ZooKeeper too.
kafkas := [i |
	some i, node in input.cluster.brokers
	kafka.is_on_zookeeper(node)
	some host in hosts(node.properties["zookeeper.connect"])
	host in input.project.services[input.name].names
] if {
	is_object(input.cluster)
	is_object(input.project)
}

hosts(servers) := {host |
	some server in split(split(servers, "/")[0], ",")
	host := split(trim_space(server), ":")[0]
}
