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
	count(input.bootstrap_servers) > 0
	some index, server in input.bootstrap_servers
	is_number(object.get(server, "port", null))
	brokers := brokers_called(server.host)
	count(brokers) > 0
	every broker in brokers {
		is_closed(broker, server.port)
	}
	violation := {
		"msg": sprintf("service `%s` connects to `%s` at port %v, %s", [input.name, server.host, server.port, fault(brokers[0], server.port)]),
		"at": ["bootstrap_servers", index, "port"],
		"related": [{"at": ["project", "services", brokers[0].name, "listeners", 0, "port"], "msg": "a listener of the broker"}],
	}
}

# The client's own port needs a variable.
unknown contains violation if {
	count(input.bootstrap_servers) > 0
	count(input.unresolved) > 0
	some index, server in input.bootstrap_servers
	resource.unresolved_at(input, ["bootstrap_servers", index, "port"])
	brokers := brokers_called(server.host)
	some broker in brokers
	not is_same_variable(broker, server.port)
	violation := {
		"msg": sprintf("whether `%s` listens where service `%s` connects to it %s", [
			server.host, input.name, resource.missing_at(input, ["bootstrap_servers", index, "port"]),
		]),
		"at": ["bootstrap_servers", index, "port"],
	}
}

# A listener's port does.
unknown contains violation if {
	count(input.bootstrap_servers) > 0
	some index, server in input.bootstrap_servers
	is_number(object.get(server, "port", null))
	some broker in brokers_called(server.host)
	count([1 | some listener in broker.listeners; listener.port == server.port]) == 0
	some number, listener in broker.listeners
	is_string(listener.port)
	at := ["services", broker.name, "listeners", number, "port"]
	resource.unresolved_at(input.project, at)
	violation := {
		"msg": sprintf("whether `%s` listens at port %v, where service `%s` connects to it, %s", [
			server.host, server.port, input.name, resource.missing_at(input.project, at),
		]),
		"at": ["bootstrap_servers", index, "port"],
	}
}

# The brokers that a host leads to, where listeners of theirs are known.
brokers_called(host) := [broker |
	some name in sort(project.called(input.project, host))
	service := input.project.services[name]
	service.runs == "broker"
	listeners := object.get(service, "listeners", [])
	count(listeners) > 0
	broker := {"name": name, "listeners": listeners}
] if {
	is_object(input.project)
}

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

is_same_variable(broker, port) if {
	some listener in broker.listeners
	listener.port == port
}
