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
	every told in ["own_container", "nobody", "apart", "closed", "another_broker", "another_listener", "not_published"] {
		edge := {"told": told, "advertised_host": "localhost", "service": "kafka", "told_service": "kafka-2"}
		connection.is_misled(edge)
		is_string(connection.told(edge))
	}
	every told in ["reached", "outside", "unknown"] {
		not connection.is_misled({"told": told})
	}
}
