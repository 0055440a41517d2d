# METADATA
# title: Too few brokers
# description: |
#   Three replicas need three brokers. With fewer, a topic has one or two copies, and one broker that restarts stops
#   writes or makes partitions unavailable.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#replication
#     description: Kafka, replication
# custom:
#   input: [cluster]
#   severity: error
#   concern: durability
#   fix: none
#   help: run three brokers
#   parameters:
#     minimum:
#       type: integer
#       default: 3
#       description: the minimum number of brokers of a cluster
package hy_msg_lint.kafka.too_few_brokers

import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

minimum := data.parameters["too-few-brokers"].minimum

deny contains violation if {
	is_number(input.size)
	input.size > 0
	input.size < minimum
	violation := {
		"msg": sprintf("cluster `%s` has %s, below %v", [input.name, counted, minimum]),
		"label": sprintf("the cluster has %s, below %v", [counted, minimum]),
		"at": ["brokers", 0, "name"],
		"explains": {"rules": consequences, "at": members},
	}
}

# Even with all profiles.
deny contains violation if {
	is_number(input.most)
	input.most > 0
	input.most < minimum
	violation := {
		"msg": sprintf("cluster `%s` has at most %s, below %v", [input.name, said(input.most), minimum]),
		"label": sprintf("the cluster has at most %s, below %v", [said(input.most), minimum]),
		"at": ["brokers", 0, "name"],
		"explains": {"rules": consequences, "at": members},
	}
}

# Who runs it may start some of the brokers alone.
unknown contains violation if {
	count(object.get(input, "profiles", [])) > 0
	not has_too_few
	violation := {
		"msg": sprintf("the number of brokers of cluster `%s` depends on the active profiles: some have %s, and others have not", [input.name, resource.quoted(input.profiles)]),
		"at": ["brokers", 0, "name"],
		"help": "give all brokers of a cluster the same `profiles`",
	}
}

has_too_few if input.most < minimum

# A project may hold several Kafkas, whose brokers have nothing to do with each other.
deny contains violation if {
	some group, size in object.get(input, "sizes", [])
	size > 0
	size < minimum
	first := [i | some i, broker in input.brokers; broker.group == group][0]
	violation := {
		"msg": sprintf("project `%s` has %v Kafka clusters, and that of broker `%s` has %s, below %v", [
			input.name, count(input.sizes), input.brokers[first].name, said(size), minimum,
		]),
		"label": sprintf("the cluster has %s, below %v", [said(size), minimum]),
		"at": ["brokers", first, "name"],
		"explains": {"rules": consequences, "at": members_of(group)},
	}
}

# Whose Kafka is not known may go to one that is large enough.
members_of(group) := members if {
	every size in input.sizes {
		size < minimum
	}
} else := [[list, i] |
	some list in ["brokers", "controllers", "connect_workers", "topics"]
	some i, member in object.get(input, list, [])
	object.get(member, "group", null) == group
]

# What a cluster of this size cannot have otherwise. What does not work with so few brokers is told by itself.
consequences := ["low-min-insync-replicas", "low-replication-factor", "min-insync-equals-replication-factor"]

members := [["brokers"], ["controllers"], ["connect_workers"], ["schema_registries"], ["ksqldb"], ["topics"], ["connectors"]]

# Some of the nodes are declared elsewhere.
unknown contains violation if {
	not input.size
	count(object.get(input, "profiles", [])) == 0
	count(input.brokers) > 0
	count(input.brokers) < minimum
	violation := missing
}

missing := {
	"msg": sprintf("the number of brokers of cluster `%s` is not known: a broker connects to `%s`, which is not a service here", [input.name, input.elsewhere[0]]),
	"at": ["elsewhere", 0],
	"help": "declare the other brokers, or list all files of the project under `projects` in `hy-msg-lint.yaml`",
} if {
	count(input.elsewhere) > 0
	not resource.is_open(["elsewhere", 0])
}

missing := {
	"msg": sprintf("the number of brokers of cluster `%s` %s", [input.name, resource.missing(["elsewhere", 0])]),
	"at": ["elsewhere", 0],
} if {
	resource.is_open(["elsewhere", 0])
}

missing := object.union(lacking, {"at": ["brokers", 0, "name"]}) if {
	count(input.elsewhere) == 0
	input.form == "compose"
	input.groups == 1
	not input.complete
}

# A service that is named and not declared may be a broker.
lacking := {
	"msg": sprintf("the number of brokers of cluster `%s` is not known: its project names %s %s, which it does not declare", [input.name, noun, resource.quoted(undeclared)]),
	"help": sprintf("declare %s, or list the file that does under `projects` in `hy-msg-lint.yaml`", [resource.quoted(undeclared)]),
} if {
	count(undeclared) > 0
}

lacking := {
	"msg": sprintf("the number of brokers of cluster `%s` is not known: its files are only part of a project", [input.name]),
	"help": what.project,
} if {
	count(undeclared) == 0
}

undeclared := object.get(input, "undeclared", [])

noun := {true: "the service", false: "the services"}[count(undeclared) == 1]

counted := said(input.size)

said(size) := "one broker" if size == 1

said(size) := sprintf("%v brokers", [size]) if size != 1
