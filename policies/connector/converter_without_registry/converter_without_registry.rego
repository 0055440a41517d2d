# METADATA
# title: Converter without its registry
# description: |
#   A converter of Avro, Protobuf or JSON Schema keeps its schemas in a registry and does not start without that registry's
#   address. A connector that names its own converter takes none of the converter's settings from the worker.
# related_resources:
#   - ref: https://docs.confluent.io/platform/current/schema-registry/connect.html
#     description: Confluent, using Connect with Schema Registry
#   - ref: https://kafka.apache.org/documentation/#connectconfigs_key.converter
#     description: Kafka, key.converter
# custom:
#   input: [connect_worker, connector]
#   severity: error
#   fix: none
#   help: set the registry's address beside the converter
package hy_msg_lint.connector.converter_without_registry

import data.hy_msg_lint.lib.resource

# Classes of converters, with what their setting of the address is called.
addresses := {
	"io.confluent.connect.avro.AvroConverter": "schema.registry.url",
	"io.confluent.connect.json.JsonSchemaConverter": "schema.registry.url",
	"io.confluent.connect.protobuf.ProtobufConverter": "schema.registry.url",
	"io.apicurio.registry.utils.converter.AvroConverter": "apicurio.registry.url",
	"io.apicurio.registry.utils.converter.ExtJsonConverter": "apicurio.registry.url",
}

deny contains violation if {
	some field in ["properties", "config"]
	settings := object.get(input, field, {})
	some key in ["key.converter", "value.converter"]
	class := object.get(settings, key, "")
	address := addresses[class]
	needed := sprintf("%s.%s", [key, address])
	object.get(settings, needed, "") in {"", null}
	not object.get(input, "partial", false)
	violation := {
		"msg": sprintf("%s converts with `%s` and sets no `%s`", [resource.title(input), class, needed]),
		"at": [field, key],
	}
}
