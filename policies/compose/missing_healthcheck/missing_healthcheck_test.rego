package hy_msg_lint.compose.missing_healthcheck_test

import data.hy_msg_lint.compose.missing_healthcheck as rule

server(runs, healthcheck, waits) := {
	"kind": "service",
	"name": "kafka",
	"runs": runs,
	"project": {"services": {
		"kafka": {"runs": runs, "healthcheck": healthcheck, "awaited_by": waits},
	}},
}

deny(resource) := {[violation.msg, object.get(violation, "severity", "warning")] |
	some violation in rule.deny with input as resource
}

test_no_check if {
	deny(server("broker", "absent", [])) == {["broker `kafka` has no health check", "warning"]}
	deny(server("connect_worker", "disabled", [])) == {["Connect worker `kafka` has no health check", "warning"]}
}

test_somebody_waits if {
	deny(server("broker", "absent", ["app"])) == {["broker `kafka` has no health check, and `app` waits for it to be healthy", "error"]}
}

test_has_one if {
	deny(server("broker", "declared", ["app"])) == set()
	deny(server("broker", "unknown", [])) == set()
}

test_other_services if deny(server(null, "absent", [])) == set()
