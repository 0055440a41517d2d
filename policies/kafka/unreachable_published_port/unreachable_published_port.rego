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
		"help": help_of_closed(edge),
		"severity": severity,
	}
}

# The one listener that sends clients to a port of the host is meant.
help_of_closed(edge) := sprintf("publish `%v:%v` in its place", [meant[0].advertised_port, meant[0].port]) if {
	count(meant) == 1
	edge.port != meant[0].advertised_port
} else := sprintf("publish `%v:%v`, the port that listener `%s` binds", [edge.port, meant[0].port, meant[0].name]) if {
	count(meant) == 1
} else := "publish the port of a listener, or remove the entry"

meant := [listener |
	some listener in object.get(input, "listeners", [])
	project.is_own_container(object.get(listener, "advertised_host", ""))
	is_number(object.get(listener, "advertised_port", null))
	is_number(object.get(listener, "port", null))
	not listener.name in published
]

# Docker chooses the port of the host anew for each container.
deny contains violation if {
	input.kind == "listener"
	project.is_own_container(object.get(input, "advertised_host", ""))
	is_number(object.get(input, "advertised_port", null))
	is_number(object.get(input, "port", null))
	count(object.get(input, "published_unknown", [])) == 0
	entries := object.get(input, "published", [])
	count(entries) > 0
	every entry in entries {
		object.get(entry, "published", "") == ""
	}
	violation := {
		"msg": sprintf("port %v of `%s` is published at a random port of the host, but listener `%s` sends clients to `%s:%v`", [
			input.port, input.service, input.name, input.advertised_host, input.advertised_port,
		]),
		"at": ["published", 0],
		"related": [{"at": ["advertised_port"], "msg": "advertised here"}],
		"help": sprintf("write `%v:%v`", [input.advertised_port, input.port]),
	}
}

deny contains violation if {
	input.kind == "listener"
	some i, edge in input.refused_clients
	edge.where == "ports"
	edge.answer == "other_interface"
	violation := {
		"msg": sprintf("port %v of `%s` is published, but listener `%s` binds only `%s`, the loopback interface of its container", [
			edge.target, input.service, input.name, input.host,
		]),
		"at": ["host"],
		"related": [{"at": ["refused_clients", i, "target"], "msg": "published here"}],
		"help": "leave the host of the listener empty, and publish the port on `127.0.0.1` if only the host uses it",
		"explains": connection.refusals(input),
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
		"explains": {"rules": ["duplicate-advertised-listener"], "at": [["host_connections", i, "advertised_host"]]},
	}
}

# The host is sent to a name of Docker's, and no published port leads to a listener that it could use.
deny contains violation if {
	input.kind == "broker"
	count(hidden) == 0
	is_known_to_containers_only
	first := astray[0]
	edge := input.host_connections[first]
	violation := {
		"msg": sprintf("a client on the host that comes through port %v is sent to %s", [edge.port, name_for_containers(edge)]),
		"at": ["host_connections", first, place_of_name(edge)],
		"related": published_here,
		"help": help_with_name(edge),
		"severity": "warning",
	}
}

# Beside that, the broker has a listener for the host, which nothing publishes.
deny contains violation if {
	input.kind == "broker"
	is_known_to_containers_only
	edge := input.host_connections[astray[0]]
	some k in hidden
	listener := input.listeners[k]
	violation := {
		"msg": sprintf("listener `%s` of `%s` advertises `%s:%v`, but no service publishes port %v of the host: a client that comes through port %v is sent to %s", [
			listener.name, input.service, listener.advertised_host, listener.advertised_port, listener.advertised_port, edge.port, name_for_containers(edge),
		]),
		"at": ["listeners", k, "advertised_port"],
		"related": published_here,
		"help": sprintf("publish `%v:%v`", [listener.advertised_port, listener.port]),
	}
}

# The published ports of a broker, where the listener behind each of them advertises a name that the host does not know.
is_known_to_containers_only if {
	count(astray) > 0
	count(followed) == 0
	count(strangers) == 0
}

