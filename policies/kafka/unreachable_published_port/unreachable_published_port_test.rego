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

refused := {
	"bind": "container",
	"host": "127.0.0.1",
	"refused_clients": [
		{"where": "ports", "port": 29092, "target": 9092, "answer": "other_interface"},
		{"where": "environment", "from": "app", "host": "kafka", "port": 9092, "answer": "other_interface"},
	],
}

test_bound_to_loopback if {
	of_listener(refused) == {[
		"port 9092 of `kafka` is published, but listener `EXTERNAL` binds only `127.0.0.1`, the loopback interface of its container",
		["host"],
		"leave the host of the listener empty, and publish the port on `127.0.0.1` if only the host uses it",
	]}
	violations := rule.deny with input as listener(refused)
	{violation.explains | some violation in violations} == {{"rules": ["unresolved-bootstrap"], "at": [["refused_clients", 1, "host"], ["refused_clients", 1, "port"]]}}
	of_listener({"bind": "container", "refused_clients": [{"where": "environment", "from": "app", "answer": "other_interface"}]}) == set()
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
				{"name": "INTERNAL", "controller": false, "bind": "networks", "advertised_host": "kafka", "told_host": "reached"},
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
	of_listener({"project": {"services": {"kafka": {"listeners": [{"name": "INTERNAL", "controller": false, "bind": "networks", "advertised_host": "kafka", "told_host": "container_name"}]}}}}) == set()
	of_listener({"inter_broker": true}) == set()
	of_listener({"published": []}) == set()
	of_listener({"advertised_host": "workstation"}) == set()
	of_listener({"networks": [{"key": "shared"}]}) == set()
	of_listener({"clients": [{"where": "environment", "from": "app"}]}) == set()
	of_listener({"project": {"services": {"kafka": {"listeners": [{"name": "EXTERNAL", "controller": false, "bind": "networks", "advertised_host": "kafka"}]}}}}) == set()
}

inside := {"name": "INTERNAL", "controller": false, "inter_broker": true, "bind": "networks", "port": 9092, "advertised_host": "kafka", "advertised_port": 9092, "told": "reached", "told_host": "container_name"}

hidden := {"name": "HOST", "controller": false, "inter_broker": false, "bind": "networks", "port": 9094, "advertised_host": "localhost", "advertised_port": 9094, "told": "reached", "told_host": "not_published"}

edge(more) := object.union({"where": "ports", "port": 29092, "target": 9092, "service": "kafka", "answer": "listener", "listener": "INTERNAL", "advertised_host": "kafka", "advertised_port": 9092, "told": "container_name"}, more)

stack(edges, listeners, more) := object.union(
	{
		"kind": "broker",
		"name": "kafka",
		"service": "kafka",
		"family": "apache",
		"variable_prefix": "KAFKA_",
		"host_connections": edges,
		"listeners": listeners,
		"peers": ["kafka"],
		"project": {"complete": true, "has_open_names": false, "services_by_name": {"kafka": ["kafka"]}, "services": {"kafka": {"listeners": listeners}}},
		"unresolved": [],
	},
	more,
)

of_stack(edges, listeners, more) := said(violations) if {
	violations := rule.deny with input as stack(edges, listeners, more)
}

test_a_name_of_containers if {
	of_stack([edge({})], [inside], {}) == {[
		"a client on the host that comes through port 29092 is sent to `kafka:9092`, a name that only containers know",
		["host_connections", 0, "advertised_host"],
		"give the host a listener of its own, and advertise it in `KAFKA_ADVERTISED_LISTENERS` at `localhost` and the port that is published",
	]}
	violations := rule.deny with input as stack([edge({}), edge({"answer": "outside"})], [inside], {})
	{[violation.severity, violation.related] | some violation in violations} == {["warning", [{"at": ["host_connections", 0, "target"], "msg": "published here"}]]}
}

