package hy_msg_lint.kafka.broker_config_drift_test

import data.hy_msg_lint.kafka.broker_config_drift as rule

node(name, properties) := {"name": name, "group": 0, "partial": false, "image_defaults_known": true, "properties": properties}

said(brokers) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as {"kind": "cluster", "brokers": brokers}
}

test_another_value if {
	said([node("a", {"num.partitions": "6"}), node("b", {"num.partitions": "3"})]) == {[
		"broker `b` sets `num.partitions` to `3`, and broker `a` sets `num.partitions` to `6`",
		["brokers", 1, "properties", "num.partitions"],
	]}
}

test_left_out if {
	{one[0] | some one in said([node("a", {"min.insync.replicas": "2"}), node("b", {})])} == {"broker `b` leaves `min.insync.replicas` out, and broker `a` sets `min.insync.replicas` to `2`"}
}

test_what_differs_by_nature if {
	said([node("a", {"node.id": "1", "advertised.listeners": "x"}), node("b", {"node.id": "2", "advertised.listeners": "y"})]) == set()
}

test_what_is_not_known if {
	said([node("a", {"num.partitions": "${P}"}), node("b", {"num.partitions": "3"})]) == set()
	said([node("a", {"num.partitions": "6"}), object.union(node("b", {}), {"image_defaults_known": false})]) == set()
	said([node("a", {"num.partitions": "6"}), object.union(node("b", {}), {"partial": true})]) == set()
	said([node("a", {"num.partitions": "6"}), object.union(node("b", {}), {"group": 1})]) == set()
	said([node("a", {})]) == set()
}
