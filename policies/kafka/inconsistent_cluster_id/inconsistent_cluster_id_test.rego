package hy_msg_lint.kafka.inconsistent_cluster_id_test

import data.hy_msg_lint.kafka.inconsistent_cluster_id as rule

node(name, id) := {"kind": "broker", "name": name, "roles": ["broker"], "cluster_id": id, "group": 0}

said(nodes) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as {"kind": "cluster", "brokers": nodes, "controllers": []}
}

test_another_id if {
	said([node("a", "one"), node("b", "two")]) == {["broker `b` has the cluster id `two`, and broker `a` has `one`", ["brokers", 1, "cluster_id"]]}
}

test_one_id if {
	said([node("a", "one"), node("b", "one")]) == set()
	said([node("a", "one"), object.union(node("b", "two"), {"group": 1})]) == set()
}

test_not_known if {
	said([node("a", "one"), node("b", "${ID}")]) == set()
	said([node("a", "one"), {"kind": "broker", "name": "b", "roles": ["broker"], "group": 0}]) == set()
	said([]) == set()
}
