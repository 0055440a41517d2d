# METADATA
# title: Broker uses ZooKeeper
# description: |
#   Kafka 4 has no ZooKeeper: KRaft controllers replace it. A broker that uses ZooKeeper cannot be upgraded beyond 3.9,
#   which gets no more fixes, and you must also run and secure ZooKeeper.
# related_resources:
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-833%3A+Mark+KRaft+as+Production+Ready
#     description: KIP-833, KRaft in production
#   - ref: https://kafka.apache.org/documentation/#kraft
#     description: Kafka, KRaft
# custom:
#   input: [broker, service, topic]
#   severity: warning
#   concern: hygiene
#   fix: none
#   help: use KRaft controllers instead, and `--bootstrap-server` in commands
package hy_msg_lint.kafka.zookeeper_mode

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.kind == "broker"
	kafka.is_on_zookeeper(input)
	not is_refused
	violation := {
		"msg": sprintf("%s uses ZooKeeper, which Kafka 4 does not support", [resource.title(input)]),
		"label": "Kafka 4 does not support ZooKeeper",
		"at": ["properties", "zookeeper.connect"],
		"help": sprintf("run KRaft controllers, and set %s instead of `%s`", [
			resource.settings(input, ["process.roles", "controller.quorum.voters"]), resource.setting(input, "zookeeper.connect"),
		]),
	}
}

deny contains violation if {
	input.kind == "service"
	input.runs == "zookeeper"
	count(kafkas) > 0
	violation := {
		"msg": sprintf("service `%s` runs ZooKeeper, which Kafka 4 does not use", [input.name]),
		"label": "Kafka 4 does not use ZooKeeper",
		"at": ["image"],
		"help": "remove the service when the brokers use KRaft controllers",
		"related": [{"at": ["cluster", "brokers", kafkas[0], "properties", "zookeeper.connect"], "msg": "a broker uses it here"}],
	}
}

deny contains violation if {
	input.kind == "topic"
	input.command.zookeeper
	violation := {
		"msg": sprintf("the command for topic `%s` uses `--zookeeper`, which Kafka 3.0 removed from `%s`", [input.name, input.declared_by]),
		"label": "removed in Kafka 3.0",
		"at": ["command", "zookeeper"],
		"help": "write `--bootstrap-server` and a broker instead of `--zookeeper`",
	}
}

# Its Kafka is one without ZooKeeper: it does not start, which is told as such.
is_refused if {
	some refusal in object.get(input, "refusals", [])
	refusal.check == "zookeeper-only"
	not refusal.since
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
