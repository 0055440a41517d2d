package hy_msg_lint.connector.converter_without_registry_test

import data.hy_msg_lint.connector.converter_without_registry as rule

avro := "io.confluent.connect.avro.AvroConverter"

common := {"name": "connect", "unresolved": [], "image_defaults": {}, "image_defaults_known": true}

deny(resource) := {object.remove(violation, ["help"]) | some violation in violations} if {
	violations := rule.deny with input as object.union(common, resource)
}

test_worker_without_an_address if {
	deny({"kind": "connect_worker", "partial": false, "properties": {"value.converter": avro, "key.converter.schema.registry.url": "http://registry:8081"}}) == {{
		"msg": "Connect worker `connect` uses converter `io.confluent.connect.avro.AvroConverter` but sets no `value.converter.schema.registry.url`",
		"at": ["properties", "value.converter"],
		"fix": {"title": "set `value.converter.schema.registry.url` to http://registry:8081", "set": ["properties", "value.converter.schema.registry.url"], "to": "http://registry:8081"},
	}}
}

test_connector_takes_nothing_from_its_worker if {
	count(deny({"kind": "connector", "config": {"key.converter": avro, "value.converter": "io.apicurio.registry.utils.converter.AvroConverter"}})) == 2
}

test_with_an_address if {
	deny({"kind": "connector", "config": {"key.converter": avro, "key.converter.schema.registry.url": "${env:URL}"}}) == set()
	deny({"kind": "connect_worker", "partial": false, "properties": {"value.converter": avro, "value.converter.schema.registry.url": "http://r:8081"}}) == set()
}

test_converters_without_a_registry if {
	deny({"kind": "connector", "config": {"value.converter": "org.apache.kafka.connect.json.JsonConverter"}}) == set()
	deny({"kind": "connector", "config": {}}) == set()
}

test_help_for_connectors if {
	violations := rule.deny with input as object.union(common, {"kind": "connector", "config": {"value.converter": avro}})
	{violation.help | some violation in violations} == {"set `value.converter.schema.registry.url` to the URL of the registry; the worker's setting does not apply"}
}

test_image_that_may_set_it if {
	built := object.union(common, {"kind": "connect_worker", "partial": false, "image_defaults_known": false, "properties": {"value.converter": avro}})
	deny(built) == set()
	violations := rule.unknown with input as built
	{violation.msg | some violation in violations} == {"Connect worker `connect` uses converter `io.confluent.connect.avro.AvroConverter`, and its image may set `value.converter.schema.registry.url`"}
	deny({"kind": "connect_worker", "partial": false, "properties": {"value.converter": avro}, "image_defaults": {"value.converter.schema.registry.url": "http://r"}}) == set()
}

test_part_of_a_service if deny({"kind": "connect_worker", "partial": true, "properties": {"value.converter": avro}}) == set()

test_fix_takes_the_registry_of_the_worker if {
	worker := {"properties": {"value.converter.schema.registry.url": "http://r:8081"}}
	own := {"kind": "connector", "config": {"value.converter": avro}, "cluster": {"connect_workers": [worker, worker]}}
	{violation.fix | some violation in deny(own)} == {{"title": "set `value.converter.schema.registry.url` to http://r:8081", "set": ["config", "value.converter.schema.registry.url"], "to": "http://r:8081"}}
	other := {"properties": {"value.converter.schema.registry.url": "http://other:8081"}}
	{violation.fix | some violation in deny(object.union(own, {"cluster": {"connect_workers": [worker, other]}}))} == set()
}
