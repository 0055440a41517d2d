# METADATA
# title: Quorum that does not fit its controllers
# description: |
#   controller.quorum.voters is the address book of a KRaft cluster: every node has to have the same one, and every entry has to
#   be a controller that is there, under its id and at its port. Otherwise nodes do not start, or controllers do not find each other.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#kraft_voter
#     description: Kafka, controllers
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_controller.quorum.voters
#     description: Kafka, controller.quorum.voters
# custom:
#   input: [broker, cluster]
#   severity: error
#   concern: start
#   fix: none
#   help: list every controller as id@host:port, the same on every node; three or five of them
package hy_msg_lint.kafka.broken_quorum

import data.hy_msg_lint.lib.address
import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.spelling

key := "controller.quorum.voters"

deny contains violation if {
	is_quorum_node
	input.voters_malformed
	violation := {
		"msg": sprintf("`%s` of %s has a part that is not `id@host:port`", [key, resource.title(input)]),
		"at": ["properties", key],
	}
}

# Kafka refuses to start a controller that is no voter, and a broker that is one.
deny contains violation if {
	is_quorum_node
	is_listed
	has_roles
	is_number(input.node_id)
	fault := misplaced
	violation := {
		"msg": sprintf("%s has node id %v, and `%s` %s", [resource.title(input), input.node_id, key, fault]),
		"at": ["node_id"],
		"related": [{"at": ["properties", key], "msg": sprintf("the voters are %s", [resource.listed(written)])}],
	}
}

# The rest is about the node's own entry: each node has one, so all of them are looked at, and each by its own node.
deny contains violation if {
	is_quorum_node
	some i, voter in own_entry
	is_string(voter.host)
	project.is_named(input.project, input.service)
	names := project.others(input.project, input.service, voter.host)
	count(names) > 0
	violation := {
		"msg": sprintf("`%s` has %s at `%s`, which is service `%s`", [key, resource.title(input), voter.host, sort(names)[0]]),
		"at": ["voters", i, "host"],
	}
}

# The node is here, so its name is that of its service.
deny contains violation if {
	is_quorum_node
	some i, voter in own_entry
	is_string(voter.host)
	project.is_named(input.project, input.service)
	not is_own_container(voter.host)
	project.is_nobody(input.project, input.service, voter.host)
	violation := {
		"msg": sprintf("`%s` has %s at `%s`, and no service of the project is called that%s", [
			key, resource.title(input), voter.host, project.hint(input.project, voter.host),
		]),
		"at": ["voters", i, "host"],
		"help": sprintf("write `%v@%s:%v`", [voter.id, input.service, voter.port]),
	}
}

# Every other node that reads this entry looks for the voter in its own container.
deny contains violation if {
	is_quorum_node
	some i, voter in own_entry
	is_own_container(voter.host)
	# Kafka does not start with that.
	voter.host != "0.0.0.0"
	project.is_named(input.project, input.service)
	count(ids_of_quorum - {input.node_id}) > 0
	violation := {
		"msg": sprintf("`%s` has %s at `%s`, where every other node finds itself", [key, resource.title(input), voter.host]),
		"at": ["voters", i, "host"],
		"help": sprintf("write `%v@%s:%v`", [voter.id, input.service, voter.port]),
	}
}

# A quorum may stand on several machines. This one has two of its voters here, or one and a name that is nearly another's.
deny contains violation if {
	is_quorum_node
	project.is_named(input.project, input.service)
	some i, voter in object.get(input, "voters", [])
	not has_name(voter)
	project.is_nobody(input.project, input.service, voter.host)
	not voter.id in ids_of_quorum
	near := near_services(voter.host)
	count(near) + count(at_home) > 1
	is_first
	violation := {
		"msg": sprintf("`%s` has voter %v at `%s`, and no service of the project is called that%s", [key, voter.id, voter.host, hint(near)]),
		"at": ["voters", i, "host"],
	}
}

deny contains violation if {
	is_quorum_node
	some i, voter in own_entry
	is_number(voter.port)
	ports := {listener.port |
		some listener in object.get(input, "listeners", [])
		listener.controller
	}
	count(ports) > 0
	every port in ports {
		is_number(port)
	}
	not voter.port in ports
	violation := {
		"msg": sprintf("`%s` has %s at port %v, and it listens to controllers on %s", [key, resource.title(input), voter.port, resource.listed([sprintf("%v", [port]) | some port in sort(ports)])]),
		"at": ["voters", i, "port"],
	}
}

# From inside a container, its own loopback is no other node.
deny contains violation if {
	is_quorum_node
	is_number(object.get(input, "node_id", null))
	project.is_named(input.project, input.service)
	some i, voter in object.get(input, "voters", [])
	is_number(voter.id)
	voter.id != input.node_id
	is_own_container(voter.host)
	not voter.id in ids_of_quorum
	# Kafka does not start with that.
	voter.host != "0.0.0.0"
	violation := {
		"msg": sprintf("`%s` of %s has voter %v at `%s`, which is the container of %s itself", [key, resource.title(input), voter.id, voter.host, resource.title(input)]),
		"at": ["voters", i, "host"],
	}
}

