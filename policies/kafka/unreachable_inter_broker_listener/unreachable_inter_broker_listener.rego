# METADATA
# title: Inter-broker listener that no other broker reaches
# description: |
#   Brokers replicate through the address that each advertises for its inter-broker listener. One that advertises localhost is
#   looked for in the other broker's own container: its partitions have one replica in sync, whatever their factor.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_inter.broker.listener.name
#     description: Kafka, inter.broker.listener.name
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: advertise the service's name there, and put localhost on a listener of its own for the host
package hy_msg_lint.kafka.unreachable_inter_broker_listener

deny contains violation if {
	count(input.brokers) > 1
	input.form == "compose"
	some index, node in input.brokers
	has_peers(node)
	some number, listener in object.get(node, "listeners", [])
	listener.inter_broker
	host := object.get(listener, "advertised_host", "")
	is_loopback(host)
	violation := {
		"msg": sprintf("broker `%s` tells the other brokers to find it at `%s`, which is their own container", [node.name, host]),
		"at": ["brokers", index, "listeners", number, "advertised_host"],
	}
}

has_peers(node) if {
	some other in input.brokers
	other.name != node.name
	other.group == node.group
}

is_loopback(host) if host == "localhost"

is_loopback(host) if startswith(host, "127.")
