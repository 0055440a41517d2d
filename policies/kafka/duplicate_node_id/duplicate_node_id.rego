# METADATA
# title: Two nodes with one id
# description: |
#   The id is how a cluster knows a node. The second broker with an id is refused when it registers, or takes the place of the
#   first; two controllers with one id vote as one, and the quorum can lose what it has agreed on.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_node.id
#     description: Kafka, node.id
# custom:
#   input: [cluster]
#   severity: error
#   concern: start
#   fix: none
#   help: give every broker and controller of the cluster an id of its own
package hy_msg_lint.kafka.duplicate_node_id

import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some nodes in cluster.groups(input)
	count(nodes) > 1
	keyed := [[id, i] | some i, member in nodes; id := own_id(member.node)]
	some pair in group.repeated(keyed)
	first := nodes[pair.first]
	again := nodes[pair.again]
	violation := {
		"msg": sprintf("%s has node id %v, which is that of %s", [resource.title(again.node), own_id(again.node), resource.title(first.node)]),
		"at": array.concat(again.at, ["node_id"]),
		"related": [{
			"at": array.concat(first.at, ["node_id"]),
			"msg": sprintf("%s has it, too", [resource.title(first.node)]),
		}],
	}
}

# Replicas of a service share its environment.
deny contains violation if {
	some list in ["brokers", "controllers"]
	some i, node in object.get(input, list, [])
	copies := object.get(node, "count", 1)
	is_number(copies)
	copies > 1
	object.get(node, "service", null) != null
	id := own_id(node)
	violation := {
		"msg": sprintf("service `%s` runs %v nodes, and all of them have node id %v", [node.service, copies, id]),
		"at": [list, i, "node_id"],
		"help": "declare a service for each node",
	}
}

# Kafka gives an id by itself in place of a negative one.
own_id(node) := id if {
	id := kafka.integer(object.get(node, "node_id", null))
	id >= 0
}
