package hy_msg_lint.lib.connection_test

import data.hy_msg_lint.lib.connection

project := {"services": {
	"kafka-2": {"runs": "broker", "names": ["kafka-2"], "listeners": [
		{"name": "HOST", "port": 9093, "bind": "networks", "controller": false, "advertised_host": "localhost"},
		{"name": "IN", "port": 19092, "bind": "networks", "controller": false, "advertised_host": "kafka-2"},
	]},
	"kafka-1": {"runs": "broker", "names": ["kafka-1"], "listeners": [
		{"name": "LOCAL", "port": 9094, "bind": "container", "controller": false, "advertised_host": "kafka-1"},
		{"name": "CONTROLLER", "port": 9093, "bind": "networks", "controller": true},
		{"name": "IN", "port": 9092, "bind": "networks", "controller": false},
	]},
	"registry": {"runs": "schema_registry", "names": ["registry"]},
	"db": {"runs": null, "names": ["db"]},
}}

test_addresses_of_brokers if connection.addresses(project) == ["kafka-1:9092", "kafka-2:19092"]

test_ports if connection.ports(project, "kafka-1") == "9092, 9093 and 9094"

test_servers if {
	connection.server(project, "registry") == "a Schema Registry"
	connection.server(project, "db") == "something else"
}

test_clients if {
	connection.client({"from": "app", "where": "environment"}) == "service `app`"
	connection.client({"from": "kafka", "where": "healthcheck"}) == "the health check of service `kafka`"
	connection.address({"host": "kafka", "port": 9092}) == "kafka:9092"
}

test_who_is_misled if {
	every told in ["own_container", "nobody", "apart", "closed", "another_broker", "no_broker", "another_listener", "not_published"] {
		edge := {"told": told, "advertised_host": "localhost", "service": "kafka", "told_service": "kafka-2"}
		connection.is_misled(edge)
		is_string(connection.told(edge))
		is_string(connection.told_them(edge))
		connection.place(told) in {"advertised_host", "advertised_port"}
	}
	every told in ["reached", "outside", "unknown"] {
		not connection.is_misled({"told": told})
	}
}

listener(host, told) := {
	"service": "kafka-1",
	"advertised_host": host,
	"advertised_port": 9092,
	"published": [],
	"published_unknown": [],
	"peer_connections": [
		{"from": "kafka-2", "told": told, "advertised_host": host},
		{"from": "kafka-3", "told": "reached", "advertised_host": host},
	],
	"project": project,
}

test_misled_peers if {
	connection.misled_peers(listener("localhost", "own_container")) == [0]
	connection.misled_peers(listener("kafka-1", "reached")) == []
	connection.misled_peers({"name": "EXTERNAL"}) == []
}

test_a_name_of_the_machine if {
	published := {"published": [{"published": "9092"}]}
	connection.misled_peers(object.union(listener("machine", "nobody"), published)) == []
	connection.misled_peers(listener("machine", "nobody")) == [0]
	connection.misled_peers(object.union(listener("kafka1", "nobody"), published)) == [0]
}

test_hint if {
	connection.hint(listener("kafka1", "nobody"), "nobody") == "; did you mean `kafka-1`?"
	connection.hint(listener("registri", "nobody"), "nobody") == "; did you mean `registry`?"
	connection.hint(listener("machine", "nobody"), "nobody") == ""
	connection.hint(listener("kafka1", "closed"), "closed") == ""
}
