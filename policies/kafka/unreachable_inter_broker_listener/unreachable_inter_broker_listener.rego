# METADATA
# title: Inter-broker address that brokers cannot reach
# description: |
#   Brokers replicate through the address that each one advertises for its inter-broker listener. If a broker advertises
#   localhost, the other brokers look for it in their own containers, and its partitions keep one in-sync replica
#   whatever their replication factor.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_inter.broker.listener.name
#     description: Kafka, inter.broker.listener.name
# custom:
#   input: [broker, listener]
#   severity: error
#   concern: reach
#   fix: none
#   help: advertise the broker's service name and the listener's port, and use a separate listener for localhost
package hy_msg_lint.kafka.unreachable_inter_broker_listener

import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

# Other brokers of the project are sent to what they do not reach.
deny contains violation if {
	count(misled) > 0
	edge := input.peer_connections[misled[0]]
	said := told(edge)
	is_string(said)
	violation := {
		"msg": sprintf("%s from `%s`: listener `%s` sends %s to `%s:%v`, %s%s", [
			others, input.broker, input.name, them, input.advertised_host, input.advertised_port, said,
			connection.hint(input, edge.told),
		]),
		"at": [connection.place(edge.told)],
		"related": array.concat(
			[{"at": ["peer_connections", misled[0], "from"], "msg": sprintf("broker `%s` looks for it there", [edge.from])}],
			[{"at": ["clients", i, "host"], "msg": sprintf("%s is sent there, too", [connection.client(input.clients[i])])} |
				some i in misled_clients
			],
		),
		"help": help(edge),
	}
}

# Brokers on other machines are sent to their own.
deny contains violation if {
	input.kind == "broker"
	some i, listener in object.get(input, "listeners", [])
	listener.inter_broker
	project.is_own_container(object.get(listener, "advertised_host", ""))
	has_broker_elsewhere
	violation := {
		"msg": sprintf("%s advertises `%s` to the other brokers, which each of them resolves to itself", [resource.title(input), listener.advertised_host]),
		"at": ["listeners", i, "advertised_host"],
	}
}

misled := connection.misled_peers(input) if input.kind == "listener"

names := {input.peer_connections[i].from | some i in misled}

others := sprintf("broker %s cannot replicate", [resource.quoted(names)]) if count(names) == 1

others := "the other brokers cannot replicate" if {
	count(names) > 1
	count(misled) == count(input.peer_connections)
}

others := sprintf("brokers %s cannot replicate", [resource.quoted(sort(names))]) if {
	count(names) > 1
	count(misled) < count(input.peer_connections)
}

them := "it" if count(names) == 1

them := "them" if count(names) > 1

told(edge) := connection.told(edge) if count(names) == 1

told(edge) := connection.told_them(edge) if count(names) > 1

# One edge for each client that is sent there as well.
misled_clients := [min(of_one) |
	some name in sort({edge.from | some edge in clients})
	of_one := [i | some i, edge in clients; edge.from == name]
]

clients := {i: edge |
	some i, edge in input.clients
	is_string(object.get(edge, "from", null))
	connection.is_misled(edge)
}

help(edge) := "let all brokers of the cluster join one network" if edge.told in {"apart", "no_names"}

help(edge) := sprintf("advertise `%s:%v`, or set `%s` to `%s`, which they reach", [
	input.service, input.port, resource.setting_of_node(input, "inter.broker.listener.name"), edge.better[0].name,
]) if {
	not edge.told in {"apart", "no_names"}
	count(edge.better) > 0
}

help(edge) := sprintf("advertise `%s:%v`, and give the host a listener of its own if it needs one", [input.service, input.port]) if {
	edge.told == "own_container"
	count(edge.better) == 0
}

help(edge) := sprintf("advertise `%s:%v`", [input.service, input.port]) if {
	not edge.told in {"apart", "no_names", "own_container"}
	not binds_nothing(edge)
	count(edge.better) == 0
}

help(edge) := "leave the host of the listener empty in `listeners`, so that it binds every interface" if {
	binds_nothing(edge)
	count(edge.better) == 0
}

binds_nothing(edge) if {
	edge.told == "closed"
	connection.is_bound_inside(edge)
}

# A node of a properties file, whose quorum has voters on other machines that run the same roles.
has_broker_elsewhere if {
	not is_object(object.get(input, "project", null))
	{"broker", "controller"} == {role | some role in input.roles}
	count(voters_elsewhere) > 1
}

# A node of a project whose cluster has brokers in other projects, and none in its own, which the listener speaks of.
has_broker_elsewhere if {
	is_object(input.cluster)
	project.is_named(input.project, object.get(input, "service", ""))
	count(peers) > 0
	every peer in peers {
		not input.project.services[object.get(peer, "service", "")]
	}
}

# Other brokers that are known to be of the same cluster, among the first fifty: with those of a large project one would be
# compared with all the others.
peers := [node |
	some node in array.slice(input.cluster.brokers, 0, 50)
	node.name != input.name
	object.get(node, "ensemble", null) in own_ensembles
]

# Those of the node itself; its name stands for several where clusters of one name are read as one.
own_ensembles := {ensemble |
	some [list, i] in input.cluster.nodes_by_name[input.name]
	ensemble := object.get(input.cluster[list][i], "ensemble", null)
	ensemble != null
}

voters_elsewhere := {host |
	some voter in split(cluster.text(input, "controller.quorum.voters"), ",")
	parts := split(trim_space(voter), "@")
	count(parts) == 2
	host := split(parts[1], ":")[0]
	cluster.is_elsewhere(host)
}
