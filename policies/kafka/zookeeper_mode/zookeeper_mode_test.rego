package hy_msg_lint.kafka.zookeeper_mode_test

import data.hy_msg_lint.kafka.zookeeper_mode as rule

deny(resource) := {violation.msg |
	some violation in rule.deny with input as resource
}

broker(properties) := {"kind": "broker", "name": "kafka", "roles": ["broker"], "properties": properties}

test_broker if {
	deny(broker({"zookeeper.connect": "zookeeper:2181"})) == {"broker `kafka` keeps its cluster in ZooKeeper"}
	deny(broker({"process.roles": "broker"})) == set()
}

test_service if {
	service := {"kind": "service", "name": "zookeeper", "runs": "zookeeper", "cluster": {"brokers": [broker({"zookeeper.connect": "zookeeper:2181"})]}}
	deny(service) == {"service `zookeeper` runs ZooKeeper, which Kafka 4 has no use for"}
	deny(object.union(service, {"cluster": {"brokers": []}})) == set()
	deny(object.union(service, {"cluster": null})) == set()
	deny({"kind": "service", "name": "web", "runs": null, "cluster": null}) == set()
}

test_command if {
	topic := {"kind": "topic", "name": "orders", "command": {"zookeeper": "zookeeper:2181"}}
	count(deny(topic)) == 1
	deny({"kind": "topic", "name": "orders", "command": {"bootstrap_servers": "kafka:9092"}}) == set()
	deny({"kind": "topic", "name": "orders"}) == set()
}
