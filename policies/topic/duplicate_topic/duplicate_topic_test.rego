package hy_msg_lint.topic.duplicate_topic_test

import data.hy_msg_lint.topic.duplicate_topic as rule

topic(name, fields) := object.union({"name": name, "config": {}}, fields)

deny(topics) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "topics": topics, "repeated_topics": repeated(topics)}
}

repeated(topics) := [indices |
	some name in {one.name | some one in topics}
	indices := [i | some i, one in topics; one.name == name]
	count(indices) > 1
]

test_different_settings if {
	deny([topic("orders", {"partitions": 6}), topic("audit", {}), topic("orders", {"partitions": 3})]) == {{
		"msg": "topic `orders` is declared twice with different partitions (6 and 3)",
		"at": ["topics", 2, "name"],
		"related": [{"at": ["topics", 0, "name"], "msg": "declared here first"}],
	}}
	messages := {violation.msg | some violation in deny([
		topic("orders", {"replication_factor": 3, "config": {"cleanup.policy": "compact"}}),
		topic("orders", {"replication_factor": "1"}),
	])}
	messages == {"topic `orders` is declared twice with different replicas (3 and 1) and `cleanup.policy`"}
}

test_the_same_again_is_fine if {
	deny([]) == set()
	deny([topic("orders", {"partitions": 6})]) == set()
	deny([topic("orders", {"partitions": 6}), topic("orders", {"partitions": "6"})]) == set()
	deny([topic("orders", {}), topic("orders", {"replication_factor": -1})]) == set()
	deny([topic("orders", {"partitions": 6}), topic("payments", {"partitions": 3})]) == set()
}

test_a_change_is_no_declaration if {
	deny([topic("orders", {"partitions": 6}), topic("orders", {"creates": false, "config": {"retention.ms": "1"}})]) == set()
}

test_each_is_compared_with_the_one_before if {
	three := [topic("orders", {"partitions": 6}), topic("orders", {"partitions": 3}), topic("orders", {"partitions": 3})]
	{violation.at[1] | some violation in deny(three)} == {1}
	changed := array.concat([topic("orders", {"creates": false})], three)
	{[violation.at[1], violation.related[0].at[1]] | some violation in deny(changed)} == {[2, 1]}
}

broker(properties) := {
	"kind": "broker",
	"name": "kafka",
	"group": 0,
	"family": "confluent",
	"roles": ["broker"],
	"partial": false,
	"listeners": [],
	"properties": properties,
	"image_defaults": {},
	"image_defaults_known": true,
}

test_what_the_brokers_make_of_none if {
	pair := [topic("orders", {"partitions": 6, "replication_factor": 3}), topic("orders", {})]
	like := {"form": "compose", "groups": 1, "complete": true, "topics": pair, "repeated_topics": [[0, 1]], "brokers": [broker({"num.partitions": "6", "default.replication.factor": "3"})]}
	alike := rule.deny with input as like
	alike == set()
	unlike := rule.deny with input as object.union(like, {"brokers": [broker({"num.partitions": "6"})]})
	{violation.msg | some violation in unlike} == {"topic `orders` is declared twice with different replicas (3 and 1)"}
	deny(pair) == set()
}

test_what_is_not_known_is_not_compared if {
	deny([topic("orders", {"partitions": "${P}"}), topic("orders", {"partitions": 3})]) == set()
}
