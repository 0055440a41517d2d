package hy_msg_lint.topic.duplicate_topic_test

import data.hy_msg_lint.topic.duplicate_topic as rule

topic(name, fields) := object.union({"name": name, "config": {}}, fields)

deny(topics) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "topics": topics}
}

test_different_settings if {
	deny([topic("orders", {"partitions": 6}), topic("audit", {}), topic("orders", {"partitions": 3})]) == {{
		"msg": "topic `orders` is declared twice, with another number of partitions",
		"at": ["topics", 2, "name"],
		"related": [{"at": ["topics", 0, "name"], "msg": "the other declaration"}],
	}}
	messages := {violation.msg | some violation in deny([
		topic("orders", {"replication_factor": 3, "config": {"cleanup.policy": "compact"}}),
		topic("orders", {"replication_factor": "1"}),
	])}
	messages == {"topic `orders` is declared twice, with another replication factor and `cleanup.policy`"}
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

test_what_is_not_known_is_not_compared if {
	deny([topic("orders", {"partitions": "${P}"}), topic("orders", {"partitions": 3})]) == set()
	deny([topic("$1", {"partitions": 6}), topic("$1", {"partitions": 3})]) == set()
}
