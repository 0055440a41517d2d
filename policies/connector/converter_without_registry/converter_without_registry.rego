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
#   concern: start
#   fix: none
#   help: set the registry's address beside the converter
package hy_msg_lint.connector.converter_without_registry

import data.hy_msg_lint.lib.kafka
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
	some converter in without_address
	not is_hidden(converter.needed)
	violation := {
		"msg": sprintf("%s converts with `%s` and sets no `%s`", [resource.title(input), converter.class, converter.needed]),
		"at": converter.at,
		"help": help,
	}
}

unknown contains violation if {
	some converter in without_address
	is_hidden(converter.needed)
	violation := {
		"msg": sprintf("%s converts with `%s`, and its image may set `%s`", [resource.title(input), converter.class, converter.needed]),
		"at": converter.at,
	}
}

without_address := [converter |
	not object.get(input, "partial", false)
	some field in ["properties", "config"]
	settings := object.get(input, field, {})
	some key in ["key.converter", "value.converter"]
	class := object.get(settings, key, "")
	address := object.get(addresses, class, "")
	address != ""
	needed := sprintf("%s.%s", [key, address])
	object.get(settings, needed, "") in {"", null}
	not has_cloud_registry(settings)
	object.get(object.get(input, "image_defaults", {}), needed, "") == ""
	converter := {"class": class, "needed": needed, "at": [field, key]}
]

# Confluent Cloud sets the address of its own registry in a custom connector.
has_cloud_registry(settings) if object.get(settings, "confluent.custom.schema.registry.auto", "") in {"true", true}

is_hidden(key) if {
	input.kind == "connect_worker"
	kafka.hidden(input, key)
}

help := "set the registry's address beside the converter" if input.kind == "connect_worker"

help := "set the registry's address beside the converter; that of the worker's converter does not count" if {
	input.kind == "connector"
}
