# METADATA
# title: Nodes with different cluster ids
# description: |
#   A node writes the cluster id into its directories when they are formatted. Controllers reject a node with another id
#   (InconsistentClusterIdException). A formatted directory does not take a new id: it must be emptied.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#kraft_storage
#     description: Kafka, provisioning nodes
# custom:
#   input: [cluster]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: set the cluster id of the formatted nodes on all nodes
package hy_msg_lint.kafka.inconsistent_cluster_id

import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some nodes in cluster.groups(input)
	named := [member | some member in nodes; is_named(member)]
	count({member.node.cluster_id | some member in named}) > 1
	usual := group.usual([member.node.cluster_id | some member in named])
	peers := [member | some member in named; member.node.cluster_id == usual]
	some member in named
	member.node.cluster_id != usual
	violation := {
		"msg": sprintf(
			"%s has cluster id `%s`, but %s of the same cluster has `%s`",
			[resource.title(member.node), member.node.cluster_id, resource.title(peers[0].node), usual],
		),
		"at": array.concat(member.at, ["cluster_id"]),
		"related": [{
			"at": array.concat(peers[0].at, ["cluster_id"]),
			"msg": sprintf("%s has `%s`", [resource.title(peers[0].node), usual]),
		}],
		"fix": {"title": sprintf("set the cluster id to `%s`, as on the other nodes", [usual]), "set": array.concat(member.at, ["cluster_id"]), "to": usual},
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	some nodes in cluster.groups(input)
	count(nodes) > 1
	count({id | some member in nodes; id := object.get(member.node, "cluster_id", null); id != null}) > 1
	some member in nodes
	path := array.concat(member.at, ["cluster_id"])
	resource.is_open(path)
	violation := {
		"msg": sprintf("the cluster id of %s %s", [resource.title(member.node), resource.missing(path)]),
		"at": path,
	}
}

# With ZooKeeper the id comes from there, whatever is set.
is_named(member) if {
	is_string(object.get(member.node, "cluster_id", null))
	object.get(member.node.properties, "zookeeper.connect", null) == null
	not resource.is_open(array.concat(member.at, ["cluster_id"]))
}
