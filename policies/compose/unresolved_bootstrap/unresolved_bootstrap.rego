# METADATA
# title: Client at a port without a listener
# description: |
#   A client connects to a listener of the broker. At a port that none of its listeners has, nobody answers; the ports that are
#   published on the host are not those that containers use among each other.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_listeners
#     description: Kafka, listeners
# custom:
#   input: [service]
#   severity: warning
#   fix: none
#   help: use the port of one of the broker's listeners for clients
package hy_msg_lint.compose.unresolved_bootstrap

import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some client in clients
	is_number(client.port)
	closed := [broker |
		some broker in client.brokers
		is_closed(broker, client.port)
	]
	count(closed) == count(client.brokers)
	first := client.brokers[0]
	violation := {
		"msg": sprintf("service `%s` connects to `%s` at port %v, %s", [input.name, client.host, client.port, fault(first, client.port)]),
		"at": client.at,
		"related": [{"at": ["project", "services", first.name, "listeners", 0, "port"], "msg": "a listener of the broker"}],
	}
}

# The client's own port needs a variable.
unknown contains violation if {
	count(input.unresolved) > 0
	some client in clients
	resource.is_open(client.at)
	some broker in client.brokers
	not has_port(broker, client.port)
	violation := {
		"msg": sprintf("whether `%s` listens where service `%s` connects to it %s", [client.host, input.name, resource.missing(client.at)]),
		"at": client.at,
	}
}

# A listener's port does.
unknown contains violation if {
	some client in clients
	is_number(client.port)
	some broker in client.brokers
	not has_port(broker, client.port)
	some number, listener in broker.listeners
	is_string(listener.port)
	at := ["services", broker.name, "listeners", number, "port"]
	resource.unresolved_at(input.project, at)
	violation := {
		"msg": sprintf("whether `%s` listens at port %v, where service `%s` connects to it, %s", [
			client.host, client.port, input.name, resource.missing_at(input.project, at),
		]),
		"at": client.at,
	}
}

# The servers that the service is told to connect to at a port, as far as they are brokers with listeners that are known.
clients := [client |
	some index, server in input.bootstrap_servers
	is_object(input.project)
	port := object.get(server, "port", null)
	port != null
	brokers := [broker |
		some name in sort(project.called(input.project, server.host))
		service := input.project.services[name]
		service.runs == "broker"
		listeners := object.get(service, "listeners", [])
		count(listeners) > 0
		broker := {"name": name, "listeners": listeners}
	]
	count(brokers) > 0
	client := {"host": server.host, "port": port, "brokers": brokers, "at": ["bootstrap_servers", index, "port"]}
]

# No listener has the port, and all of their ports are known; or a listener of controllers has it.
is_closed(broker, port) if {
	every listener in broker.listeners {
		is_number(object.get(listener, "port", null))
		listener.port != port
	}
}

is_closed(broker, port) if is_for_controllers(broker, port)

is_for_controllers(broker, port) if {
	some listener in broker.listeners
	listener.port == port
	listener.controller
}

fault(broker, port) := "which is for controllers alone" if is_for_controllers(broker, port)

fault(broker, port) := sprintf("and its listeners have %s", [concat(", ", [sprintf("%v", [one]) | some one in sort({listener.port | some listener in broker.listeners})])]) if {
	not is_for_controllers(broker, port)
}

has_port(broker, port) if {
	some listener in broker.listeners
	listener.port == port
}
