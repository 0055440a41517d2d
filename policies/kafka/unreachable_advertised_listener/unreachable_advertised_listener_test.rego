package hy_msg_lint.kafka.unreachable_advertised_listener_test

import data.hy_msg_lint.kafka.unreachable_advertised_listener as rule

edge(from, told, better) := {
	"from": from,
	"where": "environment",
	"host": "kafka",
	"port": 9092,
	"answer": "listener",
	"service": "kafka",
	"listener": "HOST",
	"advertised_host": "localhost",
	"advertised_port": 9092,
	"told": told,
	"better": better,
}

listener(clients) := {
	"kind": "listener",
	"name": "HOST",
	"broker": "kafka",
	"service": "kafka",
	"port": 9092,
	"advertised_host": "localhost",
	"advertised_port": 9092,
	"published": [],
	"published_unknown": [],
	"clients": clients,
	"told": "reached",
	"inter_broker": false,
	"host": "",
	"bind": "networks",
	"project": {"complete": true, "services": {
		"kafka": {"runs": "broker", "names": ["kafka"], "listeners": [{"name": "HOST", "port": 9092}, {"name": "IN", "port": 29092}]},
		"ui": {"names": ["ui"]},
	}},
	"unresolved": [],
}

in_network := {"name": "IN", "port": 29092, "host": "kafka"}

said(violations) := {[violation.msg, violation.at, violation.help, count(object.get(violation, "related", []))] | some violation in violations}

deny(resource) := said(violations) if {
	violations := rule.deny with input as resource
}

test_every_client_is_misled if {
	deny(listener([edge("ui", "own_container", []), edge("app", "own_container", []), edge("app", "own_container", [])])) == {[
		"listener `HOST` of `kafka` sends `app` and `ui` to `localhost:9092`, which is their own container",
		["advertised_host"],
		"advertise `kafka:9092`, and give the host a listener of its own if it needs one",
		2,
	]}
}

test_one_client_and_no_other_listener if {
	deny(listener([edge("ui", "own_container", [])])) == {[
		"listener `HOST` of `kafka` sends `ui` to `localhost:9092`, which is its own container",
		["advertised_host"],
		"advertise `kafka:9092`, and give the host a listener of its own if it needs one",
		1,
	]}
}

test_one_client_at_the_listener_of_others if {
	deny(listener([edge("ui", "own_container", [in_network])])) == {[
		"service `ui` connects to `kafka:9092`, where listener `HOST` sends it to `localhost:9092`, which is its own container",
		["clients", 0, "port"],
		"connect to `kafka:29092`, where listener `IN` answers with an address that `ui` reaches",
		1,
	]}
}

test_several_clients_at_the_listener_of_others if {
	clients := [edge("ui", "own_container", [in_network]), edge("app", "own_container", [in_network])]
	deny(listener(clients)) == {[
		"listener `HOST` of `kafka` sends `app` and `ui` to `localhost:9092`, which is their own container",
		["advertised_host"],
		"let them connect to `kafka:29092`, where listener `IN` answers, or advertise `kafka:9092` here",
		2,
	]}
}

test_reached if {
	every told in ["reached", "outside", "unknown"] {
		deny(listener([edge("ui", told, [])])) == set()
	}
}

test_the_host_is_no_client if {
	deny(listener([object.remove(edge("ui", "not_published", []), ["from"])])) == set()
}

test_a_name_that_nobody_has if {
	lost := object.union(listener([]), {"told": "nobody", "advertised_host": "kafak"})
	deny(lost) == {[
		"listener `HOST` of `kafka` advertises `kafak:9092`, but no service of the project is called `kafak`; did you mean `kafka`?",
		["advertised_host"],
		"advertise `kafka:9092`, or another address of this listener",
		0,
	]}
	deny(object.union(lost, {"published": [{"published": "9092"}]})) == set()
}

test_a_port_where_nothing_listens if {
	lost := object.union(listener([]), {"told": "closed", "advertised_host": "kafka", "advertised_port": 9093})
	deny(lost) == {[
		"listener `HOST` of `kafka` advertises `kafka:9093`, but `kafka` listens on 9092 and 29092",
		["advertised_port"],
		"advertise `kafka:9092`, or another address of this listener",
		0,
	]}
	deny(object.union(lost, {"published": [{"published": "9093"}]})) == set()
}

