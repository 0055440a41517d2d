package hy_msg_lint.kafka.low_min_insync_replicas_test

import data.hy_msg_lint.kafka.low_min_insync_replicas as rule

defaults := {"low-min-insync-replicas": {"minimum": 2}}

node(kind, fields) := object.union(
	{
		"kind": kind,
		"name": "kafka-1",
		"image": "mycorp/kafka:1",
		"roles": ["broker"],
		"partial": false,
		"properties": {},
		"image_defaults": {},
		"image_defaults_known": true,
		"unresolved": [],
		"cluster": null,
	},
	fields,
)

topic(fields) := object.union(
	{"kind": "topic", "name": "orders", "config": {}, "unresolved": [], "cluster": null},
	fields,
)

deny(resource) := violations if {
	labelled := rule.deny with input as resource with data.parameters as defaults
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
}

unknown(resource) := violations if {
	violations := rule.unknown with input as resource with data.parameters as defaults
}

test_broker_default if {
	deny(node("broker", {})) == {{
		"msg": "broker `kafka-1` leaves `min.insync.replicas` at its default of 1, below 2",
		"help": "set `min.insync.replicas` to 2",
		"at": ["properties", "min.insync.replicas"],
	}}
}

test_broker if {
	deny(node("broker", {"properties": {"min.insync.replicas": "2"}})) == set()
	count(deny(node("broker", {"properties": {"min.insync.replicas": "1", "transaction.state.log.min.isr": "1"}}))) == 2
	count(deny(node("broker", {"properties": {"min.insync.replicas": "2", "share.coordinator.state.topic.min.isr": "1"}}))) == 1
}

test_broker_image if {
	violations := deny(node("broker", {
		"properties": {"min.insync.replicas": "2"},
		"image_defaults": {"transaction.state.log.min.isr": "1"},
	}))
	{violation.at | some violation in violations} == {["image_defaults", "transaction.state.log.min.isr"]}
}

test_controller_is_judged_by_what_it_sets if {
	deny(node("broker", {"roles": ["controller"]})) == set()
	unknown(node("broker", {"roles": ["controller"], "image_defaults_known": false})) == set()
	count(deny(node("broker", {"roles": ["controller"], "properties": {"min.insync.replicas": "1"}}))) == 1
}

test_partial_broker if {
	deny(node("broker", {"partial": true})) == set()
	unknown(node("broker", {"partial": true, "image_defaults_known": false})) == set()
}

test_unknown_image if {
	resource := node("broker", {"image_defaults_known": false})
	deny(resource) == set()
	unknown(resource) == {{
		"msg": "the in-sync replicas that broker `kafka-1` requires are not known: image `mycorp/kafka:1` may set `min.insync.replicas`, `transaction.state.log.min.isr` and `share.coordinator.state.topic.min.isr`",
		"at": ["properties", "min.insync.replicas"],
		"help": "set `min.insync.replicas`, `transaction.state.log.min.isr` and `share.coordinator.state.topic.min.isr`",
	}}
}

test_ksqldb if {
	{violation.at | some violation in deny(node("ksqldb", {}))} == {["properties", "ksql.internal.topic.min.insync.replicas"]}
	deny(node("ksqldb", {"properties": {"ksql.internal.topic.min.insync.replicas": "2"}})) == set()
}

test_topic if {
	deny(topic({"config": {"min.insync.replicas": 1}})) == {{
		"msg": "topic `orders` sets `min.insync.replicas` to 1, below 2",
		"help": "set `min.insync.replicas` to 2",
		"at": ["config", "min.insync.replicas"],
	}}
	deny(topic({"config": {"min.insync.replicas": "2"}})) == set()
	{violation.msg | some violation in deny(topic({"config": {"min.insync.replicas": "two"}}))} == {"topic `orders` sets `min.insync.replicas` to two, which is not a number"}
}

test_topic_that_inherits if {
	surrounding := {"name": "p", "complete": true, "brokers": [node("broker", {})], "controllers": []}
	deny(topic({"cluster": surrounding})) == set()
	unknown(topic({"cluster": surrounding})) == set()
	{violation.at | some violation in unknown(topic({}))} == {["config", "min.insync.replicas"]}
}

test_variable_is_unknown if {
	resource := topic({
		"config": {"min.insync.replicas": "${MIN}"},
		"unresolved": [{"at": ["config", "min.insync.replicas"], "variables": ["MIN"]}],
	})
	deny(resource) == set()
	{violation.msg | some violation in unknown(resource)} == {"`min.insync.replicas` of topic `orders` needs `MIN`, which no file here sets"}
}

test_parameter if {
	strict := rule.deny with input as node("broker", {"properties": {"min.insync.replicas": "2"}})
		with data.parameters as {"low-min-insync-replicas": {"minimum": 3}}
	{violation.at | some violation in strict} == {
		["properties", "min.insync.replicas"],
		["properties", "share.coordinator.state.topic.min.isr"],
		["properties", "transaction.state.log.min.isr"],
	}
}

test_command_that_changes_a_topic if {
	unknown(topic({"creates": false})) == set()
	count(unknown(topic({}))) == 1
}

fixes(resource) := {violation.fix | some violation in found} if {
	found := rule.deny with input as resource with data.parameters as defaults
}

test_fix_where_the_factor_leaves_room if {
	wanted := {{"title": "set `min.insync.replicas` to 2", "set": ["config", "min.insync.replicas"], "to": 2}}
	low := {"config": {"min.insync.replicas": "1"}}
	fixes(topic(object.union(low, {"replication_factor": 3}))) == wanted
	fixes(topic(object.union(low, {"replication_factor": 2}))) == set()
	fixes(topic(low)) == set()
	fixes(topic(object.union(low, {"replication_factor": 3, "cluster": {"size": 2}}))) == set()
}

test_fix_of_a_broker_sets_what_its_image_sets if {
	low := {"properties": {"default.replication.factor": "3"}, "image_defaults": {"min.insync.replicas": "1"}}
	{fix.set | some fix in fixes(node("broker", low))} == {["properties", "min.insync.replicas"]}
}

test_no_fix_where_topics_of_the_brokers_have_too_few_replicas if {
	low := {"properties": {"default.replication.factor": "3", "min.insync.replicas": "1"}}
	worker := {"kind": "connect_worker", "partial": false, "properties": {"offset.storage.replication.factor": "1"}, "image_defaults": {}, "image_defaults_known": true}
	count(fixes(node("broker", low))) == 1
	every other in [
		{"cluster": {"topics": [{"config": {}, "replication_factor": 2}]}},
		{"cluster": {"connect_workers": [worker]}},
		{"properties": object.union(low.properties, {"offsets.topic.replication.factor": "1"})},
	] {
		fixes(node("broker", object.union(low, other))) == set()
	}
	count(fixes(node("broker", object.union(low, {"cluster": {"topics": [{"config": {"min.insync.replicas": "1"}, "replication_factor": 2}]}})))) == 1
}
