# METADATA
# title: Missing resource limits
# description: |
#   A container without a memory limit can use all memory of the host; the kernel then kills a process, often a broker.
#   A container without a CPU limit can starve the brokers beside it until their replicas drop out of the ISR.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
#     description: Compose Specification, deploy.resources
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Docker, resource constraints
# custom:
#   input: [service]
#   severity: error
#   concern: hygiene
#   fix: unsafe
#   general: true
#   help: set `deploy.resources.limits.memory` and `deploy.resources.limits.cpus`, or `mem_limit` and `cpus`
#   parameters:
#     require_memory:
#       type: boolean
#       default: true
#       description: require a memory limit for every service
#     require_cpu:
#       type: boolean
#       default: true
#       description: require a CPU limit for every service
#     require_pids:
#       type: boolean
#       default: false
#       description: require a limit on processes for every service
#     require_reservations:
#       type: boolean
#       default: false
#       description: require a memory reservation for every service
#     mebibytes:
#       type: object
#       default: {broker: 2048, connect_worker: 3072, ksqldb: 4096, other: 1024}
#       description: the memory limit that a fix sets, in MiB, by what the service runs
#     cpus:
#       type: number
#       default: 1
#       description: the CPU limit that a fix sets
#     pids:
#       type: integer
#       default: 512
#       description: the limit on processes that a fix sets
package hy_msg_lint.compose.missing_resource_limits

import data.hy_msg_lint.lib.resource

# What can be required, in the order in which a message names it.
requirements := [
	{"parameter": "require_memory", "what": "memory limit", "at": ["limits", "memory"]},
	{"parameter": "require_cpu", "what": "CPU limit", "at": ["limits", "cpus"]},
	{"parameter": "require_pids", "what": "limit on processes", "at": ["limits", "pids"]},
	{"parameter": "require_reservations", "what": "memory reservation", "at": ["reservations", "memory"]},
]

deny contains violation if {
	count(missing) > 0
	is_runnable
	violation := object.union(
		{
			"msg": sprintf("service `%s` has %s", [input.name, resource.listed([described(one) | some one in missing])]),
			"label": resource.listed([described(one) | some one in missing]),
			"at": missing[0].at,
		},
		object.union(fix, of_heap),
	)
}

unknown contains violation if {
	count(input.unresolved) > 0
	is_runnable
	some requirement in requirements
	data.parameters["missing-resource-limits"][requirement.parameter]
	resource.is_open(requirement.at)
	violation := {
		"msg": sprintf("the %s of service `%s` %s", [requirement.what, input.name, resource.missing(requirement.at)]),
		"at": requirement.at,
	}
}

# A service without either is a template or an override.
is_runnable if object.get(input, "image", null) != null

is_runnable if object.get(input, "build", null) != null

missing := [requirement |
	some requirement in requirements
	data.parameters["missing-resource-limits"][requirement.parameter]
	value := object.get(input, requirement.at, 0)
	limits_nothing(value, requirement.at)
]

# What is absent is 0.
limits_nothing(value, _) if {
	is_number(value)
	value <= 0
}

# A text that is no variable's is no number that Compose would take.
limits_nothing(value, at) if {
	is_string(value)
	not resource.is_open(at)
}

described(requirement) := sprintf("no %s", [requirement.what]) if object.get(input, requirement.at, null) == null

described(requirement) := sprintf("a %s of %v (none)", [requirement.what, value]) if {
	value := object.get(input, requirement.at, null)
	value != null
}

# A limit that the heap does not fit below is worse than none.
of_heap := {"help": sprintf("set %s; `%s` needs at least %s of memory, twice its heap", [usual_help, input.name, memory(max(needed))])} if {
	count(needed) > 0
}

of_heap := {} if count(needed) == 0

# Mebibytes.
needed contains least if {
	some requirement in missing
	requirement.parameter == "require_memory"
	some bytes in heaps
	least := ceil((2 * bytes) / 1048576)
}

usual_help := "`deploy.resources.limits.memory` and `deploy.resources.limits.cpus`, or `mem_limit` and `cpus`"

# Limits that are not written at all are added: in the old form where that is in use, since Compose refuses both at once.
fix := {"fix": {"title": sprintf("set %s", [resource.quoted(sort(added))]), "edits": edits}} if {
	every requirement in missing {
		object.get(input, requirement.at, null) == null
	}
} else := {}

added := [old_names[name(requirement)] | some requirement in missing] if {
	count(object.keys(input) & old_form) > 0
} else := [name(requirement) | some requirement in missing]

edits := [{"insert": [old_names[name(requirement)]], "value": value_of[name(requirement)]} |
	some requirement in missing
] if {
	count(object.keys(input) & old_form) > 0
} else := [{"insert": ["deploy"], "value": {"resources": blocks}}] if {
	not is_object(object.get(input, "deploy", null))
} else := [{"insert": ["deploy", "resources"], "value": blocks}] if {
	not is_object(object.get(input.deploy, "resources", null))
} else := [edit |
	some block, fields in blocks
	some edit in within(block, fields)
]

within(block, fields) := [{"insert": ["deploy", "resources", block, field], "value": value} | some field, value in fields] if {
	is_object(object.get(input.deploy.resources, block, null))
}

within(block, fields) := [{"insert": ["deploy", "resources", block], "value": fields}] if {
	not is_object(object.get(input.deploy.resources, block, null))
}

# What is missing under `deploy.resources`.
blocks := {block: fields |
	some block in {requirement.at[0] | some requirement in missing}
	fields := {requirement.at[1]: value_of[name(requirement)] |
		some requirement in missing
		requirement.at[0] == block
	}
}

name(requirement) := concat(".", requirement.at)

old_form := {"cpu_quota", "cpus", "mem_limit", "mem_reservation", "pids_limit"}

old_names := {
	"limits.cpus": "cpus",
	"limits.memory": "mem_limit",
	"limits.pids": "pids_limit",
	"reservations.memory": "mem_reservation",
}

value_of := {
	"limits.cpus": sprintf("%v", [data.parameters["missing-resource-limits"].cpus]),
	"limits.memory": memory(mebibytes),
	"limits.pids": data.parameters["missing-resource-limits"].pids,
	"reservations.memory": memory(floor(mebibytes / 2)),
}

memory(number) := sprintf("%vG", [number / 1024]) if number % 1024 == 0

memory(number) := sprintf("%vM", [number]) if number % 1024 != 0

# Twice the heap, as far as that is known: the rest of the process needs memory as well.
mebibytes := max({usual} | {ceil((2 * bytes) / 1048576) | some bytes in heaps})

usual := sizes[input.runs] if {
	is_string(object.get(input, "runs", null))
	is_number(object.get(sizes, input.runs, null))
} else := object.get(sizes, "other", 1024)

sizes := data.parameters["missing-resource-limits"].mebibytes

heaps := {node.heap.max |
	is_object(object.get(input, "cluster", null))
	some index in ["nodes_by_name", "clients_by_name"]
	some [list, i] in object.get(input.cluster, [index, input.name], [])
	node := input.cluster[list][i]
	object.get(node, "service", "") == input.name
	is_number(node.heap.max)
}
