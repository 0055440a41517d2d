# METADATA
# title: Quorum does not match the controllers
# description: |
#   Every node needs the same controller.quorum.voters, and each entry must name an existing controller with its id,
#   host and port. Otherwise nodes do not start, or controllers do not find each other.
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
#   help: list every controller as id@host:port, with the same list on every node
package hy_msg_lint.kafka.broken_quorum

import data.hy_msg_lint.lib.address
import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.spelling

key := "controller.quorum.voters"

setting := resource.setting(input, key)

deny contains violation if {
	is_quorum_node
	input.voters_malformed
	violation := {
		"msg": sprintf("`%s` of %s has a part that is not `id@host:port`", [setting, resource.title(input)]),
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
		"msg": sprintf("%s has node id %v, but `%s` %s", [resource.title(input), input.node_id, setting, fault]),
		"at": ["node_id"],
		"help": help_of_misplaced,
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
		"msg": sprintf("`%s` places %s at `%s`, which is service `%s`", [setting, resource.title(input), voter.host, sort(names)[0]]),
		"at": ["voters", i, "host"],
		"help": sprintf("write `%v@%s:%v`", [voter.id, input.service, voter.port]),
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
		"msg": sprintf("`%s` places %s at `%s`, but no service has that name%s", [
			setting, resource.title(input), voter.host, project.hint(input.project, voter.host),
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
		"msg": sprintf("`%s` places %s at %s, where every other node finds itself", [setting, resource.title(input), said(voter.host)]),
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
		"msg": sprintf("`%s` places voter %v at `%s`, but no service has that name%s", [setting, voter.id, voter.host, hint(near)]),
		"at": ["voters", i, "host"],
		"help": help_of_stranger(voter, near),
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
		"msg": sprintf("`%s` places %s at port %v, but its controller listener uses %s", [setting, resource.title(input), voter.port, resource.listed([sprintf("%v", [port]) | some port in sort(ports)])]),
		"at": ["voters", i, "port"],
		"help": sprintf("write `%v@%s:%v`", [voter.id, host_of(voter), sort(ports)[0]]),
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
		"msg": sprintf("`%s` of %s places voter %v at %s, which is the container of %s itself", [setting, resource.title(input), voter.id, said(voter.host), resource.title(input)]),
		"at": ["voters", i, "host"],
		"help": sprintf("name the service that runs voter %v in place of %s", [voter.id, said(voter.host)]),
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
		"msg": sprintf("%s lists other voters than %s", [resource.title(member.node), resource.title(peer.node)]),
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
		"help": "run three or five controllers, and list each as id@host:port",
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
		"msg": sprintf("the quorum of cluster `%s` has one voter: while it is down, the cluster can neither elect leaders nor change topics", [input.name]),
		"at": array.concat(members[0].at, ["properties", key]),
		"help": "run three or five controllers, and list each as id@host:port",
		"severity": "warning",
	}
}

unknown contains violation if {
	is_quorum_node
	count(input.unresolved) > 0
	resource.is_open(["properties", key])
	violation := {
		"msg": sprintf("`%s` of %s %s", [setting, resource.title(input), resource.missing(["properties", key])]),
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
	roles := kafka.effective(input, "process.roles")
	roles.from in {"properties", "image"}
	not resource.is_open(roles.at)
}

# A role with a misspelt name is told as such.
is_role_refused if {
	some refusal in object.get(input, "refusals", [])
	endswith(lower(replace(refusal.setting, "_", ".")), "process.roles")
	refusal.check != "role-twice"
}

misplaced := "does not list it" if {
	"controller" in input.roles
	not input.node_id in {voter.id | some voter in input.voters}
}

misplaced := "lists it although it is not a controller" if {
	not "controller" in input.roles
	input.node_id in {voter.id | some voter in input.voters}
}

# Where the node is to stand in the list: in the place of an entry that has its host under another id, if there is one.
help_of_misplaced := sprintf("write `%s` in place of `%v@%v:%v`", [own_voter, under_its_host[0].id, under_its_host[0].host, under_its_host[0].port]) if {
	"controller" in input.roles
	count(under_its_host) > 0
}

help_of_misplaced := sprintf("add `%s` on every node", [own_voter]) if {
	"controller" in input.roles
	count(under_its_host) == 0
}

help_of_misplaced := sprintf("give the node another id, or take `%s` away on every node", [concat(",", named_as_it_is)]) if {
	not "controller" in input.roles
}

own_voter := sprintf("%v@%s:%v", [input.node_id, own_host, own_port])

own_host := under_its_host[0].host if {
	count(under_its_host) > 0
	not is_own_container(under_its_host[0].host)
} else := object.get(input, "service", "host")

own_port := sort(controller_ports)[0] if {
	count(controller_ports) > 0
} else := under_its_host[0].port if {
	count(under_its_host) > 0
} else := object.get(input.voters[0], "port", "port")

controller_ports := {listener.port |
	some listener in object.get(input, "listeners", [])
	listener.controller
	is_number(listener.port)
}

under_its_host := [voter |
	some voter in object.get(input, "voters", [])
	project.is_named(input.project, object.get(input, "service", ""))
	project.is_itself(input.project, input.service, voter.host)
]

named_as_it_is := [sprintf("%v@%v:%v", [voter.id, voter.host, voter.port]) |
	some voter in object.get(input, "voters", [])
	voter.id == input.node_id
]

# A host that leads elsewhere is a finding of its own.
host_of(voter) := input.service if {
	is_own_container(voter.host)
	is_string(object.get(input, "service", null))
} else := voter.host

help_of_stranger(voter, near) := sprintf("write `%v@%s:%v`", [voter.id, sort(near)[0], voter.port]) if count(near) == 1

help_of_stranger(voter, near) := sprintf("name the service that runs voter %v in place of `%s`", [voter.id, voter.host]) if count(near) != 1

said("") := "an empty host"

said(host) := sprintf("`%s`", [host]) if host != ""

written := [sprintf("`%v@%v`", [voter.id, voter.host]) | some voter in input.voters]

own_entry := {i: voter |
	some i, voter in object.get(input, "voters", [])
	is_number(voter.id)
	voter.id == object.get(input, "node_id", null)
	"controller" in input.roles
}

is_own_container(host) if project.is_own_container(host)

is_own_container(host) if address.is_unspecified(host)

# Java resolves an empty host to the loopback interface (`InetAddress.getByName`).
is_own_container(host) if host == ""

# The ids of the nodes of the cluster that name the same voters.
ids_of_quorum := {node.node_id |
	list := input.properties[key]
	some node in array.concat(input.cluster.brokers, input.cluster.controllers)
	node.properties[key] == list
	is_number(object.get(node, "node_id", null))
}

has_name(voter) if not is_string(voter.host)

has_name(voter) if is_own_container(voter.host)

# Most hosts are the name of their service, which is asked first.
has_name(voter) if input.project.services[voter.host]

hint(near) := "" if count(near) == 0

hint(near) := sprintf("; did you mean %s?", [resource.quoted(sort(near))]) if count(near) > 0

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

size(2) := {"said": "2 voters: if either fails, the quorum stops; two are no safer than one", "severity": "error"}

size(number) := {"said": sprintf("%v voters: the quorum stops when %v fail, as one of %v does; the last voter adds no safety", [number, number / 2, number - 1]), "severity": "error"} if {
	number > 2
	number % 2 == 0
}
