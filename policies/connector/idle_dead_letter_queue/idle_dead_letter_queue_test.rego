package hy_msg_lint.connector.idle_dead_letter_queue_test

import data.hy_msg_lint.connector.idle_dead_letter_queue as rule

queue := {"errors.deadletterqueue.topic.name": "orders.dlq"}

sink(config) := {
	"kind": "connector",
	"name": "orders-sink",
	"type": "sink",
	"config": object.union({"topics": "orders"}, config),
	"unresolved": [],
}

messages(resource) := {violation.msg | some violation in rule.deny with input as resource}

test_a_queue_without_tolerance if {
	rule.deny == {{
		"msg": "sink `orders-sink` has a dead letter queue but fails at the first record that it cannot read: `errors.tolerance` is not set",
		"at": ["config", "errors.deadletterqueue.topic.name"],
		"fix": {"title": "set `errors.tolerance` to `all`", "set": ["config", "errors.tolerance"], "to": "all"},
	}} with input as sink(queue)
	messages(sink(object.union(queue, {"errors.tolerance": "none"}))) == {"sink `orders-sink` has a dead letter queue but fails at the first record that it cannot read: `errors.tolerance` is `none`"}
}

test_a_queue_that_is_used if {
	messages(sink(object.union(queue, {"errors.tolerance": "all"}))) == set()
}

test_no_queue if {
	messages(sink({})) == set()
	messages(sink({"errors.deadletterqueue.topic.name": ""})) == set()
	messages(object.union(sink(queue), {"type": "source"})) == set()
}

test_managed_sinks_tolerate_by_themselves if {
	messages(sink(object.union(queue, {"kafka.auth.mode": "KAFKA_API_KEY"}))) == set()
}

test_open_tolerance_is_unknown if {
	resource := object.union(sink(object.union(queue, {"errors.tolerance": "${env:T}"})), {"unresolved": [{"at": ["config", "errors.tolerance"], "variables": ["env:T"]}]})
	messages(resource) == set()
	count(rule.unknown) == 1 with input as resource
}
