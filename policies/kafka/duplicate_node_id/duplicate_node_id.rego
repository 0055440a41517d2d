# METADATA
# title: Two nodes with the same id
# description: |
#   A cluster identifies each node by its id. Kafka rejects a second broker with the same id, or lets it replace the
#   first. Two controllers with the same id count as one vote, and the quorum can lose committed data.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_node.id
#     description: Kafka, node.id
# custom:
#   input: [cluster]
#   severity: error
#   concern: start
#   fix: none
#   help: give each broker and each controller its own id
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
		"msg": sprintf("%s has node id %v, which %s has, too", [resource.title(again.node), own_id(again.node), resource.title(first.node)]),
		"at": array.concat(again.at, ["node_id"]),
		"related": [{
			"at": array.concat(first.at, ["node_id"]),
			"msg": sprintf("%s has the same id here", [resource.title(first.node)]),
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
