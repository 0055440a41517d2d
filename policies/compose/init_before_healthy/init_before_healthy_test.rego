package hy_msg_lint.compose.init_before_healthy_test

import data.hy_msg_lint.compose.init_before_healthy as rule

services := {
	"kafka-1": {"runs": "broker", "names": ["kafka-1", "broker"], "waits_for_healthy": []},
	"controller": {"runs": "broker", "names": ["controller"], "listeners": [{"controller": true}], "waits_for_healthy": []},
	"registry": {"runs": "schema_registry", "names": ["registry"], "waits_for_healthy": []},
	"ui": {"runs": null, "names": ["ui"], "waits_for_healthy": ["kafka-1"]},
	"other-init": {"runs": null, "job": true, "names": ["other-init"], "waits_for_healthy": []},
	"db": {"runs": null, "job": false, "names": ["db"], "waits_for_healthy": []},
	"kafka-init": {"runs": null, "job": true, "partial": false, "names": ["kafka-init"], "waits_for_healthy": []},
}

job(fields) := object.union(
	{
		"kind": "service",
		"name": "kafka-init",
		"job": {"tools": ["kafka-topics"], "ends": true, "waits": false},
		"bootstrap_servers": [{"host": "kafka-1", "port": 9092, "where": "command"}],
		"project": {"services": services, "services_by_name": {"broker": ["kafka-1"]}},
	},
	fields,
)

at_servers(hosts) := job({"bootstrap_servers": [{"host": host, "port": 9092, "where": "command"} | some host in hosts]})

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

unknown(resource) := {violation.msg |
	some violation in rule.unknown with input as resource
}

test_no_wait if {
	deny(job({})) == {[
		"service `kafka-init` runs `kafka-topics` without waiting for broker `kafka-1` to be healthy",
		["depends_on"],
	]}
	{one[1] | some one in deny(job({"depends_on": {"kafka-1": {"condition": "service_started"}}}))} == {["depends_on", "kafka-1"]}
	count(deny(job({"depends_on": {"db": {"condition": "service_healthy"}}}))) == 1
	count(deny(at_servers(["broker"]))) == 1
}

test_a_healthy_controller_is_no_broker if {
	count(deny(job({"depends_on": {"controller": {"condition": "service_healthy"}}}))) == 1
}

test_waits if {
	every dependencies in [
		{"kafka-1": {"condition": "service_healthy"}},
		{"registry": {"condition": "service_healthy"}},
		{"other-init": {"condition": "service_completed_successfully"}},
		{"ui": {"condition": "service_started"}},
	] {
		deny(job({"depends_on": dependencies})) == set()
	}
	deny(job({"job": {"tools": ["kafka-topics"], "ends": true, "waits": true}})) == set()
}

test_not_about_brokers_of_the_project if {
	deny(job({"job": {"tools": ["curl"], "ends": true, "waits": false}})) == set()
	deny(at_servers(["kafka.example.com"])) == set()
	unknown(at_servers(["kafka.example.com"])) == set()
	deny(at_servers(["db"])) == set()
	deny({"kind": "service", "name": "web"}) == set()
	deny(job({"project": null})) == set()
}

test_brokers_that_are_not_known if {
	every hosts in [[], ["${BROKER}"]] {
		deny(at_servers(hosts)) == set()
		unknown(at_servers(hosts)) == {"service `kafka-init` runs `kafka-topics` without waiting for a broker; whether it connects to a broker of this project is not known"}
	}
	count(deny(object.union(at_servers([]), {"depends_on": {"kafka-1": {"condition": "service_started"}}}))) == 1
	unknown(object.union(object.remove(at_servers([]), ["project"]), {"project": {"services": object.remove(services, ["kafka-1"])}})) == set()
}

test_the_rest_may_stand_elsewhere if {
	partial := object.union(services, {"kafka-init": {"partial": true}})
	deny(job({"project": {"services": partial}})) == set()
}

test_fix_where_the_broker_has_a_health_check if {
	checked := {"project": {"services": object.union(services, {"kafka-1": object.union(services["kafka-1"], {"healthcheck": "declared"})}), "services_by_name": {}}}
	started := {"depends_on": {"kafka-1": {"condition": "service_started"}}}
	fixes := {violation.fix | some violation in rule.deny with input as job(object.union(checked, started))}
	fixes == {{"title": "set the condition of `kafka-1` to `service_healthy`", "set": ["depends_on", "kafka-1", "condition"], "to": "service_healthy"}}
	none := {violation.fix | some violation in rule.deny with input as job(started)}
	none == set()
}

helps(resource) := {violation.help | some violation in rule.deny with input as resource}

test_help_shows_what_to_write if {
	helps(job({})) == {"give `kafka-1` a `healthcheck`, and write `depends_on: {kafka-1: {condition: service_healthy}}`"}
	others := job({"depends_on": {"kafka-1": {"condition": "service_started"}, "db": {"condition": "service_healthy"}}})
	helps(others) == {"give `kafka-1` a `healthcheck`, and write `depends_on: {db: {condition: service_healthy}, kafka-1: {condition: service_healthy}}`"}
	checked := job({"project": {"services": {"kafka-1": {"healthcheck": "declared"}}}})
	helps(checked) == {"write `depends_on: {kafka-1: {condition: service_healthy}}`"}
}
