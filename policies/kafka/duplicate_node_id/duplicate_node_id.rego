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
	# Once for all pairs: a cluster may have thousands.
	used := {id | some [id, _] in keyed}
	some pair in group.repeated(keyed)
	[wrong, right] := told(nodes[pair.again], nodes[pair.first])
	violation := {
		"msg": sprintf("%s has node id %v, which %s has, too", [resource.title(wrong.node), own_id(wrong.node), resource.title(right.node)]),
		"at": array.concat(wrong.at, ["node_id"]),
		"related": [{
			"at": array.concat(right.at, ["node_id"]),
			"msg": sprintf("%s has the same id here", [resource.title(right.node)]),
		}],
		"help": help(wrong.node, used),
		"explains": {"rules": ["broken-quorum"], "at": [wrong.at]},
	}
}

# The later of the two has the wrong id, unless the voters give that id to it.
told(again, first) := [first, again] if {
	hosts := hosts_of(again.node, own_id(again.node))
	again.node.service in hosts
	not first.node.service in hosts
} else := [again, first]

hosts_of(node, id) := {voter.host |
	some voter in object.get(node, "voters", [])
	voter.id == id
}

# A controller has the id that the voters give it; any other node has one that nobody has.
help(node, used) := sprintf("set `%s` of `%s` to %v", [id_setting(node), node.name, free_by_voters(node, used)]) if {
	"controller" in node.roles
	free_by_voters(node, used) >= 0
} else := sprintf("set `%s` of `%s` to an id that no other node has, such as %v", [id_setting(node), node.name, max(taken(node, used)) + 1]) if {
	not "controller" in node.roles
} else := "give each broker and each controller its own id"

# The free id that the voters give to the host of the node, else the only one that they give to nobody else.
free_by_voters(node, used) := id if {
	meant := {voter.id | some voter in free_voters(node, used); voter.host == object.get(node, "service", node.name)}
	count(meant) == 1
	id := min(meant)
} else := id if {
	free := {voter.id | some voter in free_voters(node, used)}
	count(free) == 1
	id := min(free)
}

free_voters(node, used) := [voter |
	some voter in object.get(node, "voters", [])
	is_number(voter.id)
	not voter.id in used
]

taken(node, used) := used | {voter.id | some voter in object.get(node, "voters", []); is_number(voter.id)}

id_setting(node) := resource.setting(node, "broker.id") if {
	object.get(object.get(node, "properties", {}), "node.id", null) == null
	object.get(object.get(node, "properties", {}), "broker.id", null) != null
} else := resource.setting(node, "node.id")

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
