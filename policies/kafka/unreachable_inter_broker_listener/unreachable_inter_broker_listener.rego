# METADATA
# title: Inter-broker listener that no other broker reaches
# description: |
#   Brokers replicate through the address that each advertises for its inter-broker listener. One that advertises localhost is
#   looked for in the other broker's own container: its partitions have one replica in sync, whatever their factor.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_inter.broker.listener.name
#     description: Kafka, inter.broker.listener.name
# custom:
#   input: [broker]
#   severity: error
#   fix: none
#   help: advertise the service's name there, at the listener's port, and put localhost on a listener of its own for the host
package hy_msg_lint.kafka.unreachable_inter_broker_listener

import data.hy_msg_lint.lib.address
import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some i, listener in inter_broker
	fault := misled(listener)
	is_string(fault)
	has_peer
	violation := {
		"msg": sprintf("%s tells the other brokers to find it at `%s`, %s", [resource.title(input), listener.advertised_host, fault]),
		"at": ["listeners", i, "advertised_host"],
	}
}

deny contains violation if {
	some i, listener in inter_broker
	is_own_name(listener.advertised_host)
	port := object.get(listener, "advertised_port", null)
	is_number(port)
	every other in input.listeners {
		is_number(object.get(other, "port", null))
		other.port != port
	}
	has_peer
	violation := {
		"msg": sprintf("%s tells the other brokers to find it at port %v, where it does not listen", [resource.title(input), port]),
		"at": ["listeners", i, "advertised_port"],
		"related": [{"at": ["listeners", i, "port"], "msg": sprintf("listener `%s` listens here", [listener.name])}],
	}
}

deny contains violation if {
	some i, listener in inter_broker
	is_own_name(listener.advertised_host)
	own := networks_of(input.service)
	count(own) > 0
	apart := [peer |
		some peer in nearby
		not joins_the_same(object.get(peer, "service", ""))
		theirs := networks_of(object.get(peer, "service", ""))
		count(theirs) > 0
		count(own & theirs) == 0
		is_peer(peer)
	]
	count(apart) > 0
	violation := {
		"msg": sprintf("%s shares no network with %s, and tells it to find it at `%s`", [resource.title(input), resource.title(apart[0]), listener.advertised_host]),
		"at": ["listeners", i, "advertised_host"],
		"help": "let all brokers of the cluster join one network",
	}
}

# A node of a properties file, whose quorum has voters on other machines that run the same roles.
deny contains violation if {
	not is_object(object.get(input, "project", null))
	{"broker", "controller"} == {role | some role in input.roles}
	count(voters_elsewhere) > 1
	some i, listener in object.get(input, "listeners", [])
	listener.inter_broker
	project.is_own_container(object.get(listener, "advertised_host", ""))
	violation := {
		"msg": sprintf("%s tells the other brokers to find it at `%s`, which is the machine of whoever looks", [resource.title(input), listener.advertised_host]),
		"at": ["listeners", i, "advertised_host"],
	}
}

voters_elsewhere := {host |
	some voter in split(cluster.text(input, "controller.quorum.voters"), ",")
	parts := split(trim_space(voter), "@")
	count(parts) == 2
	host := split(parts[1], ":")[0]
	cluster.is_elsewhere(host)
}

# The listeners of a container with a network of its own that the other brokers are told of.
inter_broker := {i: listener |
	some i, listener in object.get(input, "listeners", [])
	listener.inter_broker
	not contains(object.get(listener, "advertised_host", "$"), "$")
	project.is_named(input.project, object.get(input, "service", ""))
}

misled(listener) := "which is the container of whoever looks" if project.is_own_container(listener.advertised_host)

misled(listener) := sprintf("which is service `%s`", [sort(names)[0]]) if {
	names := project.others(input.project, input.service, listener.advertised_host)
	count(names) > 0
}

misled(listener) := sprintf("which no service is called; is %s meant?", [resource.quoted(sort(names))]) if {
	names := project.slips(input.project, input.service, listener.advertised_host)
	count(names) > 0
}

# An address may be the host's, whose published ports lead to other ports of the container.
is_own_name(host) if {
	not address.is_address(host)
	project.is_itself(input.project, input.service, host)
	not project.is_own_container(host)
}

# Other brokers that are known to be of the same cluster, among the first fifty: with those of a large project one would be
# compared with all the others.
nearby := array.slice(input.cluster.brokers, 0, 50) if is_object(input.cluster)

# To be asked last, of something that is defined: the virtual machine goes on behind a call without a result.
has_peer if {
	some node in nearby
	is_peer(node)
}

is_peer(node) if {
	node.name != input.name
	object.get(node, "ensemble", null) in own_ensembles
}

# Those of the node itself; its name stands for several where clusters of one name are read as one.
own_ensembles := {ensemble |
	some [list, i] in input.cluster.nodes_by_name[input.name]
	ensemble := object.get(input.cluster[list][i], "ensemble", null)
	ensemble != null
}

# As a rule all brokers do, and nothing else is to be asked.
joins_the_same(service) if input.project.services[service].networks == input.project.services[input.service].networks

# The networks that a broker joins, where all of its service is known.
networks_of(service) := {key | some key in input.project.services[service].networks} if {
	project.is_named(input.project, service)
	input.project.services[service].partial == false
} else := set()
