package hy_msg_lint.kafka.duplicate_node_id_test

import data.hy_msg_lint.kafka.duplicate_node_id as rule

node(name, id, group) := {"kind": "broker", "name": name, "roles": ["broker"], "node_id": id, "group": group}

said(brokers, controllers) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as {"kind": "cluster", "brokers": brokers, "controllers": controllers}
}

test_two_with_one_id if {
	said([node("a", 1, 0), node("b", 2, 0), node("c", 1, 0)], []) == {["broker `a` and broker `c` have the same id, 1", ["brokers", 2, "node_id"]]}
	controller := object.union(node("d", 1, 0), {"roles": ["controller"]})
	count(said([node("a", 1, 0)], [controller])) == 1
}

test_their_own if {
	said([node("a", 1, 0), node("b", 2, 0)], []) == set()
	said([node("a", 1, 0), node("b", 1, 1)], []) == set()
	said([node("a", "${ID}", 0), node("b", "${ID}", 0)], []) == set()
	said([{"name": "a", "group": 0}, {"name": "b", "group": 0}], []) == set()
}
