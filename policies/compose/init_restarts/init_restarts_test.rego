package hy_msg_lint.compose.init_restarts_test

import data.hy_msg_lint.compose.init_restarts as rule

job(fields) := object.union(
	{
		"kind": "service",
		"name": "kafka-init",
		"job": {"tools": ["kafka-topics"], "ends": true, "waits": false},
		"unresolved": [],
	},
	fields,
)

said(violations) := {[violation.msg, violation.at] | some violation in violations}

deny(resource) := said(violations) if {
	violations := rule.deny with input as resource
}

unknown(resource) := said(violations) if {
	violations := rule.unknown with input as resource
}

test_started_again if {
	deny(job({"restart": "unless-stopped"})) == {[
		"service `kafka-init` is a job, and `restart: unless-stopped` starts it again whenever it ends",
		["restart"],
	]}
	count(deny(job({"restart": "always"}))) == 1
}

test_a_policy_of_deploy_is_in_force if {
	deny(job({"deploy": {"restart_policy": {"condition": "any"}}})) == {[
		"service `kafka-init` is a job, and `condition: any` starts it again whenever it ends",
		["deploy", "restart_policy", "condition"],
	]}
	count(deny(job({"restart": "no", "deploy": {"restart_policy": {"condition": "any"}}}))) == 1
	deny(job({"restart": "always", "deploy": {"restart_policy": {"condition": "on-failure"}}})) == set()
	deny(job({"restart": "always", "deploy": {"restart_policy": {"max_attempts": 3}}})) == set()
	count(deny(job({"restart": "always", "deploy": {"resources": {}}}))) == 1
}

test_ends_for_good if {
	deny(job({})) == set()
	deny(job({"restart": "no"})) == set()
	deny(job({"restart": "on-failure"})) == set()
	deny(job({"restart": "on-failure:3"})) == set()
}

test_a_fix_restarts_after_failures_alone if {
	violations := rule.deny with input as job({"restart": "always"})
	{[violation.fix.set, violation.fix.to] | some violation in violations} == {[["restart"], "on-failure"]}
}

test_no_job if {
	deny({"kind": "service", "name": "kafka", "restart": "always", "unresolved": []}) == set()
	deny(job({"restart": "always", "job": {"tools": ["kafka-topics"], "ends": false, "waits": false}})) == set()
}

test_a_variable_decides if {
	open := job({"restart": "${RESTART}", "unresolved": [{"at": ["restart"], "variables": ["RESTART"]}]})
	deny(open) == set()
	unknown(open) == {[
		"whether service `kafka-init` restarts when its commands end needs `RESTART`, which no file here sets",
		["restart"],
	]}
	unknown(job({"restart": "no", "unresolved": [{"at": ["image"], "variables": ["V"]}]})) == set()
}

test_fix if {
	fixes := {violation.fix | some violation in rule.deny with input as job({"restart": "always"})}
	fixes == {{"title": "set `restart` to `on-failure`", "set": ["restart"], "to": "on-failure"}}
}
