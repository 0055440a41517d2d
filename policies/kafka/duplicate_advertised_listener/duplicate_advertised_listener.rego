# METADATA
# title: Address advertised by two brokers
# description: |
#   Clients connect to the address that a broker advertises. Where two brokers advertise the same, clients that look for one reach
#   the other, which tells them to look again: producers and consumers go round in circles.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners
#     description: Kafka, advertised.listeners
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: give each broker a host or a port of its own
package hy_msg_lint.kafka.duplicate_advertised_listener

import data.hy_msg_lint.lib.group

deny contains violation if {
	count(input.brokers) > 1
	some pair in group.repeated(addresses)
	again := input.brokers[pair.again[0]]
	first := input.brokers[pair.first[0]]
	again.name != first.name
	listener := again.listeners[pair.again[1]]
	violation := {
		"msg": sprintf("brokers `%s` and `%s` both advertise `%s:%v`", [first.name, again.name, listener.advertised_host, listener.advertised_port]),
		"at": ["brokers", pair.again[0], "listeners", pair.again[1], "advertised_port"],
		"related": [{"at": ["brokers", pair.first[0], "listeners", pair.first[1], "advertised_port"], "msg": "the other broker"}],
	}
}

# What is advertised, by group of nodes.
addresses := [[sprintf("%v %s:%v", [node.group, host, port]), [index, number]] |
	some index, node in input.brokers
	is_number(object.get(node, "group", null))
	some number, listener in object.get(node, "listeners", [])
	host := object.get(listener, "advertised_host", "")
	port := object.get(listener, "advertised_port", "")
	is_number(port)
	host != ""
	not contains(host, "$")
]
