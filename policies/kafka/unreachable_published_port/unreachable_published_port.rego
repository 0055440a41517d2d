# METADATA
# title: Published port without a listener
# description: |
#   A client on the host connects through a published port. A listener must bind that port on all interfaces of the
#   container, and advertise an address that leads back to it through a published port. Otherwise the first or the
#   second connection fails.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose Specification, ports
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners
#     description: Kafka, advertised.listeners
# custom:
#   input: [broker, listener]
#   severity: error
#   concern: reach
#   fix: none
#   help: publish the port that the listener binds, on the port that it advertises
package hy_msg_lint.kafka.unreachable_published_port

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.kind == "broker"
	some i, edge in input.host_connections
	edge.answer == "closed"
	violation := {
		"msg": sprintf("port %v of `%s` is published, but no listener binds it: its listeners bind %s", [
			edge.target, input.service, connection.ports(input.project, input.service),
		]),
		"at": ["host_connections", i, "target"],
		"help": "publish the port of a listener, or remove the entry",
		"severity": severity,
	}
}

deny contains violation if {
	input.kind == "broker"
	some i, edge in input.host_connections
	edge.answer == "other_interface"
	violation := {
		"msg": sprintf("port %v of `%s` is published, but listener `%s` binds only `%s`, the loopback interface of its container", [
			edge.target, input.service, edge.listener, edge.bound_host,
		]),
		"at": ["host_connections", i, "bound_host"],
		"related": [{"at": ["host_connections", i, "target"], "msg": "published here"}],
		"help": "leave the host of the listener empty, and publish the port on `127.0.0.1` if only the host uses it",
	}
}

deny contains violation if {
	input.kind == "broker"
	some i, edge in input.host_connections
	edge.answer == "listener"
	said := told(edge)
	is_string(said)
	violation := {
		"msg": sprintf("%s reaches listener `%s` of `%s`, which sends it to `%s:%v`, %s", [
			client(edge), edge.listener, edge.service, edge.advertised_host, edge.advertised_port, said,
		]),
		"at": ["host_connections", i, "advertised_port"],
		"related": [{"at": ["host_connections", i, "target"], "msg": "published here"}],
		"help": help(edge),
	}
}

# The broker has no address for those who ask on this listener: Kafka answers with `LISTENER_NOT_FOUND`. Of clients in containers
# `unreachable-advertised-listener` speaks.
deny contains violation if {
	input.kind == "listener"
	count(used) == 0
	some i, edge in input.clients
	edge.told == "not_advertised"
	violation := {
		"msg": sprintf("%s comes to listener `%s` of `%s`, which is not in `%s`, so Kafka has no address for it to go on to", [
			client(edge), input.name, input.service, resource.setting_of_node(input, "advertised.listeners"),
		]),
		"at": ["name"],
		"related": [{"at": ["clients", i, "target"], "msg": "published here"}],
		"help": sprintf("add `%s://localhost:%v` to the advertised listeners, or take the published port away", [input.name, edge.port]),
	}
}

# A listener for the host alone, at a name that only containers resolve. Where a broker has a single listener, or containers use this
# one, the port may be published for no client at all, so nothing is said; here its name and the listener beside it say whom it is for.
deny contains violation if {
	input.kind == "listener"
	is_for_host
	count(used) == 0
	is_service_name(input.advertised_host)
	count(for_containers) > 0
	violation := {
		"msg": sprintf("listener `%s` of `%s` is published on the host but advertises `%s:%v`, which the host resolves only with an entry in its hosts file", [
			input.name, input.service, input.advertised_host, input.advertised_port,
		]),
		"at": ["advertised_host"],
		"related": [{"at": ["published", 0], "msg": "published here"}],
		"help": sprintf("advertise `localhost:%s`, or a name of this host", [input.published[0].published]),
		"severity": "warning",
	}
}

# Published, and called after those who come from outside.
is_for_host if {
	input.bind == "networks"
	not input.inter_broker
	not input.controller
	is_string(object.get(input.published[0], "published", null))
	some word in split(replace(upper(input.name), "-", "_"), "_")
	word in {"EXTERNAL", "EXT", "HOST", "LOCALHOST", "OUTSIDE"}
}

# The containers that use it.
used := {edge.from |
	some edge in input.clients
	is_string(object.get(edge, "from", null))
}

# Nobody but the containers of this project knows the name.
is_service_name(host) if {
	not contains(host, ".")
	input.project.complete
	count(object.get(input.project.services_by_name, host, [])) > 0
	count(input.networks) > 0
	every network in input.networks {
		input.project.networks[network.key].external == false
	}
}

# The other listeners of the broker, at names that containers resolve.
for_containers := {listener.name |
	some listener in input.project.services[input.service].listeners
	listener.name != input.name
	not listener.controller
	listener.bind == "networks"
	count(object.get(input.project.services_by_name, object.get(listener, "advertised_host", ""), [])) > 0
}

# Nobody may use it, unless the broker tells clients to come through the host, and publishes none of its listeners.
severity := "error" if count(unpublished) > 0

severity := "warning" if count(unpublished) == 0

unpublished := [listener.name |
	some listener in object.get(input, "listeners", [])
	project.is_own_container(object.get(listener, "advertised_host", ""))
	not listener.name in published
]

published := {edge.listener |
	some edge in input.host_connections
	is_string(object.get(edge, "listener", null))
}

client(edge) := sprintf("a client at port %v of the host", [edge.port])

told(edge) := "a port that is not published" if edge.told == "not_published"

told(edge) := sprintf("which leads to broker `%s`", [edge.told_service]) if edge.told == "another_broker"

told(edge) := "which leads to another of its listeners" if edge.told == "another_listener"

help(edge) := sprintf("advertise port %v, or publish `%v:%v`", [edge.port, edge.advertised_port, edge.target]) if edge.told == "not_published"

help(edge) := sprintf("advertise port %v", [edge.port]) if edge.told != "not_published"
