package hy_msg_lint.compose.init_before_healthy_test

import data.hy_msg_lint.compose.init_before_healthy as rule

services := {
	"kafka-1": {"runs": "broker", "job": false},
	"registry": {"runs": "schema_registry", "job": false},
	"other-init": {"runs": null, "job": true},
	"db": {"runs": null, "job": false},
}

job(fields) := object.union(
	{
		"kind": "service",
		"name": "kafka-init",
		"job": {"tools": ["kafka-topics"], "ends": true, "waits": false},
		"project": {"services": services},
	},
	fields,
)

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

test_no_wait if {
	deny(job({})) == {["service `kafka-init` calls `kafka-topics` and does not wait until a broker is healthy", ["depends_on"]]}
	{one[1] | some one in deny(job({"depends_on": {"kafka-1": {"condition": "service_started"}}}))} == {["depends_on", "kafka-1"]}
	count(deny(job({"depends_on": {"db": {"condition": "service_healthy"}}}))) == 1
}

test_waits if {
	deny(job({"depends_on": {"kafka-1": {"condition": "service_healthy"}}})) == set()
	deny(job({"depends_on": {"registry": {"condition": "service_healthy"}}})) == set()
	deny(job({"depends_on": {"other-init": {"condition": "service_completed_successfully"}}})) == set()
	deny(job({"job": {"tools": ["kafka-topics"], "ends": true, "waits": true}})) == set()
}

test_not_about_brokers if {
	deny(job({"job": {"tools": ["curl"], "ends": true, "waits": false}})) == set()
	without := object.union(object.remove(job({}), ["project"]), {"project": {"services": {"db": {"runs": null, "job": false}}}})
	deny(without) == set()
	deny({"kind": "service", "name": "web"}) == set()
}
