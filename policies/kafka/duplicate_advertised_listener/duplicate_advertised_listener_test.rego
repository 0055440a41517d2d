package hy_msg_lint.kafka.duplicate_advertised_listener_test

import data.hy_msg_lint.kafka.duplicate_advertised_listener as rule

node(name, listeners) := {
	"kind": "broker",
	"name": name,
	"group": 0,
	"ensemble": 0,
	"roles": ["broker"],
	"properties": {"zookeeper.connect": "zookeeper:2181"},
	"listeners": listeners,
}

listener(name, host, port) := {"name": name, "advertised_host": host, "advertised_port": port}

deny(brokers) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "name": "shop", "brokers": brokers, "controllers": [], "unresolved": []}
}

test_same_port_on_the_host if {
	brokers := [
		node("kafka-1", [listener("INTERNAL", "kafka-1", 19092), listener("EXTERNAL", "localhost", 9092)]),
		node("kafka-2", [listener("INTERNAL", "kafka-2", 19092), listener("EXTERNAL", "LOCALHOST", 9092)]),
	]
	deny(brokers) == {{
		"msg": "listener `EXTERNAL` of broker `kafka-2` advertises `localhost:9092`, which broker `kafka-1` also advertises",
		"at": ["brokers", 1, "listeners", 1, "advertised_host"],
		"related": [{"at": ["brokers", 0, "listeners", 1, "advertised_host"], "msg": "listener `EXTERNAL` of broker `kafka-1` advertises it here"}],
	}}
}

test_addresses_of_their_own if {
	deny([node("kafka-1", [listener("EXTERNAL", "localhost", 9092)]), node("kafka-2", [listener("EXTERNAL", "localhost", 9093)])]) == set()
	deny([node("kafka-1", [listener("A", "kafka-1", 9092)]), node("kafka-2", [listener("A", "kafka-2", 9092)])]) == set()
}

test_one_broker_may_say_it_twice if {
	deny([node("kafka-1", [listener("A", "kafka-1", 9092), listener("B", "kafka-1", 9092)]), node("kafka-2", [])]) == set()
}

test_not_known if {
	deny([node("kafka-1", [listener("A", "${HOST}", 9092)]), node("kafka-2", [listener("A", "${HOST}", 9092)])]) == set()
	deny([node("kafka-1", [listener("A", "_{HOSTNAME_COMMAND}", 9092)]), node("kafka-2", [listener("A", "_{HOSTNAME_COMMAND}", 9092)])]) == set()
	deny([node("kafka-1", [listener("A", "localhost", "${PORT}")]), node("kafka-2", [listener("A", "localhost", "${PORT}")])]) == set()
	deny([node("kafka-1", [{"name": "A"}]), node("kafka-2", [{"name": "A"}])]) == set()
}

test_other_clusters if {
	other := object.union(node("kafka-2", [listener("A", "localhost", 9092)]), {"ensemble": 1})
	deny([node("kafka-1", [listener("A", "localhost", 9092)]), other]) == set()
}

test_what_leads_to_the_other_broker_is_told_there if {
	copied := object.union(listener("A", "kafka-1", 9092), {"told": "another_broker"})
	deny([node("kafka-1", [object.union(listener("A", "kafka-1", 9092), {"told": "reached"})]), node("kafka-2", [copied])]) == set()
}
