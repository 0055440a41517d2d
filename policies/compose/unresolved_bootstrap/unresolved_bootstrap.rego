# METADATA
# title: Bootstrap address without a broker
# description: |
#   A client must connect to a listener of a broker. No broker answers in the client's own container, at a name that no
#   service has, or at a port that no listener binds. Containers use the listener's port, not the port published on the
#   host. A connector connects from its worker's container.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_listeners
#     description: Kafka, listeners
#   - ref: https://docs.docker.com/compose/how-tos/networking/
#     description: Docker Compose, networking
# custom:
#   input: [service, connector]
#   severity: error
#   concern: reach
#   fix: none
#   help: use the broker's service name and the port of a listener for clients
package hy_msg_lint.compose.unresolved_bootstrap

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.quoted
import data.hy_msg_lint.lib.resource

# What a server's start script reads is told by `quoted-variable`.
deny contains violation if {
	input.kind == "service"
	some i, edge in input.connections
	edge.answer == "quoted"
	not edge.key in quoted.names(input)
	violation := {
		"msg": sprintf("`%s` makes %s connect to `%s`: Compose keeps quotation marks inside a list entry", [
			edge.key, connection.client(edge), edge.host,
		]),
		"at": ["connections", i, "host"],
		"help": sprintf("write `%s=%s`, or quote the whole entry", [edge.key, trim(edge.host, "\"'")]),
	}
}

# On the host's own network one setting is the cause, however many addresses there are.
deny contains violation if {
	count(without_names) > 0
	first := without_names[0]
	edge := input.connections[first]
	violation := {
		"msg": sprintf("%s connects to %s, but service names do not resolve with `network_mode: host`", [
			connection.client(edge), resource.quoted(sort({connection.address(input.connections[i]) | some i in without_names})),
		]),
		"at": ["connections", first, "host"],
		"help": help_on_host,
	}
}

without_names := [i | input.kind == "service"; some i, edge in input.connections; edge.answer == "host_network"]

help_on_host := sprintf("connect to `%s`: `localhost` and the published port", [concat(",", array.slice(sort(published), 0, 3))]) if {
	count(published) > 0
}

help_on_host := "connect to `localhost` and a published port, and advertise both on its listener" if count(published) == 0

# Where the brokers that are meant answer the host.
published := {sprintf("%s:%v", [listener.host, listener.port]) |
	some i in without_names
	some listener in input.connections[i].better
}

deny contains violation if {
	input.kind == "service"
	some i, edge in input.connections
	said := fault(edge)
	is_string(said)
	violation := object.union(cause(edge, i), {
		"msg": sprintf("%s connects to `%s`, %s", [connection.client(edge), connection.address(edge), said]),
		"at": ["connections", i, place(edge)],
		"related": related(edge, i),
		"help": help(edge),
	})
}

# Whoever comes to the listener is refused for the host that it binds.
cause(edge, i) := {"cause": ["connections", i, "bound_host"]} if edge.answer == "other_interface"

cause(edge, _) := {} if edge.answer != "other_interface"

# A connector connects from the container of its worker.
deny contains violation if {
	input.kind == "connector"
	some i, address in object.get(input, "broker_addresses", [])
	said := fault_of_worker(address)
	is_string(said)
	violation := {
		"msg": sprintf("connector `%s` connects to `%s`, %s", [input.name, connection.address(address), said]),
		"at": ["broker_addresses", i, "host"],
		"help": help_of_worker(address),
	}
}

fault_of_worker(address) := sprintf("which is the container of its worker `%s`, where no broker runs", [address.worker]) if {
	address.answer == "own_container"
}

fault_of_worker(address) := sprintf("but no service in the project of its worker `%s` is called `%s`", [address.worker, address.host]) if {
	address.answer == "nobody"
}

help_of_worker(address) := sprintf("write `%s`, as in its worker", [address.worker_servers]) if {
	is_string(object.get(address, "worker_servers", null))
}

help_of_worker(address) := "use the broker's service name and the port of a listener for clients" if {
	not is_string(object.get(address, "worker_servers", null))
}

# The client's own port needs a variable.
unknown contains violation if {
	input.kind == "service"
	count(input.unresolved) > 0
	some i, edge in input.connections
	edge.answer == "unknown"
	resource.is_open(["connections", i, "port"])
	has_listeners(edge)
	violation := {
		"msg": sprintf("whether a broker answers at `%s`, where %s connects, %s", [
			edge.host, connection.client(edge), resource.missing(["connections", i, "port"]),
		]),
		"at": ["connections", i, "port"],
	}
}

