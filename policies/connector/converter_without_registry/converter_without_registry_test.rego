package hy_msg_lint.connector.converter_without_registry_test

import data.hy_msg_lint.connector.converter_without_registry as rule

avro := "io.confluent.connect.avro.AvroConverter"

deny(resource) := violations if {
	violations := rule.deny with input as object.union({"name": "connect", "unresolved": []}, resource)
}

test_worker_without_an_address if {
	deny({"kind": "connect_worker", "partial": false, "properties": {"value.converter": avro, "key.converter.schema.registry.url": "http://registry:8081"}}) == {{
		"msg": "Connect worker `connect` converts with `io.confluent.connect.avro.AvroConverter` and sets no `value.converter.schema.registry.url`",
		"at": ["properties", "value.converter"],
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

test_part_of_a_service if deny({"kind": "connect_worker", "partial": true, "properties": {"value.converter": avro}}) == set()
