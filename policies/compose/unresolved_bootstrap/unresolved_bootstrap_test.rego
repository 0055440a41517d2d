package hy_msg_lint.compose.unresolved_bootstrap_test

import data.hy_msg_lint.compose.unresolved_bootstrap as rule

client(server) := {
	"kind": "service",
	"name": "connect",
	"bootstrap_servers": [server],
	"project": {"services": {
		"kafka": {"runs": "broker", "listeners": [
			{"name": "INTERNAL", "port": 19092, "controller": false},
			{"name": "CONTROLLER", "port": 9093, "controller": true},
		]},
		"open": {"runs": "broker", "listeners": [{"name": "INTERNAL", "port": "${PORT}", "controller": false}]},
		"bare": {"runs": "broker"},
		"db": {"runs": null},
	}},
}

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

test_nobody_listens if {
	deny(client({"host": "kafka", "port": 9092})) == {[
		"service `connect` connects to `kafka` at port 9092, and its listeners have 9093, 19092",
		["bootstrap_servers", 0, "port"],
	]}
}

test_controllers_only if {
	deny(client({"host": "kafka", "port": 9093})) == {[
		"service `connect` connects to `kafka` at port 9093, which is for controllers alone",
		["bootstrap_servers", 0, "port"],
	]}
}

test_somebody_listens if deny(client({"host": "kafka", "port": 19092})) == set()

test_not_known if {
	every server in [{"host": "open", "port": 1}, {"host": "bare", "port": 1}, {"host": "db", "port": 1}, {"host": "x", "port": 1}, {"host": "kafka"}] {
		deny(client(server)) == set()
	}
}
