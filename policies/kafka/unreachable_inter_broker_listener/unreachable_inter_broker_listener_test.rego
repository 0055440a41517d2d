package hy_msg_lint.kafka.unreachable_inter_broker_listener_test

import data.hy_msg_lint.kafka.unreachable_inter_broker_listener as rule

node(name, host, fields) := object.union(
	{"name": name, "group": 0, "listeners": [{"name": "PLAINTEXT", "advertised_host": host, "advertised_port": 9092, "inter_broker": true}]},
	fields,
)

said(brokers) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as {"kind": "cluster", "form": "compose", "brokers": brokers}
}

test_own_container if {
	said([node("a", "localhost", {}), node("b", "b", {})]) == {[
		"broker `a` tells the other brokers to find it at `localhost`, which is their own container",
		["brokers", 0, "listeners", 0, "advertised_host"],
	]}
	count(said([node("a", "127.0.0.1", {}), node("b", "localhost", {})])) == 2
}

test_reachable if {
	said([node("a", "a", {}), node("b", "b", {})]) == set()
	said([node("a", "localhost", {})]) == set()
	said([node("a", "localhost", {}), node("b", "b", {"group": 1})]) == set()
	outer := {"listeners": [{"name": "EXTERNAL", "advertised_host": "localhost", "inter_broker": false}]}
	said([node("a", "a", outer), node("b", "b", {})]) == set()
}
