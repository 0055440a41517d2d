# METADATA
# title: Converter without a registry URL
# description: |
#   A converter for Avro, Protobuf or JSON Schema needs the URL of a schema registry and does not start without it. A
#   connector that sets its own converter inherits none of the worker's converter settings.
# related_resources:
#   - ref: https://docs.confluent.io/platform/current/schema-registry/connect.html
#     description: Confluent, using Connect with Schema Registry
#   - ref: https://kafka.apache.org/documentation/#connectconfigs_key.converter
#     description: Kafka, key.converter
# custom:
#   input: [connect_worker, connector]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: set the registry's URL beside the converter
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
	violation := object.union(fix(converter), {
		"msg": sprintf("%s uses converter `%s` but sets no `%s`", [resource.title(input), converter.class, resource.setting(input, converter.needed)]),
		"at": converter.at,
		"help": sprintf(help, [resource.setting(input, converter.needed)]),
	})
}

unknown contains violation if {
	some converter in without_address
	is_hidden(converter.needed)
	violation := {
		"msg": sprintf("%s uses converter `%s`, and its image may set `%s`", [resource.title(input), converter.class, resource.setting(input, converter.needed)]),
		"at": converter.at,
		"help": sprintf("set `%s` beside the converter", [converter.needed]),
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

help := "set `%s` to the URL of the registry" if input.kind == "connect_worker"

help := "set `%s` to the URL of the registry; the worker's setting does not apply" if {
	input.kind == "connector"
}

# The registry that the same converter, or the one beside it, has here or in the worker.
fix(converter) := {"fix": {
	"title": sprintf("set `%s` to %s", [resource.setting(input, converter.needed), known[0]]),
	"set": [converter.at[0], converter.needed],
	"to": known[0],
}} if {
	known := registries(trim_prefix(trim_prefix(converter.needed, "key."), "value."))
	count(known) == 1
} else := {}

registries(setting) := sort({url |
	some settings in array.concat([object.get(input, "properties", {}), object.get(input, "config", {})], of_workers)
	some side in ["key", "value"]
	url := object.get(settings, sprintf("%s.%s", [side, setting]), "")
	is_string(url)
	regex.match(`^https?://[^$]+$`, url)
})

of_workers := [object.get(worker, "properties", {}) |
	input.kind == "connector"
	is_object(object.get(input, "cluster", null))
	some worker in object.get(input.cluster, "connect_workers", [])
]
