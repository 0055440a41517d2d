package hy_msg_lint.compose.unresolved_bootstrap_test

import data.hy_msg_lint.compose.unresolved_bootstrap as rule

project := {
	"services": {
		"kafka": {"runs": "broker", "names": ["kafka", "broker"], "listeners": [
			{"name": "INTERNAL", "port": 19092, "bind": "networks", "controller": false},
			{"name": "CONTROLLER", "port": 9093, "bind": "networks", "controller": true},
		]},
		"open": {"runs": "broker", "names": ["open"], "listeners": [{"name": "INTERNAL", "port": "${PORT}", "bind": "networks", "controller": false}]},
		"registry": {"runs": "schema_registry", "names": ["registry"]},
	},
	"unresolved": [{"at": ["services", "open", "listeners", 0, "port"], "variables": ["PORT"]}],
}

client(edge) := {
	"kind": "service",
	"name": "connect",
	"connections": [object.union({"from": "connect", "where": "environment", "host": "kafka", "port": 9092}, edge)],
	"project": project,
	"unresolved": [],
}

with_variable(service, variable) := object.union(
	client({"answer": "unknown", "service": service, "host": service, "port": sprintf("${%s}", [variable])}),
	{"unresolved": [{"at": ["connections", 0, "port"], "variables": [variable]}]},
)

said(violations) := {[violation.msg, violation.at] | some violation in violations}

deny(resource) := said(violations) if {
	violations := rule.deny with input as resource
}

unknown(resource) := said(violations) if {
	violations := rule.unknown with input as resource
}

test_nobody_listens if {
	deny(client({"answer": "closed", "service": "kafka", "host": "broker"})) == {[
		"service `connect` connects to `broker:9092`, but `kafka` listens on 9093 and 19092",
		["connections", 0, "port"],
	]}
}

test_a_port_of_the_host if {
	fields := {"answer": "not_published", "service": "kafka", "listener": "HOST", "host": "host.docker.internal", "port": 9094}
	violations := rule.deny with input as client(fields)
	{[violation.msg, violation.at, violation.help] | some violation in violations} == {[
		"service `connect` connects to `host.docker.internal:9094`, a port of the host that no service publishes",
		["connections", 0, "port"],
		"connect to `kafka:19092`",
	]}
	on_host := rule.deny with input as object.union(client(object.union(fields, {"host": "localhost"})), {"network_mode": "host"})
	{violation.help | some violation in on_host} == {"publish the port of listener `HOST` as port 9094 of the host"}
}

test_controllers_only if {
	deny(client({"answer": "controllers", "service": "kafka", "port": 9093})) == {[
		"service `connect` connects to `kafka:9093`, a port for controllers only",
		["connections", 0, "port"],
	]}
}

test_its_own_container if {
	violations := rule.deny with input as client({"answer": "own_container", "host": "localhost", "where": "healthcheck"})
	said(violations) == {[
		"the health check of service `connect` connects to `localhost:9092`, which is its own container, where no broker runs",
		["connections", 0, "host"],
	]}
	{violation.help | some violation in violations} == {"connect to `kafka:19092`"}
}

test_a_name_that_nobody_has if {
	deny(client({"answer": "nobody", "host": "kafak"})) == {[
		"service `connect` connects to `kafak:9092`, but no service of the project is called `kafak`; did you mean `kafka`?",
		["connections", 0, "host"],
	]}
}

test_another_server if {
	deny(client({"answer": "no_broker", "service": "registry", "host": "registry", "port": 8081})) == {[
		"service `connect` connects to `registry:8081`, which is a Schema Registry and not a broker",
		["connections", 0, "host"],
	]}
}

test_another_interface if {
	deny(client({"answer": "other_interface", "service": "kafka", "listener": "INTERNAL", "bound_host": "127.0.0.1"})) == {[
		"service `connect` connects to `kafka:9092`, but listener `INTERNAL` binds only `127.0.0.1`",
		["connections", 0, "host"],
	]}
}

test_the_network_of_the_host if {
	edge := {"answer": "host_network", "better": [{"name": "HOST", "host": "localhost", "port": 29092}]}
	violations := rule.deny with input as client(edge)
	said(violations) == {[
		"service `connect` connects to `kafka:9092`, but service names do not resolve with `network_mode: host`",
		["connections", 0, "host"],
	]}
	{violation.help | some violation in violations} == {"connect to `localhost:29092`: `localhost` and the published port"}
	without := rule.deny with input as client(object.union(edge, {"better": []}))
	{violation.help | some violation in without} == {"connect to `localhost` and a published port, and advertise both on its listener"}
}

test_quotation_marks if {
	violations := rule.deny with input as client({"answer": "quoted", "host": "\"kafka:9092\"", "where": "environment", "key": "KAFKA_BROKERS"})
	said(violations) == {[
		"`KAFKA_BROKERS` makes service `connect` connect to `\"kafka:9092\"`: Compose keeps quotation marks inside a list entry",
		["connections", 0, "host"],
	]}
	{violation.help | some violation in violations} == {"write `KAFKA_BROKERS=kafka:9092`, or quote the whole entry"}
}

connector(address) := {
	"kind": "connector",
	"name": "inventory",
	"broker_addresses": [object.union({"key": "schema.history.internal.kafka.bootstrap.servers", "port": 9092, "worker": "connect"}, address)],
}

test_the_container_of_a_worker if {
	violations := rule.deny with input as connector({"host": "localhost", "answer": "own_container", "worker_servers": "kafka:19092"})
	said(violations) == {[
		"connector `inventory` connects to `localhost:9092`, which is the container of its worker `connect`, where no broker runs",
		["broker_addresses", 0, "host"],
	]}
	{violation.help | some violation in violations} == {"write `kafka:19092`, as in its worker"}
}

test_a_name_that_nobody_has_beside_a_worker if {
	violations := rule.deny with input as connector({"host": "kafak", "answer": "nobody"})
	said(violations) == {[
		"connector `inventory` connects to `kafak:9092`, but no service in the project of its worker `connect` is called `kafak`",
		["broker_addresses", 0, "host"],
	]}
	{violation.help | some violation in violations} == {"use the broker's service name and the port of a listener for clients"}
}

test_a_connector_of_which_nothing_is_known if {
	deny(connector({"host": "localhost", "answer": "unknown"})) == set()
	deny({"kind": "connector", "name": "inventory"}) == set()
}

test_fine if {
	every answer in ["listener", "apart", "outside", "unknown"] {
		deny(client({"answer": answer, "service": "kafka"})) == set()
	}
}

test_a_variable_of_the_broker if {
	unknown(client({"answer": "unknown", "service": "open", "host": "open"})) == {[
		"whether `open` listens at port 9092, where service `connect` connects, needs `PORT`: set it in `.env`",
		["connections", 0, "port"],
	]}
	unknown(client({"answer": "listener", "service": "kafka"})) == set()
}

test_a_variable_of_the_client if {
	unknown(with_variable("kafka", "OTHER")) == {[
		"whether a broker answers at `kafka`, where service `connect` connects, needs `OTHER`: set it in `.env`",
		["connections", 0, "port"],
	]}
	unknown(with_variable("registry", "PORT")) == set()
}
