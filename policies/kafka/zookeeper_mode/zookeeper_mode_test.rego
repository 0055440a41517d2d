package hy_msg_lint.kafka.zookeeper_mode_test

import data.hy_msg_lint.kafka.zookeeper_mode as rule

deny(resource) := {violation.msg |
	some violation in rule.deny with input as resource
}

broker(properties) := {"kind": "broker", "name": "kafka", "roles": ["broker"], "properties": properties}

test_broker if {
	deny(broker({"zookeeper.connect": "zookeeper:2181"})) == {"broker `kafka` uses ZooKeeper, which Kafka 4 does not support"}
	deny(broker({"process.roles": "broker"})) == set()
}

test_node_with_roles if {
	deny(broker({"zookeeper.connect": "zookeeper:2181", "process.roles": "broker", "zookeeper.metadata.migration.enable": "true"})) == set()
	count(deny(broker({"zookeeper.connect": "${ZOOKEEPER}"}))) == 1
}

zookeeper(brokers) := {
	"kind": "service",
	"name": "zoo-1",
	"runs": "zookeeper",
	"cluster": {"brokers": brokers},
	"project": {"services": {"zoo-1": {"names": ["zoo-1", "zookeeper"]}}},
}

test_service if {
	used := zookeeper([broker({}), broker({"zookeeper.connect": "other:2181, zookeeper:2181/kafka"})])
	labelled := rule.deny with input as used
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
	violations == {{
		"msg": "service `zoo-1` runs ZooKeeper, which Kafka 4 does not use",
		"help": "remove the service when the brokers use KRaft controllers",
		"at": ["image"],
		"related": [{"at": ["cluster", "brokers", 1, "properties", "zookeeper.connect"], "msg": "a broker uses it here"}],
	}}
	count(deny(zookeeper([broker({"zookeeper.connect": "zoo-1:2181"})]))) == 1
}

test_zookeeper_of_somebody_else if {
	deny(zookeeper([])) == set()
	deny(zookeeper([broker({"zookeeper.connect": "zoo-11:2181"})])) == set()
	deny(zookeeper([broker({"zookeeper.connect": "zoo-1:2181", "process.roles": "controller"})])) == set()
	deny(object.union(zookeeper([]), {"cluster": null})) == set()
	deny({"kind": "service", "name": "web", "runs": null, "cluster": null, "project": null}) == set()
}

test_command if {
	topic := {"kind": "topic", "name": "orders", "declared_by": "kafka-topics", "command": {"zookeeper": "zookeeper:2181"}}
	deny(topic) == {"the command for topic `orders` uses `--zookeeper`, which Kafka 3.0 removed from `kafka-topics`"}
	deny({"kind": "topic", "name": "orders", "command": {"bootstrap_servers": "kafka:9092"}}) == set()
	deny({"kind": "topic", "name": "orders"}) == set()
}
