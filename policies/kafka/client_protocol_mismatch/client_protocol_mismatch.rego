# METADATA
# title: Client and listener use different protocols
# description: |
#   A client and its listener must use the same security protocol. A broker disconnects a PLAINTEXT client at an SSL or
#   SASL listener, and the client retries until it gives up. The part before `://` in an address does not set the
#   protocol; Schema Registry only ignores every address with another protocol, and exits if none is left.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_overview
#     description: Kafka, security overview
#   - ref: https://docs.confluent.io/platform/current/schema-registry/installation/config.html#kafkastore-bootstrap-servers
#     description: Confluent, kafkastore.bootstrap.servers
# custom:
#   input: [connect_worker, schema_registry, rest_proxy, ksqldb]
#   severity: error
#   concern: reach
#   fix: none
#   help: set the client's security protocol to the listener's, or connect to a listener with the client's protocol
package hy_msg_lint.kafka.client_protocol_mismatch

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.resource

# None of the addresses is one for Schema Registry.
deny contains violation if {
	count(left_out) > 0
	violation := {
		"msg": sprintf("%s ignores all of its addresses and exits: none begins with `%s://`, and %s", [resource.title(input), prefix, reason]),
		"at": ["properties", servers_key],
		"related": declared,
		"help": sprintf("%s, or remove the protocol before each host", [fitting]),
	}
}

deny contains violation if {
	count(left_out) == 0
	count(mismatched) > 0
	first := mismatched[0]
	violation := {
		"msg": sprintf("%s connects with %s to listener `%s` of `%s`, which is %s: %s", [
			resource.title(input), protocol, first.listener.name, first.service, first.listener.protocol, reason,
		]),
		"at": ["bootstrap_servers", first.server, "host"],
		"related": array.concat(
			[{"at": ["project", "services", first.service, "listeners", first.number, "name"], "msg": sprintf("listener `%s` is %s", [first.listener.name, first.listener.protocol])}],
			declared,
		),
		"help": sprintf("set `%s` to `%s` with the settings that it needs, or connect to a listener that is %s", [spelt, first.listener.protocol, protocol]),
		"explains": {"rules": consequences(first.listener.protocol), "at": [["properties", key]]},
	}
}

# A protocol without SASL needs no login.
consequences(wanted) := ["missing-jaas-config"] if wanted in {"PLAINTEXT", "SSL"}

consequences(wanted) := [] if wanted in {"SASL_PLAINTEXT", "SASL_SSL"}

key := connection.protocol_keys[input.kind]

spelt := resource.setting(input, key)

servers_key := "kafkastore.bootstrap.servers"

# The client's protocol: as it is set, or PLAINTEXT where it is sure that nothing sets it.
protocol := connection.protocol_of_client(input) if is_string(connection.protocol_of_client(input))

protocol := "PLAINTEXT" if {
	written == null
	input.family in {"confluent", "debezium"}
	input.image_defaults_known
	not input.partial
	every settings in [input.properties, input.image_defaults] {
		count([name | some name, _ in settings; endswith(name, "security.protocol")]) == 0
	}
}

# What an address of Schema Registry has to begin with: the protocol as it is set.
prefix := written if is_string(written)

prefix := protocol if written == null

written := object.get(input.properties, key, null)

reason := sprintf("`%s` is not set", [spelt]) if written == null

reason := sprintf("`%s` is `%s`", [spelt, written]) if written != null

declared := [] if written == null

declared := [{"at": ["properties", key], "msg": "the client's protocol is set here"}] if written != null

# The addresses of a Schema Registry, where it uses none of them.
left_out := addresses if {
	input.kind == "schema_registry"
	input.family == "confluent"
	is_string(protocol)
	not contains(servers, "$")
	addresses := [address | some part in split(servers, ","); address := trim_space(part); address != ""]
	other := [address |
		some address in addresses
		contains(address, "://")
		# Small letters are others than capitals.
		not startswith(address, sprintf("%s://", [prefix]))
	]
	count(other) == count(addresses)
} else := []

servers := object.get(input.properties, servers_key, "")

# The protocol that the first address asks for, where it is one.
fitting := sprintf("set `%s` to `%s`", [spelt, asked]) if asked in connection.protocols

fitting := sprintf("write `%s://` before each host", [prefix]) if not asked in connection.protocols

asked := split(servers, "://")[0]

# The listeners at all of the client's addresses, where each has another protocol.
mismatched := found if {
	is_object(input.project)
	is_string(protocol)
	not is_open_list
	found := [one |
		some i, server in input.bootstrap_servers
		names := object.get(input.project.services_by_name, server.host, [])
		count(names) == 1
		service := input.project.services[names[0]]
		some number, listener in object.get(service, "listeners", [])
		listener.port == object.get(server, "port", null)
		not listener.controller
		listener.protocol in connection.protocols
		listener.protocol != protocol
		one := {"server": i, "service": names[0], "number": number, "listener": listener}
	]
	count({one.server | some one in found}) == count(input.bootstrap_servers)
} else := []

# Servers that need a variable are not among those that are listed.
is_open_list if {
	some name in {"bootstrap.servers", servers_key}
	contains(object.get(input.properties, name, ""), "$")
}
