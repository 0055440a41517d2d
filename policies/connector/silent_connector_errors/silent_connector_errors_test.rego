package hy_msg_lint.connector.silent_connector_errors_test

import data.hy_msg_lint.connector.silent_connector_errors as rule

sink(config) := {
	"kind": "connector",
	"name": "orders-sink",
	"class": "io.confluent.connect.jdbc.JdbcSinkConnector",
	"config": object.union({"topics": "orders"}, config),
	"unresolved": [],
}

deny(resource) := violations if {
	violations := rule.deny with input as resource
}

test_tolerated_without_a_queue if {
	deny(sink({"errors.tolerance": "all"})) == {{
		"msg": "sink `orders-sink` skips records that it cannot read, and no dead letter queue keeps them",
		"at": ["config", "errors.tolerance"],
		"fix": {"title": "set `errors.deadletterqueue.topic.name` to `orders-sink-dlq`", "set": ["config", "errors.deadletterqueue.topic.name"], "to": "orders-sink-dlq"},
	}}
	count(deny(sink({"errors.tolerance": "all", "errors.deadletterqueue.topic.name": ""}))) == 1
	count(deny(sink({"errors.tolerance": "all", "errors.log.enable": "true"}))) == 1
}

test_kept_or_failing if {
	deny(sink({})) == set()
	deny(sink({"errors.tolerance": "none"})) == set()
	deny(sink({"errors.tolerance": "all", "errors.deadletterqueue.topic.name": "orders.dlq"})) == set()
	deny(sink({"errors.tolerance": "all", "errors.deadletterqueue.topic.name": "${env:DLQ}"})) == set()
}

test_a_source_has_no_queue if {
	deny({"kind": "connector", "name": "cdc", "config": {"errors.tolerance": "all"}, "unresolved": []}) == set()
	deny(object.union(sink({"errors.tolerance": "all"}), {"type": "source"})) == set()
}

test_open_value_is_unknown if {
	resource := object.union(sink({"errors.tolerance": "${env:T}"}), {"unresolved": [{"at": ["config", "errors.tolerance"], "variables": ["env:T"]}]})
	deny(resource) == set()
	count(rule.unknown) == 1 with input as resource
}

test_a_queue_makes_the_tolerance_harmless if {
	resource := object.union(sink({"errors.tolerance": "${env:T}", "errors.deadletterqueue.topic.name": "dlq"}), {"unresolved": [{"at": ["config", "errors.tolerance"], "variables": ["env:T"]}]})
	violations := rule.unknown with input as resource
	violations == set()
}

test_managed_sinks_have_a_queue if {
	managed := {"kind": "connector", "name": "s3", "class": "S3_SINK", "type": "sink", "unresolved": []}
	deny(object.union(managed, {"config": {"topics": "orders", "errors.tolerance": "all", "kafka.auth.mode": "KAFKA_API_KEY"}})) == set()
	count(deny(object.union(managed, {"config": {"topics": "orders", "errors.tolerance": "all"}}))) == 1
}
