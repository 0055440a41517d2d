# METADATA
# title: Advertised address that clients cannot reach
# description: |
#   A client uses its bootstrap address only once; then it connects to the address that the listener advertises.
#   `localhost` leads a client to its own container, and an unknown name or port leads nowhere: the first connection
#   works, and all later ones fail.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners
#     description: Kafka, advertised.listeners
#   - ref: https://docs.docker.com/compose/how-tos/networking/
#     description: Docker Compose, networking
# custom:
#   input: [listener]
#   severity: error
#   concern: reach
#   fix: none
#   help: advertise the broker's service name and the port that the listener binds
package hy_msg_lint.kafka.unreachable_advertised_listener

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.resource

# Clients in containers are sent to what they do not reach, by a listener that is meant for them.
deny contains violation if {
	is_cause
	not misleads_brokers
	first := input.clients[misled[0]]
	said := told_all(first)
	is_string(said)
	violation := object.union(followed_from_host(first), {
		"msg": sprintf("listener `%s` of `%s` sends %s to `%s:%v`, %s%s", [
			input.name, input.broker, listed_clients, input.advertised_host, input.advertised_port, said, connection.hint(input, first.told),
		]),
		"at": [connection.place(first.told)],
		"related": [{"at": ["clients", i, "host"], "msg": sprintf("%s connects here", [connection.client(input.clients[i])])} |
			some i in firsts
		],
		"help": help(first),
	})
}

# Whoever comes through a published port is sent to the same port of the host, which `unreachable-published-port` finds.
followed_from_host(edge) := {"explains": {"rules": ["unreachable-published-port"], "at": [["advertised_port"]]}} if {
	edge.told == "not_published"
}

followed_from_host(edge) := {} if edge.told != "not_published"

# One client uses a listener that is meant for others, and the broker has one for it.
deny contains violation if {
	count(misled) > 0
	not is_cause
	not misleads_brokers
	some i in firsts
	edge := input.clients[i]
	said := connection.told(edge)
	is_string(said)
	violation := {
		"msg": sprintf("%s connects to `%s`, where listener `%s` sends it to `%s:%v`, %s", [
			connection.client(edge), connection.address(edge), input.name, input.advertised_host, input.advertised_port, said,
		]),
		"at": ["clients", i, "port"],
		"related": [{"at": [connection.place(edge.told)], "msg": sprintf("listener `%s` advertises it here", [input.name])}],
		"help": sprintf("connect to `%s`, where listener `%s` answers with an address that `%s` reaches", [
			address(edge.better[0]), edge.better[0].name, edge.from,
		]),
		"explains": {"rules": ["client-protocol-mismatch"], "at": [["clients", i, key] | some key in ["host", "port"]; has_other_protocol(edge.better[0])]},
	}
}

has_other_protocol(better) if {
	some listener in input.project.services[input.service].listeners
	listener.name == better.name
	listener.protocol != input.protocol
}

# Nobody here is known to use it, and nobody could: the broker itself does not find what it advertises.
deny contains violation if {
	count(misled) == 0
	not misleads_brokers
	said := lost
	is_string(said)
	violation := {
		"msg": sprintf("listener `%s` of `%s` advertises `%s:%v`, %s%s", [
			input.name, input.broker, input.advertised_host, input.advertised_port, said, connection.hint(input, input.told),
		]),
		"at": [connection.place(input.told)],
		"help": help_to_be_found,
		"explains": connection.refusals(input),
	}
}

# The broker has no address for those who ask on this listener: Kafka answers with `LISTENER_NOT_FOUND`.
deny contains violation if {
	count(untold) > 0
	violation := {
		"msg": sprintf("listener `%s` of `%s` is not in `%s`, so Kafka has no address for %s to go on to", [
			input.name, input.broker, resource.setting_of_node(input, "advertised.listeners"), resource.quoted(sort({input.clients[i].from | some i in untold})),
		]),
		"at": ["name"],
		"related": [{"at": ["clients", i, "host"], "msg": sprintf("%s connects here", [connection.client(input.clients[i])])} | some i in untold],
		"help": help_of_untold(input.clients[untold[0]]),
	}
}

untold := [i |
	some i, edge in input.clients
	is_string(object.get(edge, "from", null))
	edge.told == "not_advertised"
]

help_of_untold(edge) := sprintf("add `%s://%s:%v` to the advertised listeners, or let the clients connect to `%s`", [input.name, input.service, input.port, address(edge.better[0])]) if {
	count(edge.better) > 0
}

help_of_untold(edge) := sprintf("add `%s://%s:%v` to the advertised listeners", [input.name, input.service, input.port]) if count(edge.better) == 0

lost := sprintf("but no service of the project is called `%s`", [input.advertised_host]) if {
	input.told == "nobody"
	count(input.published) == 0
	count(input.published_unknown) == 0
}

