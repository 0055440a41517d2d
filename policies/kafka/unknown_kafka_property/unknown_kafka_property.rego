# METADATA
# title: Unknown Kafka property
# description: |
#   Kafka ignores a property that it does not know: the broker or worker starts, logs one line, and runs with the
#   default of the intended property. Kafka rejects a topic with such a property when it is created.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#configuration
#     description: Kafka, configuration
#   - ref: https://docs.confluent.io/platform/current/schema-registry/installation/config.html
#     description: Schema Registry, configuration
# custom:
#   input: [broker, topic, connect_worker, schema_registry, connector]
#   severity: warning
#   concern: hygiene
#   fix: unsafe
#   help: write the property's name as documented
package hy_msg_lint.kafka.unknown_kafka_property

import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.spelling

deny contains violation if {
	some key in strange
	meant := nearest(key)
	violation := object.union(object.union(fix(key, meant), followed(meant)), {
		"msg": sprintf("%s sets `%s`, which %s does not know; did you mean `%s`?", [resource.title(input), resource.setting(input, key), reader[input.kind], resource.setting(input, meant)]),
		"label": sprintf("did you mean `%s`?", [resource.setting(input, meant)]),
		"at": array.concat(place, [key]),
		"key": true,
		"help": sprintf("write `%s`", [resource.setting(input, meant)]),
	})
}

# The property meant keeps its default, of which another rule speaks: the slip is the cause, and as grave.
followed(meant) := {"explains": {"rules": [rule], "at": [["properties", meant]]}, "severity": "error"} if {
	input.kind == "broker"
	"broker" in input.roles
	object.get(input.properties, meant, null) == null
	object.get(object.get(input, "image_defaults", {}), meant, null) == null
	[rule, parameter] := replicated[meant]
	data.parameters[rule][parameter] > 1
} else := {}

# Both are 1 by default.
replicated := {
	"default.replication.factor": ["low-replication-factor", "factor"],
	"min.insync.replicas": ["low-min-insync-replicas", "minimum"],
}

fix(key, meant) := {"fix": {
	"title": sprintf("write `%s`", [resource.setting(input, meant)]),
	"rename": array.concat(place, [key]),
	"to": resource.setting(input, meant),
}} if {
	object.get(input, array.concat(place, [meant]), null) == null
	is_certain(key, meant)
} else := {}

# Only one name is near, and the slip makes no other word of Kafka's: with `ssl.enabled.mechanisms`, nobody knows whether
# `sasl.enabled.mechanisms` or `ssl.enabled.protocols` is meant.
is_certain(key, meant) if {
	count(near(key)) == 1
	not is_another_word(key, meant)
}

is_another_word(key, meant) if {
	written := split(key, ".")
	intended := split(meant, ".")
	count(written) == count(intended)
	some i, word in written
	word in vocabulary
	not startswith(word, intended[i])
	not startswith(intended[i], word)
}

vocabulary := {word |
	some table in tables_of_kind
	some key in table.keys
	some word in split(key, ".")
}

tables_of_kind := array.concat([own_table], object.get(clients, input.kind, []))

reader := {
	"broker": "Kafka",
	"topic": "Kafka",
	"connect_worker": "Kafka Connect",
	"connector": "Kafka Connect",
	"schema_registry": "Schema Registry",
}

place := ["config"] if input.kind in {"topic", "connector"}

place := ["properties"] if not input.kind in {"topic", "connector"}

# The names that the product knows, an object by name.
names := data.lib.properties.broker.properties if {
	input.kind == "broker"
	input.family != "redpanda"
}

names := data.lib.properties.topic.properties if input.kind == "topic"

names := data.lib.properties.connect.properties if input.kind == "connect_worker"

names := data.lib.properties.schema_registry.properties if input.kind == "schema_registry"

names := data.lib.properties.connector.properties if input.kind == "connector"

strange := [key |
	some key, _ in object.get(input, place, {})
	not names[key]
	not is_open(key)
	not is_of_a_client(key)
	not key in near_misses
	not is_switched_off(key)
]

# A leading underscore takes a property out of use, or makes a comment of it. In a variable's name, images make a dot, a dash
# or an underscore of one: `KAFKA__LOG_DIRS` is `.log.dirs`.
is_switched_off(key) if substring(key, 0, 1) in {"_", ".", "-"}

# What is near a property of every connector, and one of its own all the same: Confluent Replicator's.
near_misses := {"topic.regex"}

# Behind these prefixes stands what somebody else reads: a listener, a plug-in, Confluent's own server.
is_open(key) if {
	some prefix in open[input.kind]
	startswith(key, prefix)
}

open := {
	"broker": ["confluent.", "config.providers.", "listener.name.", "rlmm.config.", "rsm.config."],
	"topic": ["confluent."],
	"connect_worker": array.concat(converters, [
		"admin.",
		"confluent.",
		"config.providers.",
		"consumer.confluent.",
		"internal.key.converter.",
		"internal.value.converter.",
		"listeners.https.",
		"metrics.context.",
		"producer.confluent.",
	]),
	"schema_registry": ["confluent.", "kafkastore.confluent.", "listener.name.", "metric.reporters.", "metrics.context."],
	"connector": array.concat(converters, [
		"admin.override.",
		"confluent.",
		"config.providers.",
		"predicates.",
		"topic.creation.",
		"transforms.",
	]),
}

converters := ["header.converter.", "key.converter.", "value.converter."]

own_table := {"prefix": "", "names": names, "keys": object.keys(names)}

table_of(prefix, properties) := {"prefix": prefix, "names": properties, "keys": object.keys(properties)}

# What a product hands on to the Kafka clients inside it, by prefix.
clients := {
	"connect_worker": [
		table_of("consumer.", data.lib.properties.consumer.properties),
		table_of("producer.", data.lib.properties.producer.properties),
	],
	"schema_registry": [
		table_of("kafkastore.", data.lib.properties.consumer.properties),
		table_of("kafkastore.", data.lib.properties.producer.properties),
	],
	"connector": [
		table_of("consumer.override.", data.lib.properties.consumer.properties),
		table_of("producer.override.", data.lib.properties.producer.properties),
	],
}

clients_of(key) := [client |
	some client in object.get(clients, input.kind, [])
	startswith(key, client.prefix)
]

is_of_a_client(key) if {
	some client in clients_of(key)
	client.names[trim_prefix(key, client.prefix)]
}

# The name that differs least, the first by alphabet among several. Undefined where none is near.
nearest(key) := near(key)[0][1]

near(key) := sort({[found.distance, name] |
	some table in array.concat([own_table], clients_of(key))
	some found in spelling.near_one_of(trim_prefix(key, table.prefix), table.names, table.keys)
	name := concat("", [table.prefix, found.name])
})
