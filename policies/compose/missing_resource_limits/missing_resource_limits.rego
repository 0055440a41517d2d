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
#   fix: none
#   general: true
#   help: set `deploy.resources.limits.memory` and `deploy.resources.limits.cpus`, or `mem_limit` and `cpus`
#   parameters:
#     require_memory:
#       type: boolean
#       default: true
#       description: every service needs a memory limit
#     require_cpu:
#       type: boolean
#       default: true
#       description: every service needs a CPU limit
#     require_pids:
#       type: boolean
#       default: false
#       description: every service needs a limit on processes
#     require_reservations:
#       type: boolean
#       default: false
#       description: every service needs a memory reservation
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
	violation := {
		"msg": sprintf("service `%s` has %s", [input.name, resource.listed([described(one) | some one in missing])]),
		"label": resource.listed([described(one) | some one in missing]),
		"at": missing[0].at,
	}
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
