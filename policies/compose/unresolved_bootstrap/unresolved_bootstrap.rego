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
#   help: use the port of one of the broker's listeners
package hy_msg_lint.compose.unresolved_bootstrap

deny contains violation if {
	count(input.bootstrap_servers) > 0
	some index, server in input.bootstrap_servers
	is_number(object.get(server, "port", null))
	broker := input.project.services[server.host]
	broker.runs == "broker"
	listeners := object.get(broker, "listeners", [])
	ports := {listener.port | some listener in listeners}
	count(ports) > 0
	every port in ports {
		is_number(port)
	}
	not server.port in ports
	violation := {
		"msg": sprintf("service `%s` connects to `%s` at port %v, and its listeners have %s", [
			input.name, server.host, server.port, concat(", ", [sprintf("%v", [port]) | some port in sort(ports)]),
		]),
		"at": ["bootstrap_servers", index, "port"],
		"related": [{"at": ["project", "services", server.host, "listeners", 0, "port"], "msg": "a listener of the broker"}],
	}
}

deny contains violation if {
	count(input.bootstrap_servers) > 0
	some index, server in input.bootstrap_servers
	broker := input.project.services[server.host]
	some listener in object.get(broker, "listeners", [])
	listener.port == object.get(server, "port", null)
	listener.controller
	not input.name == server.host
	violation := {
		"msg": sprintf("service `%s` connects to `%s` at port %v, which is for controllers alone", [input.name, server.host, server.port]),
		"at": ["bootstrap_servers", index, "port"],
	}
}
