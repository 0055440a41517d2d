# METADATA
# title: Missing resource limits
# description: |
#   A container without a memory limit can take all the memory of the host. The kernel then kills a process of its own
#   choice, often a broker; one without a CPU limit starves the brokers beside it until they drop out of the ISR.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
#     description: Compose Specification, deploy.resources
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Docker, resource constraints
# custom:
#   input: [service]
#   severity: error
#   fix: none
#   help: set deploy.resources.limits.memory and deploy.resources.limits.cpus, or mem_limit and cpus
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

# In the order in which a message names them. Any one of the places is enough.
requirements := [
	{
		"parameter": "require_memory",
		"what": "memory limit",
		"places": [["deploy", "resources", "limits", "memory"], ["mem_limit"]],
	},
	{
		"parameter": "require_cpu",
		"what": "CPU limit",
		"places": [["deploy", "resources", "limits", "cpus"], ["cpus"], ["cpu_quota"]],
	},
	{
		"parameter": "require_pids",
		"what": "limit on processes",
		"places": [["deploy", "resources", "limits", "pids"], ["pids_limit"]],
	},
	{
		"parameter": "require_reservations",
		"what": "memory reservation",
		"places": [["deploy", "resources", "reservations", "memory"], ["mem_reservation"]],
	},
]

deny contains violation if {
	is_runnable
	count(missing) > 0
	violation := {
		"msg": sprintf("service `%s` has %s", [input.name, resource.listed(phrases)]),
		"at": place(missing[0]),
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	is_runnable
	some requirement in requirements
	data.parameters["missing-resource-limits"][requirement.parameter]
	not is_limited(requirement)
	some path in requirement.places
	resource.unresolved_at(input, path)
	violation := {
		"msg": sprintf("the %s of service `%s` %s", [requirement.what, input.name, resource.missing_at(input, path)]),
		"at": path,
	}
}

# A service without either is a template or an override.
is_runnable if object.get(input, "image", null) != null

is_runnable if object.get(input, "build", null) != null

missing := [requirement |
	some requirement in requirements
	data.parameters["missing-resource-limits"][requirement.parameter]
	not is_limited(requirement)
	not is_unresolved(requirement)
]

phrases := [phrase |
	some requirement in missing
	phrase := described(requirement)
]

is_limited(requirement) if {
	some path in requirement.places
	is_positive(object.get(input, path, null))
}

is_unresolved(requirement) if {
	some path in requirement.places
	resource.unresolved_at(input, path)
}

is_positive(value) if {
	is_number(value)
	value > 0
}

is_positive(value) if {
	is_string(value)
	regex.match(`^\s*[0-9.]*[1-9]`, value)
}

# Where a limit is written that is none, as 0 or -1.
written(requirement) := [path |
	some path in requirement.places
	object.get(input, path, null) != null
]

place(requirement) := paths[0] if {
	paths := written(requirement)
	count(paths) > 0
}

place(requirement) := requirement.places[0] if count(written(requirement)) == 0

described(requirement) := sprintf("no %s", [requirement.what]) if count(written(requirement)) == 0

described(requirement) := sprintf("a %s of %v (none)", [requirement.what, value]) if {
	paths := written(requirement)
	count(paths) > 0
	value := object.get(input, paths[0], null)
}
