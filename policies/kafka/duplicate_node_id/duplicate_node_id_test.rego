package hy_msg_lint.kafka.duplicate_node_id_test

import data.hy_msg_lint.kafka.duplicate_node_id as rule

node(name, fields) := object.union(
	{
		"kind": "broker",
		"name": name,
		"service": name,
		"group": 0,
		"ensemble": 0,
		"roles": ["broker", "controller"],
		"properties": {},
		"voters": [{"id": 1, "host": "kafka-1", "port": 9093}],
	},
	fields,
)

deny(brokers, controllers) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "name": "shop", "brokers": brokers, "controllers": controllers, "unresolved": []}
}

ats(brokers, controllers) := {violation.at | some violation in deny(brokers, controllers)}

test_two_brokers if {
	deny([node("kafka-1", {"node_id": 1}), node("kafka-2", {"node_id": 1})], []) == {{
		"msg": "broker `kafka-2` has node id 1, which broker `kafka-1` has, too",
		"at": ["brokers", 1, "node_id"],
		"related": [{"at": ["brokers", 0, "node_id"], "msg": "broker `kafka-1` has the same id here"}],
		"help": "give each broker and each controller its own id",
		"explains": {"rules": ["broken-quorum"], "at": [["brokers", 1]]},
	}}
}

test_every_further_one_is_found if {
	ats([node("a", {"node_id": 1}), node("b", {"node_id": "1"}), node("c", {"node_id": 2}), node("d", {"node_id": 1})], []) == {
		["brokers", 1, "node_id"],
		["brokers", 3, "node_id"],
	}
}

test_broker_and_controller if {
	controller := node("controller", {"node_id": 1, "roles": ["controller"]})
	{violation.msg | some violation in deny([node("kafka", {"node_id": 1, "roles": ["broker"]})], [controller])} == {"controller `controller` has node id 1, which broker `kafka` has, too"}
}

test_ids_of_their_own if {
	deny([node("a", {"node_id": 1}), node("b", {"node_id": 2})], [node("c", {"node_id": 101, "roles": ["controller"]})]) == set()
}

test_zookeeper if {
	zookeeper := {"node_id": 1, "voters": [], "properties": {"zookeeper.connect": "zookeeper:2181"}}
	count(deny([node("a", zookeeper), node("b", zookeeper)], [])) == 1
	given := object.union(zookeeper, {"node_id": -1})
	deny([node("a", given), node("b", given)], []) == set()
}

test_other_clusters if {
	deny([node("a", {"node_id": 1}), node("b", {"node_id": 1, "ensemble": 1})], []) == set()
}

test_not_known if {
	deny([node("a", {"node_id": 1}), object.remove(node("b", {"node_id": 1}), ["ensemble"])], []) == set()
	deny([node("a", {"node_id": "${ID}"}), node("b", {"node_id": "${ID}"})], []) == set()
	deny([node("a", {}), node("b", {})], []) == set()
}

test_replicas if {
	{[violation.msg, violation.at] | some violation in deny([node("kafka", {"node_id": 1, "count": 3})], [])} == {[
		"service `kafka` runs 3 nodes, and all of them have node id 1",
		["brokers", 0, "node_id"],
	]}
	deny([node("kafka", {"count": 3})], []) == set()
	deny([node("kafka", {"node_id": 1, "count": "${REPLICAS}"})], []) == set()
	deny([object.remove(node("pool", {"node_id": 1, "count": 3}), ["service"])], []) == set()
}

three := [{"id": 1, "host": "kafka-1", "port": 9093}, {"id": 2, "host": "kafka-2", "port": 9093}, {"id": 3, "host": "kafka-3", "port": 9093}]

voter(name, id) := node(name, {"node_id": id, "voters": three, "variables": {"node.id": "KAFKA_NODE_ID"}})

helps(brokers) := {violation.help | some violation in deny(brokers, [])}

test_the_voters_say_which_id_is_free if {
	helps([voter("kafka-1", 1), voter("kafka-2", 2), voter("kafka-3", 2)]) == {"set `KAFKA_NODE_ID` of `kafka-3` to 3"}
	helps([voter("kafka-1", 1), voter("kafka-2", 2), voter("kafka3", 2)]) == {"set `KAFKA_NODE_ID` of `kafka3` to 3"}
	helps([voter("kafka-1", 1), voter("kafka-x", 1)]) == {"give each broker and each controller its own id"}
}

test_the_voters_say_which_node_is_wrong if {
	ats([voter("kafka-1", 2), voter("kafka-2", 2), voter("kafka-3", 3)], []) == {["brokers", 0, "node_id"]}
	helps([voter("kafka-1", 2), voter("kafka-2", 2), voter("kafka-3", 3)]) == {"set `KAFKA_NODE_ID` of `kafka-1` to 1"}
}

test_a_broker_takes_an_id_that_no_voter_has if {
	plain := {"roles": ["broker"], "voters": three, "node_id": 4}
	helps([node("a", plain), node("b", plain)]) == {"set `node.id` of `b` to an id that no other node has, such as 5"}
	zookeeper := {"roles": ["broker"], "node_id": 1, "voters": [], "properties": {"broker.id": "1"}, "variable_prefix": "KAFKA_"}
	helps([node("a", zookeeper), node("b", zookeeper)]) == {"set `KAFKA_BROKER_ID` of `b` to an id that no other node has, such as 2"}
}
