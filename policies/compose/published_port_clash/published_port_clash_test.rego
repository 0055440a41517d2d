package hy_msg_lint.compose.published_port_clash_test

import data.hy_msg_lint.compose.published_port_clash as rule

clash(fields) := object.union({"port": 8080, "service": "ui", "first_service": "registry", "may_run_apart": false}, fields)

deny(fields) := {[violation.msg, violation.severity] |
	some violation in rule.deny with input as {"kind": "project", "port_clashes": [clash(fields)]}
}

test_two_services if {
	deny({}) == {["service `ui` publishes host port 8080, which service `registry` also publishes", "error"]}
}

test_one_address if {
	deny({"address": "127.0.0.1"}) == {[
		"service `ui` publishes host port 8080 at `127.0.0.1`, which service `registry` also publishes",
		"error",
	]}
}

test_one_service if {
	deny({"first_service": "ui"}) == {["service `ui` publishes host port 8080, which it publishes twice", "error"]}
}

test_different_profiles if {
	deny({"may_run_apart": true}) == {[
		"service `ui` publishes host port 8080, which service `registry` also publishes; the two cannot run at the same time",
		"warning",
	]}
}
