# METADATA
# title: Nodes of one cluster with different cluster ids
# description: |
#   Every node writes the cluster's id into its storage when it is formatted, and refuses to talk to nodes with another. A node
#   with an id of its own never joins.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#kraft_storage
#     description: Kafka, storage tool and cluster id
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: give all nodes of the cluster the same id
package hy_msg_lint.kafka.inconsistent_cluster_id

import data.hy_msg_lint.lib.resource

nodes := array.concat(
	[{"node": node, "at": ["brokers", index]} | some index, node in input.brokers],
	[{"node": node, "at": ["controllers", index]} | some index, node in input.controllers],
)

known := [entry |
	some entry in nodes
	id := object.get(entry.node, "cluster_id", null)
	is_string(id)
	not contains(id, "$")
	is_number(object.get(entry.node, "group", null))
]

deny contains violation if {
	some entry in known
	first := first_of(entry.node.group)
	entry.node.cluster_id != first.node.cluster_id
	violation := {
		"msg": sprintf("%s has the cluster id `%s`, and %s has `%s`", [
			resource.title(entry.node), entry.node.cluster_id, resource.title(first.node), first.node.cluster_id,
		]),
		"at": array.concat(entry.at, ["cluster_id"]),
		"related": [{"at": array.concat(first.at, ["cluster_id"]), "msg": "the other id"}],
	}
}

first_of(number) := [entry |
	some entry in known
	entry.node.group == number
][0]