deny contains violation if {
	input.kind == "cluster"
	some members in quorums
	count(members) > 1
	views := [member.node.quorum | some member in members]
	count({one | some one in views}) > 1
	usual := group.usual(views)
	peer := [other | some other in members; other.node.quorum == usual][0]
	some member in members
	member.node.quorum != usual
	violation := {
		"msg": sprintf("%s names other voters than %s", [resource.title(member.node), resource.title(peer.node)]),
		"at": array.concat(member.at, ["properties", key]),
		"related": [{"at": array.concat(peer.at, ["properties", key]), "msg": sprintf("the voters of %s", [resource.title(peer.node)])}],
	}
}

deny contains violation if {
	input.kind == "cluster"
	some members in quorums
	voters := members[0].node.voters
	count(voters) > 1
	sized := size(count({voter.id | some voter in voters}))
	violation := {
		"msg": sprintf("the quorum of cluster `%s` has %s", [input.name, sized.said]),
		"at": array.concat(members[0].at, ["properties", key]),
		"severity": sized.severity,
	}
}

# One controller for several brokers. Of one node that is both, `too-few-brokers` speaks.
deny contains violation if {
	input.kind == "cluster"
	some members in quorums
	count(members[0].node.voters) == 1
	count([1 | some member in members; "broker" in member.node.roles]) > 1
	violation := {
		"msg": sprintf("the quorum of cluster `%s` has one voter: when it stops, nothing can be changed or elected", [input.name]),
		"at": array.concat(members[0].at, ["properties", key]),
		"severity": "warning",
	}
}

unknown contains violation if {
	is_quorum_node
	count(input.unresolved) > 0
	resource.is_open(["properties", key])
	violation := {
		"msg": sprintf("`%s` of %s %s", [key, resource.title(input), resource.missing(["properties", key])]),
		"at": ["properties", key],
	}
}

# A broker on ZooKeeper reads no voters.
is_quorum_node if {
	input.kind == "broker"
	not kafka.is_on_zookeeper(input)
}

# All voters are known.
is_listed if {
	count(object.get(input, "voters", [])) > 0
	not object.get(input, "voters_malformed", false)
	not resource.is_open(["properties", key])
	every voter in input.voters {
		is_number(voter.id)
	}
}

# The same of a node of a cluster.
is_listed_in_cluster(member) if {
	is_string(object.get(member.node, "quorum", null))
	not kafka.is_on_zookeeper(member.node)
	not resource.is_open(array.concat(member.at, ["properties", key]))
}

has_roles if {
	not is_role_refused
	setting := kafka.effective(input, "process.roles")
	setting.from in {"properties", "image"}
	not resource.is_open(setting.at)
}

# A role with a misspelt name is told as such.
is_role_refused if {
	some refusal in object.get(input, "refusals", [])
	endswith(lower(replace(refusal.setting, "_", ".")), "process.roles")
	refusal.check != "role-twice"
}

misplaced := "does not name it" if {
	"controller" in input.roles
	not input.node_id in {voter.id | some voter in input.voters}
}

misplaced := "names it, though it is no controller" if {
	not "controller" in input.roles
	input.node_id in {voter.id | some voter in input.voters}
}

written := [sprintf("`%v@%v`", [voter.id, voter.host]) | some voter in input.voters]

own_entry := {i: voter |
	some i, voter in object.get(input, "voters", [])
	is_number(voter.id)
	voter.id == object.get(input, "node_id", null)
	"controller" in input.roles
}

is_own_container(host) if project.is_own_container(host)

is_own_container(host) if address.is_unspecified(host)

# The ids of the nodes of the cluster that name the same voters.
ids_of_quorum := {node.node_id |
	list := input.properties[key]
	some node in array.concat(input.cluster.brokers, input.cluster.controllers)
	node.properties[key] == list
	is_number(object.get(node, "node_id", null))
}

has_name(voter) if not is_string(voter.host)

has_name(voter) if project.is_own_container(voter.host)

# Most hosts are the name of their service, which is asked first.
has_name(voter) if input.project.services[voter.host]

hint(near) := "" if count(near) == 0

hint(near) := sprintf("; is %s meant?", [resource.quoted(sort(near))]) if count(near) > 0

# Services that a host may be meant for, and that are no voters themselves.
near_services(host) := {found.name | some found in spelling.near_one_of(host, input.project.services, service_names)} - hosts

service_names := object.keys(input.project.services)

hosts := {voter.host | some voter in input.voters}

# Voters that are services of the project.
at_home := [voter |
	some voter in input.voters
	project.is_known(input.project, voter.host)
]

# One node tells it of the list that all of them have.
is_first if {
	list := input.properties[key]
	alike := [node.name |
		some node in array.concat(input.cluster.brokers, input.cluster.controllers)
		node.properties[key] == list
	]
	alike[0] == input.name
}

# Nodes that name voters, by cluster; one that names nobody but itself is alone.
quorums := array.concat(
	[listed | some members in cluster.groups(input); listed := [one | some one in members; is_listed_in_cluster(one)]; count(listed) > 0],
	[[member] |
		some list in ["brokers", "controllers"]
		some i, node in object.get(input, list, [])
		not cluster.is_joined(node)
		member := {"node": node, "at": [list, i]}
		is_listed_in_cluster(member)
	],
)

size(number) := {"said": sprintf("%v voters, and no more of them may fail than of %v", [number, number - 1]), "severity": "error"} if {
	number > 1
	number % 2 == 0
}
