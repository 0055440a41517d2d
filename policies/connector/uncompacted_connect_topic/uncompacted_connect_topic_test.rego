package hy_msg_lint.connector.uncompacted_connect_topic_test

import data.hy_msg_lint.connector.uncompacted_connect_topic as rule

workers := [{"name": "connect-1", "properties": settings}, {"name": "connect-2", "properties": settings}]

settings := {
	"group.id": "connect",
	"config.storage.topic": "configs",
	"offset.storage.topic": "offsets",
	"status.storage.topic": "status",
}

deny(topics) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "connect_workers": workers, "topics": topics}
}

test_topic_that_is_deleted_from if {
	{violation.msg | some violation in deny([
		{"name": "orders", "config": {}},
		{"name": "offsets", "partitions": 25, "config": {}},
		{"name": "status", "config": {"cleanup.policy": "compact,delete"}},
	])} == {
		"topic `offsets`, `offset.storage.topic` of Connect worker `connect-1`, has the cleanup policy `delete` and not `compact`",
		"topic `status`, `status.storage.topic` of Connect worker `connect-1`, has the cleanup policy `compact,delete` and not `compact`",
	}
}

test_config_topic_of_several_partitions if {
	{violation.at | some violation in deny([{"name": "configs", "partitions": "3", "config": {"cleanup.policy": "compact"}}])} == {["topics", 0, "partitions"]}
}

test_as_connect_wants_them if {
	deny([
		{"name": "configs", "partitions": 1, "config": {"cleanup.policy": "compact"}},
		{"name": "offsets", "partitions": 25, "config": {"cleanup.policy": "compact"}},
		{"name": "orders", "partitions": 6, "config": {}},
	]) == set()
	deny([{"name": "configs", "config": {"cleanup.policy": "${P}"}}]) == set()
	deny([{"name": "offsets", "creates": false, "config": {}}]) == set()
}
