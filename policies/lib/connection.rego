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

# The security protocol that the configuration of a client sets, in upper case; null where it sets none, or one that does not exist.
protocol_of_client(client) := protocol if {
	written := object.get(client.properties, protocol_keys[client.kind], null)
	is_string(written)
	protocol := upper(written)
	protocol in protocols
} else := null

protocols := {"PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL", "SSL"}

# The property of each client that sets it.
protocol_keys := {
	"connect_worker": "security.protocol",
	"ksqldb": "security.protocol",
	"rest_proxy": "client.security.protocol",
	"schema_registry": "kafkastore.security.protocol",
}

# What follows for clients from a listener that does not answer them: `explains` of a violation.
refusals(listener) := {"rules": ["unresolved-bootstrap"], "at": [["refused_clients", i, key] |
	some i, edge in object.get(listener, "refused_clients", [])
	some key in ["host", "port"]
	object.get(edge, "from", null) != null
]}

# Whether the client of an edge is sent to an address that it does not reach.
is_misled(edge) if {
	edge.told in {"own_container", "nobody", "apart", "host_network", "container_name", "no_names", "closed", "another_broker", "no_broker", "another_listener", "not_published"}
}

# The edges of other brokers of its cluster that do not reach what a listener advertises, by their numbers.
misled_peers(listener) := [i |
	some i, edge in object.get(listener, "peer_connections", [])
	is_misled(edge)
	not may_be_of_host(listener, edge)
]

# A name that no service has may be that of the machine, where it publishes the port, unless it is nearly the broker's own.
may_be_of_host(listener, edge) if {
	edge.told == "nobody"
	count(listener.published) + count(listener.published_unknown) > 0
	count(own_names_near(listener)) == 0
}

own_names_near(listener) := project.near(listener.advertised_host, listener.project.services[listener.service].names) if {
	# No name of a host is longer.
	count(listener.advertised_host) <= 253
} else := set()

# Why the client of an edge does not reach what it is sent to: the end of a sentence.
told(edge) := said(edge, "its")

# Whether the listener that answers binds no network.
is_bound_inside(edge) if project.is_own_container(object.get(edge, "bound_host", ""))

# The same of several clients.
told_them(edge) := said(edge, "their")

said(edge, whose) := sprintf("which is %s own container", [whose]) if edge.told == "own_container"

said(edge, _) := "a service name, which does not resolve with `network_mode: host`" if edge.told == "host_network"

said(edge, _) := "a service name, which does not resolve there" if edge.told == "no_names"

said(edge, _) := sprintf("but no service of the project is called `%s`", [edge.advertised_host]) if edge.told == "nobody"

said(edge, whose) := sprintf("but `%s` is on none of %s networks", [edge.service, whose]) if edge.told == "apart"

said(edge, _) := "where nothing listens" if {
	edge.told == "closed"
	not is_bound_inside(edge)
}

said(edge, _) := sprintf("but the listener binds only `%s` inside its container", [edge.bound_host]) if {
	edge.told == "closed"
	is_bound_inside(edge)
}

said(edge, _) := sprintf("which is `%s`", [edge.told_service]) if edge.told == "another_broker"

said(edge, _) := sprintf("which is `%s` and not a broker", [edge.told_service]) if edge.told == "no_broker"

said(edge, _) := "which leads to another of its listeners" if edge.told == "another_listener"

said(edge, _) := "which is not published on the host" if edge.told == "not_published"

# The field of a listener to which a wrong turn is due.
place(told) := "advertised_port" if told in {"closed", "another_listener", "not_published"}

place(told) := "advertised_host" if not told in {"closed", "another_listener", "not_published"}

# The end of a sentence about what a listener advertises: the names of its own service that may be meant, else other services.
hint(listener, told) := sprintf("; did you mean %s?", [resource.quoted(sort(own))]) if {
	told == "nobody"
	own := own_names_near(listener)
	count(own) > 0
} else := project.hint(listener.project, listener.advertised_host) if {
	told == "nobody"
} else := ""
