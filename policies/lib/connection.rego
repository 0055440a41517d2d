# The edges of the connection graph in words, and the addresses at which a project's brokers answer.
package hy_msg_lint.lib.connection

import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

# Who connects.
client(edge) := sprintf("service `%s`", [edge.from]) if edge.where != "healthcheck"

client(edge) := sprintf("the health check of service `%s`", [edge.from]) if edge.where == "healthcheck"

address(edge) := sprintf("%s:%v", [edge.host, edge.port])

# What a service of the field runs.
server(project, name) := sprintf("a %s", [object.get(resource.nouns, runs, runs)]) if {
	runs := project.services[name].runs
	is_string(runs)
} else := "something else"

# The ports of a broker's listeners.
ports(project, name) := resource.listed([sprintf("%v", [port]) | some port in sort({listener.port | some listener in project.services[name].listeners})])

# Where the brokers of a project answer clients in containers: a listener that binds every network and is advertised under a name of
# its service, one for each broker.
addresses(project) := [address |
	some name in sort(object.keys(project.services))
	found := [sprintf("%s:%v", [name, listener.port]) |
		some listener in object.get(project.services[name], "listeners", [])
		not listener.controller
		listener.bind == "networks"
		is_number(object.get(listener, "port", null))
		is_for_containers(project, name, listener)
	]
	count(found) > 0
	address := found[0]
]

is_for_containers(project, name, listener) if object.get(listener, "advertised_host", name) in project.services[name].names

# Whether the client of an edge is sent to an address that it does not reach.
is_misled(edge) if edge.told in {"own_container", "nobody", "apart", "host_network", "closed", "another_broker", "another_listener", "not_published"}

# Why the client of an edge does not reach what it is sent to: the end of a sentence.
told(edge) := "which is its own container" if edge.told == "own_container"

told(edge) := sprintf("and no service of the project is called `%s`", [edge.advertised_host]) if edge.told == "nobody"

told(edge) := sprintf("and shares no network with `%s`", [edge.service]) if edge.told == "apart"

told(edge) := "a service name, and with `network_mode: host` none resolves" if edge.told == "host_network"

told(edge) := "where nothing listens" if edge.told == "closed"

told(edge) := sprintf("which is `%s`", [edge.told_service]) if edge.told == "another_broker"

told(edge) := "which leads to another of its listeners" if edge.told == "another_listener"

told(edge) := "which no service publishes on the host" if edge.told == "not_published"
