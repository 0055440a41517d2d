package hy_msg_lint.compose.unresolved_bootstrap_test

import data.hy_msg_lint.compose.unresolved_bootstrap as rule

project := {
	"services": {
		"kafka": {"runs": "broker", "names": ["kafka", "broker"], "listeners": [
			{"name": "INTERNAL", "port": 19092, "controller": false},
			{"name": "CONTROLLER", "port": 9093, "controller": true},
		]},
		"open": {"runs": "broker", "names": ["open"], "listeners": [{"name": "INTERNAL", "port": "${PORT}", "controller": false}]},
		"bare": {"runs": "broker", "names": ["bare"]},
		"db": {"runs": null, "names": ["db"]},
	},
	"services_by_name": {"bare": ["bare"], "broker": ["kafka"], "db": ["db"], "kafka": ["kafka"], "open": ["open"]},
	"unresolved": [{"at": ["services", "open", "listeners", 0, "port"], "variables": ["PORT"]}],
}

client(server) := {
	"kind": "service",
	"name": "connect",
	"bootstrap_servers": [server],
	"project": project,
	"unresolved": [],
}

with_variable(host, variable) := object.union(client({"host": host, "port": sprintf("${%s}", [variable])}), {"unresolved": [{
	"at": ["bootstrap_servers", 0, "port"],
	"variables": [variable],
}]})

said(violations) := {[violation.msg, violation.at] | some violation in violations}

deny(resource) := said(violations) if {
	violations := rule.deny with input as resource
}

unknown(resource) := said(violations) if {
	violations := rule.unknown with input as resource
}

test_nobody_listens if {
	every host in ["kafka", "broker"] {
		deny(client({"host": host, "port": 9092})) == {[
			sprintf("service `connect` connects to `%s` at port 9092, and its listeners have 9093, 19092", [host]),
			["bootstrap_servers", 0, "port"],
		]}
	}
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
	deny(object.union(client({"host": "kafka", "port": 1}), {"project": null})) == set()
}

test_a_variable_of_the_broker if {
	unknown(client({"host": "open", "port": 9092})) == {[
		"whether `open` listens at port 9092, where service `connect` connects to it, needs `PORT`, which nothing here defines",
		["bootstrap_servers", 0, "port"],
	]}
	unknown(client({"host": "kafka", "port": 9092})) == set()
}

test_a_variable_of_the_client if {
	unknown(with_variable("kafka", "OTHER")) == {[
		"whether `kafka` listens where service `connect` connects to it needs `OTHER`, which nothing here defines",
		["bootstrap_servers", 0, "port"],
	]}
	unknown(with_variable("open", "PORT")) == set()
	unknown(with_variable("elsewhere", "PORT")) == set()
}