# A listener's port does.
unknown contains violation if {
	input.kind == "service"
	some i, edge in input.connections
	edge.answer == "unknown"
	is_number(edge.port)
	some number, listener in input.project.services[edge.service].listeners
	is_string(listener.port)
	at := ["services", edge.service, "listeners", number, "port"]
	resource.unresolved_at(input.project, at)
	violation := {
		"msg": sprintf("whether `%s` listens at port %v, where %s connects, %s", [
			edge.host, edge.port, connection.client(edge), resource.missing_at(input.project, at),
		]),
		"at": ["connections", i, "port"],
	}
}

has_listeners(edge) if count(object.get(input.project.services[edge.service], "listeners", [])) > 0

place(edge) := "port" if edge.answer in {"closed", "controllers", "not_published"}

place(edge) := "host" if not edge.answer in {"closed", "controllers", "not_published"}

fault(edge) := "which is its own container, where no broker runs" if edge.answer == "own_container"

fault(edge) := sprintf("but with `network_mode: %s` no service name resolves", [own_mode]) if {
	edge.answer == "no_names"
	own_mode in {"bridge", "none"}
}

fault(edge) := sprintf("but `%s` has `network_mode: %s`, so no container finds it by its name", [edge.service, input.project.services[edge.service].network_mode]) if {
	edge.answer == "no_names"
	not own_mode in {"bridge", "none"}
}

fault(edge) := sprintf("but no service of the project is called `%s`%s", [edge.host, project.hint(input.project, edge.host)]) if edge.answer == "nobody"

fault(edge) := "a port for controllers only" if edge.answer == "controllers"

fault(edge) := sprintf("which is %s and not a broker", [connection.server(input.project, edge.service)]) if edge.answer == "no_broker"

fault(edge) := sprintf("but `%s` listens on %s", [edge.service, connection.ports(input.project, edge.service)]) if edge.answer == "closed"

fault(edge) := sprintf("but listener `%s` binds only `%s`", [edge.listener, edge.bound_host]) if {
	edge.answer == "other_interface"
}

fault(edge) := "a port of the host that no service publishes" if edge.answer == "not_published"

related(edge, i) := [{"at": ["connections", i, "advertised_port"], "msg": sprintf("listener `%s` of `%s` advertises it here", [edge.listener, edge.service])}] if {
	edge.answer == "not_published"
}

related(edge, i) := [{"at": ["project", "services", edge.service, "listeners", 0, "port"], "msg": "a listener of the broker"}] if {
	edge.answer in {"closed", "controllers"}
}

related(edge, i) := [{"at": ["connections", i, "bound_host"], "msg": sprintf("listener `%s` binds this", [edge.listener])}] if {
	edge.answer == "other_interface"
}

related(edge, _) := [] if not edge.answer in {"closed", "controllers", "other_interface", "not_published"}

help(edge) := "use a network of the broker instead of `network_mode`" if {
	edge.answer == "no_names"
	own_mode in {"bridge", "none"}
}

help(edge) := sprintf("remove `network_mode` from `%s`, or connect to a listener that is advertised at the host's own name", [edge.service]) if {
	edge.answer == "no_names"
	not own_mode in {"bridge", "none"}
}

help(edge) := sprintf("connect to `%s`", [concat(",", array.slice(addresses, 0, 3))]) if {
	not edge.answer in {"other_interface", "no_names"}
	not is_on_host_by(edge)
	count(addresses) > 0
}

help(edge) := sprintf("publish the port of listener `%s` as port %v of the host", [edge.listener, edge.port]) if is_on_host_by(edge)

# On the host's own network no name of a service would do.
is_on_host_by(edge) if {
	edge.answer == "not_published"
	own_mode == "host"
}

help(edge) := "use the broker's service name and the port of a listener for clients" if {
	not edge.answer in {"other_interface", "no_names"}
	not is_on_host_by(edge)
	count(addresses) == 0
}

help(edge) := "leave the host of the listener empty, so that it binds every interface" if edge.answer == "other_interface"

# The client's own network mode, or that of the service whose interfaces it shares.
own_mode := object.get(input, "network_mode", "") if not startswith(object.get(input, "network_mode", ""), "service:")

own_mode := object.get(input.project.services[home], "network_mode", "") if {
	startswith(object.get(input, "network_mode", ""), "service:")
	home := trim_prefix(input.network_mode, "service:")
	is_object(input.project.services[home])
}

# Where the project's brokers answer clients in containers.
addresses := connection.addresses(input.project)