lost := sprintf("but `%s` listens on %s", [input.service, connection.ports(input.project, input.service)]) if {
	input.told == "closed"
	not is_inside
	is_number(input.advertised_port)
	not is_port_of_host(input.advertised_port)
}

lost := sprintf("but binds only `%s` inside its container", [input.host]) if {
	input.told == "closed"
	is_inside
	count(input.published) == 0
}

lost := "which leads to another broker" if input.told == "another_broker"

lost := "but no service of the project publishes that port on the host" if {
	input.told == "not_published"
	input.publishes_ports
	input.project.complete
	count(from_host) == 0
}

# Whoever comes through a published port, of whom `unreachable-published-port` speaks.
from_host := [i | some i, edge in input.clients; edge.where == "ports"]

# The listener binds the loopback interface of its container.
is_inside if input.bind == "container"

help_to_be_found := "leave the host of the listener empty in `listeners`, so that it binds every interface" if {
	is_inside
	input.told != "not_published"
}

help_to_be_found := sprintf("publish `%v:%v`", [input.advertised_port, input.port]) if input.told == "not_published"

help_to_be_found := sprintf("advertise `%s:%v`, or another address of this listener", [input.service, input.port]) if {
	not is_inside
	input.told != "not_published"
}

# A name of the broker may lead to the host too, where its port is published.
is_port_of_host(port) if {
	some one in input.published
	sprintf("%v", [object.get(one, "published", "")]) == sprintf("%v", [port])
}

# The edges of clients that do not reach what they are sent to, by their numbers.
misled := [i |
	some i, edge in input.clients
	is_string(object.get(edge, "from", null))
	connection.is_misled(edge)
]

names := {input.clients[i].from | some i in misled}

# One edge for each client.
firsts := [min(of_one) |
	some name in sort(names)
	of_one := [i | some i in misled; input.clients[i].from == name]
]

listed_clients := resource.quoted(sort(names))

# The listener is to change, unless a single client could use another one.
is_cause if count(names) > 1

is_cause if {
	count(names) == 1
	some i in misled
	count(input.clients[i].better) == 0
}

told_all(edge) := connection.told_them(edge) if count(names) > 1

told_all(edge) := connection.told(edge) if count(names) == 1

# What brokers are sent to as well is a matter of `unreachable-inter-broker-listener`, which names the clients, too.
misleads_brokers if {
	input.inter_broker
	count(connection.misled_peers(input)) > 0
}

address(listener) := sprintf("%s:%v", [listener.host, listener.port])

help(edge) := sprintf("let them connect to `%s`, where listener `%s` answers, or advertise `%s:%v` here", [
	address(edge.better[0]), edge.better[0].name, input.service, input.port,
]) if {
	count(edge.better) > 0
}

help(edge) := sprintf("advertise `%s:%v`, and give the host a listener of its own if it needs one", [input.service, input.port]) if {
	not input.of_image
	count(edge.better) == 0
	edge.told == "own_container"
}

help(edge) := sprintf("advertise `%s:%v`", [input.service, input.port]) if {
	count(edge.better) == 0
	not edge.told in {"own_container", "apart", "host_network", "no_names"}
}

# One variable is enough for the image to use nothing of its own configuration any more.
help(edge) := sprintf("set %s, and for a single broker %s to `1`: from the first variable on, the image no longer uses its own configuration", [
	resource.listed([sprintf("`%s` to `%s`", [name, value]) | some [name, value] in whole_configuration]),
	resource.quoted(factors),
]) if {
	input.of_image
	count(edge.better) == 0
	edge.told == "own_container"
}

whole_configuration := [
	["KAFKA_ADVERTISED_LISTENERS", sprintf("%s://%s:%v", [input.name, input.service, input.port])],
	["KAFKA_LISTENERS", sprintf("%s://:%v,CONTROLLER://:9093", [input.name, input.port])],
	["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", sprintf("%s:PLAINTEXT,CONTROLLER:PLAINTEXT", [input.name])],
	["KAFKA_NODE_ID", "1"],
	["KAFKA_PROCESS_ROLES", "broker,controller"],
	["KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"],
	["KAFKA_CONTROLLER_QUORUM_VOTERS", sprintf("1@%s:9093", [input.service])],
]

factors := [
	"KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR",
	"KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
	"KAFKA_TRANSACTION_STATE_LOG_MIN_ISR",
]

help(edge) := "give the host a listener of its own, advertised at `localhost` and a port that is published" if {
	count(edge.better) == 0
	edge.told == "host_network"
}

help(edge) := "let the clients join a network of the broker" if {
	count(edge.better) == 0
	edge.told in {"apart", "no_names"}
}
