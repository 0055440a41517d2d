package hy_msg_lint.compose.unhealthy_dependency_test

import data.hy_msg_lint.compose.unhealthy_dependency as rule

client(depends_on) := {
	"kind": "service",
	"name": "registry",
	"depends_on": depends_on,
	"project": {"services": {
		"kafka-1": {"runs": "broker"},
		"kafka-2": {"runs": "broker"},
		"db": {"runs": null},
	}},
}

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

test_started_is_not_healthy if {
	deny(client({"kafka-1": {"condition": "service_started", "required": true}})) == {[
		"service `registry` starts when `kafka-1` runs, whether or not it answers",
		["depends_on", "kafka-1"],
	]}
	count(deny(client({"kafka-1": {}, "kafka-2": {}}))) == 2
}

test_healthy if {
	deny(client({"kafka-1": {"condition": "service_healthy"}})) == set()
	deny(client({"kafka-1": {"condition": "service_healthy"}, "kafka-2": {"condition": "service_started"}})) == set()
}

test_other_services if {
	deny(client({"db": {"condition": "service_started"}})) == set()
	deny(client({})) == set()
	deny(client({"elsewhere": {"condition": "service_started"}})) == set()
}

test_jobs_have_a_rule_of_their_own if {
	deny(object.union(client({"kafka-1": {}}), {"job": {"tools": ["kafka-topics"], "ends": true, "waits": false}})) == set()
}
