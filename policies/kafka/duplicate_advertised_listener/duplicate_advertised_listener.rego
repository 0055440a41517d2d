# METADATA
# title: Two brokers advertise the same address
# description: |
#   Clients and brokers reach a broker at its advertised address. If two brokers advertise the same one, half of the
#   requests reach a broker that does not lead the partition and fail with NOT_LEADER_OR_FOLLOWER.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_advertised.listeners
#     description: Kafka, advertised.listeners
# custom:
#   input: [cluster]
#   severity: error
#   concern: reach
#   fix: none
#   help: advertise a different host or port for each broker
package hy_msg_lint.kafka.duplicate_advertised_listener

import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some nodes in cluster.groups(input)
	count(nodes) > 1
	advertised := [entry |
		some member in nodes
		some k, listener in object.get(member.node, "listeners", [])
		# What is known to lead to another broker is told where it is advertised.
		object.get(listener, "told", "") != "another_broker"
		address := address_of(listener)
		entry := {"member": member, "listener": listener, "address": address, "at": array.concat(member.at, ["listeners", k])}
	]
	some pair in group.repeated([[entry.address, i] | some i, entry in advertised])
	first := advertised[pair.first]
	again := advertised[pair.again]
	first.member.at != again.member.at
	violation := {
		"msg": sprintf(
			"listener `%s` of %s advertises `%s`, which %s also advertises",
			[again.listener.name, resource.title(again.member.node), again.address, resource.title(first.member.node)],
		),
		"at": array.concat(again.at, ["advertised_host"]),
		"related": [{
			"at": array.concat(first.at, ["advertised_host"]),
			"msg": sprintf("listener `%s` of %s advertises it here", [first.listener.name, resource.title(first.member.node)]),
		}],
	}
}

# What a start script puts in, as for `$HOSTNAME` or `_{HOSTNAME_COMMAND}`, may differ between nodes.
address_of(listener) := address if {
	host := object.get(listener, "advertised_host", "")
	is_string(host)
	host != ""
	not contains(host, "$")
	not contains(host, "_{")
	port := object.get(listener, "advertised_port", null)
	is_number(port)
	address := sprintf("%s:%v", [lower(host), port])
}
