# METADATA
# title: Node id given twice
# description: |
#   A node's id is its identity in the cluster. Of two nodes with one id, the second is refused or takes the first one's place,
#   and its partitions with it.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_node.id
#     description: Kafka, node.id
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: give each node an id of its own
package hy_msg_lint.kafka.duplicate_node_id

import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some pair in group.repeated(ids)
	first := node_at(pair.first)
	again := node_at(pair.again)
	violation := {
		"msg": sprintf("%s and %s have the same id, %v", [resource.title(first), resource.title(again), again.node_id]),
		"at": array.concat(pair.again, ["node_id"]),
		"related": [{"at": array.concat(pair.first, ["node_id"]), "msg": "the other node"}],
	}
}

# Nodes of one group, by id; several containers of one service have what their image makes of it.
ids := [[sprintf("%v %v", [node.group, node.node_id]), [list, index]] |
	some list in ["brokers", "controllers"]
	some index, node in input[list]
	is_number(object.get(node, "group", null))
	is_number(object.get(node, "node_id", null))
]

node_at(path) := input[path[0]][path[1]]
