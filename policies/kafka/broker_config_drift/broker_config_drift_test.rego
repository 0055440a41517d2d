package hy_msg_lint.kafka.broker_config_drift_test

import data.hy_msg_lint.kafka.broker_config_drift as rule

node(name, properties, fields) := object.union(
	{
		"kind": "broker",
		"name": name,
		"roles": ["broker"],
		"group": 0,
		"ensemble": 0,
		"partial": false,
		"voters": [{"id": 1, "host": "controller", "port": 9093}],
		"image_defaults": {},
		"image_defaults_known": true,
		"properties": properties,
	},
	fields,
)

shop(brokers, unresolved) := {"kind": "cluster", "name": "shop", "brokers": brokers, "controllers": [], "unresolved": unresolved}

said(brokers) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as shop(brokers, [])
}

three(first, second, third) := [node("a", first, {}), node("b", second, {}), node("c", third, {})]

test_the_odd_one_out if {
	violations := rule.deny with input as shop(three({"num.partitions": "3"}, {"num.partitions": "6"}, {"num.partitions": "6"}), [])
	violations == {{
		"msg": "broker `a` sets `num.partitions` to 3, but broker `b` sets `num.partitions` to 6",
		"at": ["brokers", 0, "properties", "num.partitions"],
		"related": [{"at": ["brokers", 1, "properties", "num.partitions"], "msg": "broker `b` sets `num.partitions` to 6"}],
		"fix": {"title": "set `num.partitions` to 6, as on the other brokers", "set": ["brokers", 0, "properties", "num.partitions"], "to": 6},
	}}
}

test_left_at_its_default if {
	said([node("a", {"min.insync.replicas": "2"}, {}), node("b", {}, {})]) == {[
		"broker `b` leaves `min.insync.replicas` at its default of 1, but broker `a` sets `min.insync.replicas` to 2",
		["brokers", 1, "properties", "min.insync.replicas"],
	]}
	said([node("a", {"min.insync.replicas": "1"}, {}), node("b", {}, {})]) == set()
}

test_left_out if {
	said([node("a", {"log.retention.ms": "1000"}, {}), node("b", {}, {})]) == {[
		"broker `b` does not set `log.retention.ms`, but broker `a` sets `log.retention.ms` to 1000",
		["brokers", 1, "properties", "log.retention.ms"],
	]}
	said([node("a", {"inter.broker.listener.name": "PLAINTEXT"}, {}), node("b", {}, {})]) == set()
}

test_set_by_an_image if {
	shipped := node("b", {}, {"image_defaults": {"offsets.topic.replication.factor": "1"}})
	{one[0] | some one in said([node("a", {}, {}), shipped])} == {"broker `b` has `offsets.topic.replication.factor` of 1 from its image, but broker `a` leaves `offsets.topic.replication.factor` at its default of 3"}
}

test_spelled_differently if {
	said([node("a", {"delete.topic.enable": "True"}, {}), node("b", {"delete.topic.enable": " true"}, {})]) == set()
}

test_what_differs_by_nature if {
	said([
		node("a", {"node.id": "1", "advertised.listeners": "x", "broker.rack": "1", "log.dirs": "/a"}, {}),
		node("b", {"node.id": "2", "advertised.listeners": "y", "broker.rack": "2", "log.dirs": "/b"}, {}),
	]) == set()
}

test_what_is_not_known if {
	every fields in [{"image_defaults_known": false}, {"partial": true}, {"family": "redpanda"}, {"ensemble": null}, {"ensemble": 1}] {
		said([node("a", {"min.insync.replicas": "2"}, {}), node("b", {}, fields)]) == set()
	}
	said([node("a", {"num.partitions": "6"}, {})]) == set()
}

test_variables if {
	path := ["brokers", 1, "properties", "num.partitions"]
	brokers := [node("a", {"num.partitions": "6"}, {}), node("b", {"num.partitions": "${P}"}, {})]
	unresolved := [{"at": path, "variables": ["P"]}]
	denied := rule.deny with input as shop(brokers, unresolved)
	denied == set()
	unknown := rule.unknown with input as shop(brokers, unresolved)
	{violation.msg | some violation in unknown} == {"whether `num.partitions` of broker `b` is that of the other brokers needs `P`, which no file here sets"}
	same := [node("a", {"num.partitions": "${P}"}, {}), node("b", {"num.partitions": "${P}"}, {})]
	both := [{"at": ["brokers", i, "properties", "num.partitions"], "variables": ["P"]} | some i in [0, 1]]
	none := rule.unknown with input as shop(same, both)
	none == set()
}

test_no_fix_where_the_others_leave_the_default if {
	brokers := three({"num.partitions": "3"}, {}, {})
	fixes := {violation.fix | some violation in rule.deny with input as shop(brokers, [])}
	fixes == set()
}
