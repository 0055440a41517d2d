package hy_msg_lint.connector.uncompacted_connect_topic_test

import data.hy_msg_lint.connector.uncompacted_connect_topic as rule

workers := [{"name": "connect-1", "group": 0, "properties": settings, "image_defaults": {}}, {"name": "connect-2", "group": 0, "properties": settings, "image_defaults": {}}]

settings := {
	"bootstrap.servers": "kafka:9092",
	"group.id": "connect",
	"config.storage.topic": "configs",
	"offset.storage.topic": "offsets",
	"status.storage.topic": "status",
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

project(properties, topics) := {
	"kind": "cluster",
	"form": "compose",
	"groups": 1,
	"complete": true,
	"brokers": [broker(properties)],
	"connect_workers": workers,
	"topics": at_home(topics),
}

at_home(topics) := [object.union({"group": 0}, topic) | some topic in topics]

deny(topics) := denied(project({}, topics))

denied(cluster) := violations if {
	violations := rule.deny with input as cluster
}

unknown(cluster) := violations if {
	violations := rule.unknown with input as cluster
}

compact := {"cleanup.policy": "compact"}

test_topic_that_is_deleted_from if {
	{violation.msg | some violation in deny([
		{"name": "orders", "config": {}},
		{"name": "offsets", "partitions": 25, "config": {}},
		{"name": "status", "config": {"cleanup.policy": "compact,delete"}},
	])} == {
		"topic `offsets` (`offset.storage.topic` of Connect worker `connect-1`) gets cleanup policy `delete` from its brokers instead of `compact`",
		"topic `status` (`status.storage.topic` of Connect worker `connect-1`) has cleanup policy `compact,delete` instead of `compact`",
	}
}

test_config_topic_of_several_partitions if {
	ats := {["topics", 0, "partitions"]}
	{violation.at | some violation in deny([{"name": "configs", "partitions": "3", "config": compact}])} == ats
	brokers := project({"num.partitions": "6"}, [{"name": "configs", "config": compact}])
	{violation.at | some violation in denied(brokers)} == ats
	denied(project({"num.partitions": "6"}, [{"name": "offsets", "config": compact}])) == set()
}

test_as_connect_wants_them if {
	deny([
		{"name": "configs", "partitions": 1, "config": compact},
		{"name": "offsets", "partitions": 25, "config": compact},
		{"name": "status", "partitions": -1, "config": compact},
		{"name": "orders", "partitions": 6, "config": {}},
	]) == set()
	deny([]) == set()
}

test_brokers_that_compact_by_themselves if {
	denied(project({"log.cleanup.policy": "compact"}, [{"name": "offsets", "config": {}}])) == set()
	denied(project({"log.cleanup.policy": "${POLICY}"}, [{"name": "offsets", "config": {}}])) == set()
}

test_changes if {
	made := {"name": "offsets", "config": {}}
	deny([made, {"name": "offsets", "creates": false, "config": compact}]) == set()
	deny([{"name": "offsets", "creates": false, "config": {"retention.ms": "1"}}]) == set()
	unmade := deny([{"name": "offsets", "config": compact}, {"name": "offsets", "creates": false, "config": {"cleanup.policy": "delete"}}])
	{violation.at[1] | some violation in unmade} == {1}
}

test_what_is_not_known if {
	deny([{"name": "configs", "config": {"cleanup.policy": "${P}"}}]) == set()
	deny([{"name": "configs", "partitions": "${P}", "config": compact}]) == set()
	alone := {
		"form": "configured",
		"groups": 0,
		"complete": false,
		"brokers": [],
		"connect_workers": workers,
		"topics": at_home([{"name": "offsets", "config": {}}, {"name": "status", "config": {"cleanup.policy": "delete"}}]),
	}
	{violation.at[1] | some violation in denied(alone)} == {1}
	{violation.msg | some violation in unknown(alone)} == {"topic `offsets` (`offset.storage.topic` of Connect worker `connect-1`) sets no `cleanup.policy`, and its brokers are not declared here"}
	redpanda := object.union(project({}, [{"name": "offsets", "config": {}}]), {"brokers": [object.union(broker({}), {"family": "redpanda"})]})
	denied(redpanda) == set()
}

test_topic_of_another_kafka if {
	topic := {"name": "offsets", "config": {}}
	deny([object.union(topic, {"group": 1})]) == set()
	unknown_kafka := object.union(project({}, []), {"topics": [topic]})
	denied(unknown_kafka) == set()
	count(deny([topic])) == 1
}

test_fix if {
	{violation.fix | some violation in deny([{"name": "configs", "partitions": 3, "config": {"cleanup.policy": "delete"}}])} == {
		{"title": "set `cleanup.policy` to `compact`", "set": ["topics", 0, "config", "cleanup.policy"], "to": "compact"},
		{"title": "set the number of partitions to 1", "set": ["topics", 0, "partitions"], "to": 1},
	}
}
