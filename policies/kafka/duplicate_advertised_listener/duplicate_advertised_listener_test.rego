package hy_msg_lint.kafka.duplicate_advertised_listener_test

import data.hy_msg_lint.kafka.duplicate_advertised_listener as rule

node(name, host, port) := {"name": name, "group": 0, "listeners": [{"name": "PLAINTEXT", "advertised_host": host, "advertised_port": port}]}

said(brokers) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as {"kind": "cluster", "brokers": brokers}
}

test_one_address_for_two if {
	said([node("a", "localhost", 9092), node("b", "localhost", 9094), node("c", "localhost", 9092)]) == {[
		"brokers `a` and `c` both advertise `localhost:9092`",
		["brokers", 2, "listeners", 0, "advertised_port"],
	]}
}

test_their_own if {
	said([node("a", "a", 9092), node("b", "b", 9092)]) == set()
	said([node("a", "localhost", 9092)]) == set()
	said([node("a", "localhost", 9092), object.union(node("b", "localhost", 9092), {"group": 1})]) == set()
	said([node("a", "${HOST}", 9092), node("b", "${HOST}", 9092)]) == set()
	said([node("a", "h", "${PORT}"), node("b", "h", "${PORT}")]) == set()
	said([{"name": "a", "group": 0}, {"name": "b", "group": 0, "listeners": []}]) == set()
}
