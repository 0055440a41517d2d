# METADATA
# title: Published port that leads to no listener
# description: |
#   A client on the host comes in through a published port. Behind it a listener has to bind that port on all interfaces of its
#   container, and what the listener advertises has to lead back through a published port to the same listener. Otherwise the
#   first connection is refused, or the second one is.
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
#   help: publish the port that the listener binds, under the number that it advertises
package hy_msg_lint.kafka.unreachable_published_port

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.kind == "broker"
	some i, edge in input.host_connections
	edge.answer == "closed"
	violation := {
		"msg": sprintf("port %v of `%s` is published, and nothing listens there: its listeners have %s", [
			edge.target, input.service, connection.ports(input.project, input.service),
		]),
		"at": ["host_connections", i, "target"],
		"help": "publish the port of a listener, or take the entry away",
		"severity": severity,
	}
}

deny contains violation if {
	input.kind == "broker"
	some i, edge in input.host_connections
	edge.answer == "other_interface"
	violation := {
		"msg": sprintf("port %v of `%s` is published, and listener `%s` binds `%s` alone, the loopback interface of its container, where nothing arrives from outside", [
			edge.target, input.service, edge.listener, edge.bound_host,
		]),
		"at": ["host_connections", i, "bound_host"],
		"related": [{"at": ["host_connections", i, "target"], "msg": "published here"}],
		"help": "leave the host of the listener empty, and publish the port on `127.0.0.1` if only the host is to reach it",
	}
}

deny contains violation if {
	input.kind == "broker"
	some i, edge in input.host_connections
	edge.answer == "listener"
	said := told(edge)
	is_string(said)
	violation := {
		"msg": sprintf("%s comes to listener `%s` of `%s`, and is sent on to `%s:%v`, %s", [
			client(edge), edge.listener, edge.service, edge.advertised_host, edge.advertised_port, said,
		]),
		"at": ["host_connections", i, "advertised_port"],
		"related": [{"at": ["host_connections", i, "target"], "msg": "published here"}],
		"help": help(edge),
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
		"msg": sprintf("listener `%s` of `%s` is published on the host and advertised at `%s:%v`, a name that the host resolves only if its hosts file has it", [
			input.name, input.service, input.advertised_host, input.advertised_port,
		]),
		"at": ["advertised_host"],
		"related": [{"at": ["published", 0], "msg": "published here"}],
		"help": sprintf("advertise `localhost:%s`, or the name under which its clients find this host", [input.published[0].published]),
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

told(edge) := "a port that nothing publishes" if edge.told == "not_published"

told(edge) := sprintf("which leads to broker `%s`", [edge.told_service]) if edge.told == "another_broker"

told(edge) := "which leads to another of its listeners" if edge.told == "another_listener"

help(edge) := sprintf("advertise port %v, or publish `%v:%v`", [edge.port, edge.advertised_port, edge.target]) if edge.told == "not_published"

help(edge) := sprintf("advertise port %v", [edge.port]) if edge.told != "not_published"
