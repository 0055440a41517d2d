package hy_msg_lint.kafka.client_protocol_mismatch_test

import data.hy_msg_lint.kafka.client_protocol_mismatch as rule

project := {
	"services_by_name": {"kafka": ["kafka"], "both": ["kafka", "other"]},
	"services": {"kafka": {"listeners": [
		{"name": "INTERNAL", "port": 19092, "protocol": "PLAINTEXT", "controller": false},
		{"name": "CLIENT", "port": 9093, "protocol": "SASL_SSL", "controller": false},
		{"name": "UNMAPPED", "port": 9094, "protocol": null, "controller": false},
	]}},
}

client(kind, properties, servers) := {
	"kind": kind,
	"name": "client",
	"family": "confluent",
	"partial": false,
	"image_defaults": {},
	"image_defaults_known": true,
	"properties": properties,
	"bootstrap_servers": servers,
	"project": project,
	"variable_prefix": prefixes[kind],
}

prefixes := {"connect_worker": "CONNECT_", "rest_proxy": "KAFKA_REST_", "schema_registry": "SCHEMA_REGISTRY_"}

worker(properties, servers) := client("connect_worker", properties, servers)

registry(properties) := client("schema_registry", properties, [])

said(violations) := {[violation.msg, violation.at, violation.help] | some violation in violations}

deny(resource) := said(violations) if {
	violations := rule.deny with input as resource
}

test_not_set if {
	deny(worker({}, [{"host": "kafka", "port": 9093}])) == {[
		"Connect worker `client` connects with PLAINTEXT to listener `CLIENT` of `kafka`, which is SASL_SSL: `CONNECT_SECURITY_PROTOCOL` is not set",
		["bootstrap_servers", 0, "host"],
		"set `CONNECT_SECURITY_PROTOCOL` to `SASL_SSL` with the settings that it needs, or connect to a listener that is PLAINTEXT",
	]}
}

test_set if {
	deny(client("rest_proxy", {"client.security.protocol": "ssl"}, [{"host": "kafka", "port": 19092}])) == {[
		"REST proxy `client` connects with SSL to listener `INTERNAL` of `kafka`, which is PLAINTEXT: `KAFKA_REST_CLIENT_SECURITY_PROTOCOL` is `ssl`",
		["bootstrap_servers", 0, "host"],
		"set `KAFKA_REST_CLIENT_SECURITY_PROTOCOL` to `PLAINTEXT` with the settings that it needs, or connect to a listener that is SSL",
	]}
	other := object.union(worker({"security.protocol": "SSL"}, [{"host": "kafka", "port": 9093}]), {"family": "other"})
	{violation[0] | some violation in deny(other)} == {"Connect worker `client` connects with SSL to listener `CLIENT` of `kafka`, which is SASL_SSL: `CONNECT_SECURITY_PROTOCOL` is `SSL`"}
}

test_a_registry_without_addresses if {
	deny(registry({"kafkastore.bootstrap.servers": "SSL://a:1, SSL://b:1"})) == {[
		"Schema Registry `client` ignores all of its addresses and exits: none begins with `PLAINTEXT://`, and `SCHEMA_REGISTRY_KAFKASTORE_SECURITY_PROTOCOL` is not set",
		["properties", "kafkastore.bootstrap.servers"],
		"set `SCHEMA_REGISTRY_KAFKASTORE_SECURITY_PROTOCOL` to `SSL`, or remove the protocol before each host",
	]}
	deny(registry({"kafkastore.bootstrap.servers": "INTERNAL://a:1", "kafkastore.security.protocol": "SSL"})) == {[
		"Schema Registry `client` ignores all of its addresses and exits: none begins with `SSL://`, and `SCHEMA_REGISTRY_KAFKASTORE_SECURITY_PROTOCOL` is `SSL`",
		["properties", "kafkastore.bootstrap.servers"],
		"write `SSL://` before each host, or remove the protocol before each host",
	]}
}

test_a_registry_with_an_address if {
	deny(registry({"kafkastore.bootstrap.servers": "SSL://a:1,PLAINTEXT://b:1"})) == set()
	deny(registry({"kafkastore.bootstrap.servers": "SSL://a:1,b:1"})) == set()
	deny(registry({"kafkastore.bootstrap.servers": "ssl://a:1", "kafkastore.security.protocol": "ssl"})) == set()
	deny(registry({"kafkastore.bootstrap.servers": "${SERVERS}"})) == set()
	deny(registry({})) == set()
}

test_the_same_protocol if {
	deny(worker({}, [{"host": "kafka", "port": 19092}])) == set()
	deny(worker({"security.protocol": "sasl_ssl"}, [{"host": "kafka", "port": 9093}])) == set()
	# With the first it starts.
	deny(worker({}, [{"host": "kafka", "port": 19092}, {"host": "kafka", "port": 9093}])) == set()
}

test_what_is_not_known if {
	at := [{"host": "kafka", "port": 9093}]
	deny(worker({"security.protocol": "${PROTOCOL}"}, at)) == set()
	deny(worker({"producer.security.protocol": "SSL"}, at)) == set()
	deny(worker({"bootstrap.servers": "kafka:9093,${MORE}"}, at)) == set()
	deny(object.union(worker({}, at), {"image_defaults_known": false})) == set()
	deny(object.union(worker({}, at), {"partial": true})) == set()
	deny(object.union(worker({}, at), {"family": "other"})) == set()
	deny(object.union(worker({}, at), {"project": null})) == set()
	deny(worker({}, [{"host": "kafka", "port": 9094}])) == set()
	deny(worker({}, [{"host": "both", "port": 9093}])) == set()
	deny(worker({}, array.concat(at, [{"host": "elsewhere", "port": 9093}]))) == set()
}