test_the_name_of_the_container if {
	unsaid := json.remove(edge({"bound_host": ""}), ["advertised_host", "advertised_port"])
	bound := object.union(unsaid, {"bound_host": "kafka"})
	{violation[0] | some violation in of_stack([bound], [inside], {})} == {"a client on the host that comes through port 29092 is sent to `kafka:9092`, a name that only containers know, since `KAFKA_ADVERTISED_LISTENERS` is not set"}
	of_stack([unsaid], [inside], {}) == {[
		"a client on the host that comes through port 29092 is sent to the name of the container, which only containers know, since `KAFKA_ADVERTISED_LISTENERS` is not set",
		["host_connections", 0, "listener"],
		"give the host a listener of its own, and advertise it in `KAFKA_ADVERTISED_LISTENERS` at `localhost` and the port that is published",
	]}
}

test_a_listener_to_spare if {
	spare := object.union(inside, {"name": "HOST", "inter_broker": false})
	{violation[2] | some violation in of_stack([edge({"listener": "HOST"})], [inside, spare], {})} == {"advertise `HOST://localhost:29092`, and let containers use listener `INTERNAL`"}
}

test_the_other_port_is_published if {
	of_stack([edge({})], [inside, hidden], {}) == {[
		"listener `HOST` of `kafka` advertises `localhost:9094`, but no service publishes port 9094 of the host: a client that comes through port 29092 is sent to `kafka:9092`, a name that only containers know",
		["listeners", 1, "advertised_port"],
		"publish `9094:9094`",
	]}
}

test_the_host_may_follow if {
	every told in ["reached", "outside", "unknown"] {
		of_stack([edge({}), edge({"listener": "HOST", "told": told})], [inside, hidden], {}) == set()
	}
	of_stack([edge({}), edge({"answer": "unknown"})], [inside], {}) == set()
	of_stack([edge({"port": null})], [inside], {}) == set()
	of_stack([edge({})], [inside], {"peers": ["kafka", "kafka2"]}) == set()
	of_stack([json.remove(edge({"bound_host": ""}), ["advertised_host"])], [inside], {"refusals": [{}]}) == set()
	of_stack([edge({})], [object.union(inside, {"told": "closed"})], {}) == set()
}

meant_by(listeners, port) := {violation.help | some violation in violations} if {
	stack := object.union(node({"answer": "closed", "target": 9092, "port": port}), {"listeners": listeners})
	violations := rule.deny with input as stack
}

test_the_port_that_is_meant if {
	host := {"name": "HOST", "port": 9094, "advertised_host": "localhost", "advertised_port": 9094}
	inner := {"name": "INNER", "port": 29092, "advertised_host": "kafka", "advertised_port": 29092}
	meant_by([inner, host], 9092) == {"publish `9094:9094` in its place"}
	meant_by([inner, object.union(host, {"advertised_port": 9092})], 9092) == {"publish `9092:9094`, the port that listener `HOST` binds"}
	meant_by([host, object.union(host, {"name": "OTHER"})], 9092) == {"publish the port of a listener, or remove the entry"}
	meant_by([inner], 9092) == {"publish the port of a listener, or remove the entry"}
}

test_random_port if {
	random := {"port": 9092, "advertised_host": "localhost", "advertised_port": 9092, "published": [{"target": 9092}], "published_unknown": []}
	of_listener(random) == {[
		"port 9092 of `kafka` is published at a random port of the host, but listener `EXTERNAL` sends clients to `localhost:9092`",
		["published", 0],
		"write `9092:9092`",
	]}
	of_listener(object.union(random, {"published": [{"target": 9092}, {"target": 9092, "published": "9092"}]})) == set()
	of_listener(object.union(random, {"published": []})) == set()
	of_listener(object.union(random, {"advertised_host": "kafka"})) == set()
	of_listener(object.union(random, {"published_unknown": [{"target": "${PORT}"}]})) == set()
}

test_two_brokers_with_one_address_are_one_cause if {
	violations := rule.deny with input as node(answered({"told": "another_broker", "told_service": "kafka-2"}))
	{violation.explains | some violation in violations} == {{"rules": ["duplicate-advertised-listener"], "at": [["host_connections", 0, "advertised_host"]]}}
}
