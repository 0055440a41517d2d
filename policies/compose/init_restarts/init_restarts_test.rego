package hy_msg_lint.compose.init_restarts_test

import data.hy_msg_lint.compose.init_restarts as rule

job(fields) := object.union({"kind": "service", "name": "kafka-init", "job": {"tools": ["kafka-topics"], "ends": true, "waits": false}}, fields)

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

test_started_again if {
	deny(job({"restart": "unless-stopped"})) == {["service `kafka-init` ends when its commands are done, and `unless-stopped` starts it again", ["restart"]]}
	count(deny(job({"restart": "always"}))) == 1
	{one[1] | some one in deny(job({"deploy": {"restart_policy": {"condition": "any"}}}))} == {["deploy", "restart_policy", "condition"]}
}

test_ends_for_good if {
	deny(job({})) == set()
	deny(job({"restart": "no"})) == set()
	deny(job({"restart": "on-failure"})) == set()
	deny(job({"restart": "always", "deploy": {"restart_policy": {"condition": "on-failure"}}})) == set()
}

test_no_job if {
	deny({"kind": "service", "name": "kafka", "restart": "always"}) == set()
	deny(job({"restart": "always", "job": {"tools": ["kafka-topics"], "ends": false, "waits": false}})) == set()
}