test_a_listener_that_binds_no_network if {
	inside := object.union(listener([]), {"told": "closed", "advertised_host": "kafka", "host": "127.0.0.1", "bind": "container"})
	{[one[0], one[2]] | some one in deny(inside)} == {[
		"listener `HOST` of `kafka` advertises `kafka:9092`, but binds only `127.0.0.1` inside its container",
		"leave the host of the listener empty in `listeners`, so that it binds every interface",
	]}
}

test_a_port_that_is_not_published if {
	lost := object.union(listener([]), {"told": "not_published", "advertised_host": "host.docker.internal", "advertised_port": 9094, "publishes_ports": true})
	deny(lost) == {[
		"listener `HOST` of `kafka` advertises `host.docker.internal:9094`, but no service of the project publishes that port on the host",
		["advertised_port"],
		"publish `9094:9092`",
		0,
	]}
	deny(object.union(lost, {"publishes_ports": false})) == set()
	deny(object.union(lost, {"clients": [{"where": "ports", "port": 9092, "told": "not_published"}]})) == set()
	deny(object.union(lost, {"project": {"complete": false}})) == set()
}

test_clients_and_the_host_are_sent_to_one_port if {
	every told, count_wanted in {"not_published": 1, "nobody": 0} {
		violations := rule.deny with input as listener([edge("ui", told, [])])
		count([1 | some violation in violations; violation.explains == {"rules": ["unreachable-published-port"], "at": [["advertised_port"]]}]) == count_wanted
	}
}

test_clients_that_are_refused if {
	refused := [{"where": "ports", "port": 9092}, {"from": "app", "where": "environment", "host": "kafka", "port": 9092, "answer": "other_interface"}]
	lost := object.union(listener([]), {"told": "closed", "advertised_host": "kafka", "host": "127.0.0.1", "bind": "container", "refused_clients": refused})
	violations := rule.deny with input as lost
	{violation.explains | some violation in violations} == {{"rules": ["unresolved-bootstrap"], "at": [["refused_clients", 1, "host"], ["refused_clients", 1, "port"]]}}
}

test_the_address_of_another_broker if {
	copied := object.union(listener([]), {"told": "another_broker", "advertised_host": "kafka-1"})
	{[one[0], one[1]] | some one in deny(copied)} == {[
		"listener `HOST` of `kafka` advertises `kafka-1:9092`, which leads to another broker",
		["advertised_host"],
	]}
}

# `unreachable-inter-broker-listener` tells it, and names the clients.
test_brokers_are_sent_there_too if {
	misled := object.union(listener([edge("ui", "own_container", [])]), {"inter_broker": true, "peer_connections": [{"from": "kafka-2", "told": "own_container"}]})
	deny(misled) == set()
	lost := {"told": "closed", "advertised_host": "kafka", "advertised_port": 9093, "clients": []}
	deny(object.union(misled, lost)) == set()
	reached := object.union(misled, {"peer_connections": [{"from": "kafka-2", "told": "reached"}]})
	count(deny(reached)) == 1
}

test_the_configuration_of_the_image if {
	of_image := object.union(listener([edge("app", "own_container", [])]), {"of_image": true})
	helps := {violation.help | some violation in rule.deny with input as of_image}
	count(helps) == 1
	some help in helps
	startswith(help, "set `KAFKA_ADVERTISED_LISTENERS` to `HOST://kafka:9092`, ")
	contains(help, "`KAFKA_CONTROLLER_QUORUM_VOTERS` to `1@kafka:9093`")
}

test_a_listener_that_is_not_advertised if {
	deny(listener([edge("app", "not_advertised", [in_network])])) == {[
		"listener `HOST` of `kafka` is not in `advertised.listeners`, so Kafka has no address for `app` to go on to",
		["name"],
		"add `HOST://kafka:9092` to the advertised listeners, or let the clients connect to `kafka:29092`",
		1,
	]}
}

explained(protocols) := {violation.explains |
	resource := object.union(listener([edge("ui", "own_container", [in_network])]), {
		"protocol": "SASL_SSL",
		"project": {"services": {"kafka": {"listeners": [{"name": name, "port": 1, "protocol": protocol} | some name, protocol in protocols]}}},
	})
	some violation in rule.deny with input as resource
}

test_a_wrong_address_explains_the_protocol_found_there if {
	explained({"HOST": "SASL_SSL", "IN": "PLAINTEXT"}) == {{"rules": ["client-protocol-mismatch"], "at": [["clients", 0, "host"], ["clients", 0, "port"]]}}
	explained({"HOST": "SASL_SSL", "IN": "SASL_SSL"}) == {{"rules": ["client-protocol-mismatch"], "at": []}}
}