# The ports whose clients may reach what they are sent to, or are sent elsewhere, which is found by itself.
followed := {i |
	some i, edge in input.host_connections
	edge.answer == "unknown"
} | {i |
	some i, edge in input.host_connections
	edge.answer == "listener"
	edge.told != "container_name"
}

# Nodes of the cluster that the project does not have: names of services may be those of machines.
strangers := {host |
	some host in object.get(input, "peers", [])
	not project.is_own_container(host)
	not project.is_known(input.project, host)
}

astray := [i |
	some i, edge in input.host_connections
	edge.answer == "listener"
	edge.told == "container_name"
	object.get(edge, "port", null) != null
	not is_lost(edge.listener)
	not is_refused(edge)
]

# Where Kafka refuses a broker that advertises nothing, what is missing may be the reason.
is_refused(edge) if {
	count(object.get(input, "refusals", [])) > 0
	not is_string(object.get(edge, "advertised_host", null))
}

# What a listener advertises leads nobody to it, which `unreachable-advertised-listener` finds.
is_lost(name) if {
	some listener in input.listeners
	listener.name == name
	connection.is_misled(listener)
}

# The listeners for the host that nothing publishes.
hidden := [k |
	some k, listener in object.get(input, "listeners", [])
	input.project.complete
	listener.told_host == "not_published"
	listener.bind == "networks"
	not listener.controller
	not listener.name in published
	project.is_own_container(listener.advertised_host)
]

published_here := [{"at": ["host_connections", i, "target"], "msg": "published here"} | some i in astray]

name_for_containers(edge) := sprintf("`%s:%v`, a name that only containers know", [edge.advertised_host, edge.advertised_port]) if {
	is_string(object.get(edge, "advertised_host", null))
} else := sprintf("`%s:%v`, a name that only containers know, since `%s` is not set", [edge.bound_host, edge.target, advertised_setting]) if {
	edge.bound_host != ""
} else := sprintf("the name of the container, which only containers know, since `%s` is not set", [advertised_setting])

advertised_setting := resource.setting(input, "advertised.listeners")

place_of_name(edge) := "advertised_host" if is_string(object.get(edge, "advertised_host", null))

place_of_name(edge) := "listener" if not is_string(object.get(edge, "advertised_host", null))

# Where another listener is for containers, this one is free for the host.
help_with_name(edge) := sprintf("advertise `%s://localhost:%v`%s, and let containers use %s", [edge.listener, edge.port, in_setting(edge), others(edge.listener)]) if {
	is_spare(edge.listener)
}

help_with_name(edge) := sprintf("give the host a listener of its own, and advertise it in `%s` at `localhost` and the port that is published", [advertised_setting]) if {
	not is_spare(edge.listener)
}

in_setting(edge) := sprintf(" in `%s`", [advertised_setting]) if not is_string(object.get(edge, "advertised_host", null))

in_setting(edge) := "" if is_string(object.get(edge, "advertised_host", null))

is_spare(name) if {
	some listener in input.listeners
	listener.name == name
	not listener.inter_broker
	count(for_others(name)) > 0
}

for_others(name) := {other.name |
	some other in input.listeners
	other.name != name
	other.bind == "networks"
	not other.controller
}

others(name) := sprintf("listener %s", [resource.quoted(sort(for_others(name)))]) if count(for_others(name)) == 1

others(name) := sprintf("listeners %s", [resource.quoted(sort(for_others(name)))]) if count(for_others(name)) > 1

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

# A listener for the host, at a name that only containers resolve, beside one that the host reaches: another published port may be for
# no client at all, so nothing is said of it; here its name and the listener beside it say whom it is for.
deny contains violation if {
	input.kind == "listener"
	is_for_host
	count(used) == 0
	is_service_name(input.advertised_host)
	count(for_containers) > 0
	count(reached_by_host) > 0
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

# The other listeners of the broker that the host reaches.
reached_by_host := {listener.name |
	some listener in input.project.services[input.service].listeners
	listener.name != input.name
	listener.told_host == "reached"
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
