# METADATA
# title: Quorum that does not fit its controllers
# description: |
#   controller.quorum.voters is the address book of a KRaft cluster: every node has to have the same one, and every entry has to
#   be a controller that is there, under its id and at its port. Otherwise controllers do not find each other, or elect two leaders.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#kraft_voter
#     description: Kafka, controllers
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_controller.quorum.voters
#     description: Kafka, controller.quorum.voters
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: list every controller as id@host:port, the same on every node; three or five of them
package hy_msg_lint.kafka.broken_quorum

import data.hy_msg_lint.lib.resource

# All nodes, each with where it stands.
nodes := array.concat(
	[{"node": node, "at": ["brokers", index]} | some index, node in input.brokers],
	[{"node": node, "at": ["controllers", index]} | some index, node in input.controllers],
)

voting := [entry |
	some entry in nodes
	count(object.get(entry.node, "voters", [])) > 0
]

deny contains violation if {
	some entry in nodes
	object.get(entry.node, "voters_malformed", false)
	violation := {
		"msg": sprintf("`controller.quorum.voters` of %s has a part that is not `id@host:port`", [resource.title(entry.node)]),
		"at": array.concat(entry.at, ["properties", "controller.quorum.voters"]),
	}
}

# Compared with the first node that names voters.
deny contains violation if {
	first := voting[0]
	some entry in voting
	entry.at != first.at
	object.get(entry.node, "group", -1) == object.get(first.node, "group", -2)
	shape(entry.node) != shape(first.node)
	violation := {
		"msg": sprintf("%s names other controllers than %s", [resource.title(entry.node), resource.title(first.node)]),
		"at": array.concat(entry.at, ["properties", "controller.quorum.voters"]),
		"related": [{"at": array.concat(first.at, ["properties", "controller.quorum.voters"]), "msg": "the other node"}],
	}
}

shape(node) := {sprintf("%v@%v:%v", [voter.id, voter.host, voter.port]) | some voter in node.voters}

# A voter whose host is a node of this cluster is that node.
deny contains violation if {
	first := voting[0]
	some number, voter in first.node.voters
	some entry in nodes
	voter.host == object.get(entry.node, "service", "")
	reason := misfit(entry.node, voter)
	violation := {
		"msg": sprintf("`controller.quorum.voters` has `%v@%s:%v`, and %s %s", [voter.id, voter.host, voter.port, resource.title(entry.node), reason]),
		"at": array.concat(first.at, ["voters", number]),
		"related": [{"at": entry.at, "msg": "the node"}],
	}
}

misfit(node, _) := "is no controller" if not "controller" in node.roles

misfit(node, voter) := sprintf("has the id %v", [node.node_id]) if {
	"controller" in node.roles
	is_number(node.node_id)
	is_number(voter.id)
	node.node_id != voter.id
}

misfit(node, voter) := sprintf("listens to controllers at %s", [concat(", ", sort({sprintf("%v", [port]) | some port in ports}))]) if {
	"controller" in node.roles
	same_id(node, voter)
	ports := {listener.port | some listener in node.listeners; listener.controller; is_number(listener.port)}
	count(ports) > 0
	not voter.port in ports
}

same_id(node, voter) if node.node_id == voter.id

same_id(node, _) if not is_number(node.node_id)

# A host of a project that is no service of it.
deny contains violation if {
	input.complete
	input.form == "compose"
	first := voting[0]
	some number, voter in first.node.voters
	not voter.host in hosts
	not contains(sprintf("%v", [voter.host]), ".")
	violation := {
		"msg": sprintf("`controller.quorum.voters` names `%s`, and no node of this cluster is called that", [voter.host]),
		"at": array.concat(first.at, ["voters", number, "host"]),
	}
}

# What a node calls itself, and what it is called by clients.
hosts := {name |
	some entry in nodes
	some name in array.concat(
		[object.get(entry.node, "service", ""), entry.node.name, "localhost"],
		[listener.advertised_host | some listener in entry.node.listeners; listener.advertised_host],
	)
}

deny contains violation if {
	first := voting[0]
	size := count(first.node.voters)
	not object.get(first.node, "voters_malformed", false)
	[what, severity] := sized(size)
	violation := {
		"msg": sprintf("cluster `%s` has %s", [input.name, what]),
		"at": array.concat(first.at, ["properties", "controller.quorum.voters"]),
		"severity": severity,
	}
}

sized(1) := ["one controller: when it stops, nothing can be changed or elected", "warning"]

sized(size) := [sprintf("%v controllers: an even number tolerates no more failures than one less", [size]), "error"] if {
	size > 1
	size % 2 == 0
}
