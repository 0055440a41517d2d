package hy_msg_lint.kafka.unreachable_published_port_test

import data.hy_msg_lint.kafka.unreachable_published_port as rule

node(edge) := {
	"kind": "broker",
	"name": "kafka",
	"service": "kafka",
	"host_connections": [object.union({"where": "ports", "port": 29092, "target": 9092, "service": "kafka"}, edge)],
	"project": {"services": {"kafka": {"listeners": [{"port": 9093}, {"port": 9092}]}}},
	"unresolved": [],
}

answered(told) := object.union({"answer": "listener", "listener": "HOST", "advertised_host": "localhost", "advertised_port": 9094, "better": []}, told)

said(violations) := {[violation.msg, violation.at, violation.help] | some violation in violations}

deny(edge) := said(violations) if {
	violations := rule.deny with input as node(edge)
}

test_nothing_listens if {
	deny({"answer": "closed", "target": 9999}) == {[
		"port 9999 of `kafka` is published, but no listener binds it: its listeners bind 9092 and 9093",
		["host_connections", 0, "target"],
		"publish the port of a listener, or remove the entry",
	]}
}

test_bound_to_loopback if {
	deny({"answer": "other_interface", "listener": "HOST", "bound_host": "127.0.0.1"}) == {[
		"port 9092 of `kafka` is published, but listener `HOST` binds only `127.0.0.1`, the loopback interface of its container",
		["host_connections", 0, "bound_host"],
		"leave the host of the listener empty, and publish the port on `127.0.0.1` if only the host uses it",
	]}
}

test_sent_to_a_port_that_is_not_published if {
	deny(answered({"told": "not_published"})) == {[
		"a client at port 29092 of the host reaches listener `HOST` of `kafka`, which sends it to `localhost:9094`, a port that is not published",
		["host_connections", 0, "advertised_port"],
		"advertise port 29092, or publish `9094:9092`",
	]}
}

test_sent_to_another_broker if {
	deny(answered({"told": "another_broker", "told_service": "kafka-2"})) == {[
		"a client at port 29092 of the host reaches listener `HOST` of `kafka`, which sends it to `localhost:9094`, which leads to broker `kafka-2`",
		["host_connections", 0, "advertised_port"],
		"advertise port 29092",
	]}
}

test_sent_to_another_listener if {
	deny(answered({"told": "another_listener", "told_service": "kafka"})) == {[
		"a client at port 29092 of the host reaches listener `HOST` of `kafka`, which sends it to `localhost:9094`, which leads to another of its listeners",
		["host_connections", 0, "advertised_port"],
		"advertise port 29092",
	]}
}

test_fine if {
	every told in ["reached", "outside", "unknown"] {
		deny(answered({"told": told})) == set()
	}
	every answer in ["outside", "unknown", "controllers"] {
		deny({"answer": answer}) == set()
	}
}

listener(more) := object.union(
	{
		"kind": "listener",
		"name": "EXTERNAL",
		"service": "kafka",
		"bind": "networks",
		"controller": false,
		"inter_broker": false,
		"published": [{"published": "9094", "target": 9092}],
		"networks": [{"key": "default"}],
		"clients": [{"where": "ports", "port": 9094}],
		"advertised_host": "kafka",
		"advertised_port": 9092,
		"project": {
			"complete": true,
			"networks": {"default": {"external": false}, "shared": {"external": true}},
			"services_by_name": {"kafka": ["kafka"]},
			"services": {"kafka": {"listeners": [
				{"name": "EXTERNAL", "controller": false, "bind": "networks", "advertised_host": "kafka"},
				{"name": "INTERNAL", "controller": false, "bind": "networks", "advertised_host": "kafka"},
			]}},
		},
	},
	more,
)

of_listener(more) := said(violations) if {
	violations := rule.deny with input as listener(more)
}

test_a_name_that_the_host_does_not_resolve if {
	expected := {[
		"listener `EXTERNAL` of `kafka` is published on the host but advertises `kafka:9092`, which the host resolves only with an entry in its hosts file",
		["advertised_host"],
		"advertise `localhost:9094`, or a name of this host",
	]}
	of_listener({}) == expected
	count(of_listener({"name": "plaintext-host"})) == 1
}

test_a_name_for_somebody if {
	of_listener({"name": "CLIENT"}) == set()
	of_listener({"inter_broker": true}) == set()
	of_listener({"published": []}) == set()
	of_listener({"advertised_host": "workstation"}) == set()
	of_listener({"networks": [{"key": "shared"}]}) == set()
	of_listener({"clients": [{"where": "environment", "from": "app"}]}) == set()
	of_listener({"project": {"services": {"kafka": {"listeners": [{"name": "EXTERNAL", "controller": false, "bind": "networks", "advertised_host": "kafka"}]}}}}) == set()
}
