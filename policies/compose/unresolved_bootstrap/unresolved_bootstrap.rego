# METADATA
# title: Client at an address where no broker answers
# description: |
#   A client connects to a listener of a broker. In its own container, under a name that no service has, or at a port that none of
#   the broker's listeners has, nobody answers; the ports that are published on the host are not those that containers use among
#   each other. A connector connects from the container of its worker.
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
#   help: use the name of the broker's service and the port of one of its listeners for clients
package hy_msg_lint.compose.unresolved_bootstrap

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.kind == "service"
	some i, edge in input.connections
	edge.answer == "quoted"
	violation := {
		"msg": sprintf("`%s` tells %s to connect to `%s`, and the quotation marks are a part of this: Compose takes none away inside an entry of a list", [
			edge.key, connection.client(edge), edge.host,
		]),
		"at": ["connections", i, "host"],
		"help": sprintf("write `%s=%s`, or put the quotation marks around the whole entry", [edge.key, trim(edge.host, "\"'")]),
	}
}

# On the host's own network one setting is the cause, however many addresses there are.
deny contains violation if {
	count(without_names) > 0
	first := without_names[0]
	edge := input.connections[first]
	violation := {
		"msg": sprintf("%s connects to %s, and with `network_mode: host` no service name resolves", [
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

help_on_host := "connect to `localhost` at a published port, whose listener advertises `localhost` and that port" if count(published) == 0

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
	violation := {
		"msg": sprintf("%s connects to `%s`, %s", [connection.client(edge), connection.address(edge), said]),
		"at": ["connections", i, place(edge)],
		"related": related(edge, i),
		"help": help(edge),
	}
}

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

fault_of_worker(address) := sprintf("and no service in the project of its worker `%s` is called `%s`", [address.worker, address.host]) if {
	address.answer == "nobody"
}

help_of_worker(address) := sprintf("write `%s`, as its worker has it", [address.worker_servers]) if {
	is_string(object.get(address, "worker_servers", null))
}

help_of_worker(address) := "use the name of the broker's service and the port of one of its listeners for clients" if {
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

place(edge) := "port" if edge.answer in {"closed", "controllers"}

place(edge) := "host" if not edge.answer in {"closed", "controllers"}

fault(edge) := "which is its own container, where no broker runs" if edge.answer == "own_container"

fault(edge) := sprintf("and no service of the project is called `%s`%s", [edge.host, project.hint(input.project, edge.host)]) if edge.answer == "nobody"

fault(edge) := "whose listener at that port is for controllers alone" if edge.answer == "controllers"

fault(edge) := sprintf("which is no broker but %s", [connection.server(input.project, edge.service)]) if edge.answer == "no_broker"

fault(edge) := sprintf("and `%s` listens on %s", [edge.service, connection.ports(input.project, edge.service)]) if edge.answer == "closed"

fault(edge) := sprintf("and listener `%s` binds `%s`, which is not the interface that the client asks", [edge.listener, edge.bound_host]) if {
	edge.answer == "other_interface"
}

related(edge, i) := [{"at": ["project", "services", edge.service, "listeners", 0, "port"], "msg": "a listener of the broker"}] if {
	edge.answer in {"closed", "controllers"}
}

related(edge, i) := [{"at": ["connections", i, "bound_host"], "msg": sprintf("listener `%s` binds this", [edge.listener])}] if {
	edge.answer == "other_interface"
}

related(edge, _) := [] if not edge.answer in {"closed", "controllers", "other_interface"}

help(edge) := sprintf("connect to `%s`", [concat(",", array.slice(addresses, 0, 3))]) if {
	edge.answer != "other_interface"
	count(addresses) > 0
}

help(edge) := "use the name of the broker's service and the port of one of its listeners for clients" if {
	edge.answer != "other_interface"
	count(addresses) == 0
}

help(edge) := "leave the host of the listener empty, so that it binds every interface" if edge.answer == "other_interface"

# Where the project's brokers answer clients in containers.
addresses := connection.addresses(input.project)
