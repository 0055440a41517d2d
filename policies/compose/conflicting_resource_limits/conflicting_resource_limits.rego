# METADATA
# title: Conflicting resource limits
# description: |
#   A service may set a limit in the old form and under deploy. Where the two differ, or the block under deploy leaves the
#   limit out, Compose refuses the whole project, and no service of it starts.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#mem_limit
#     description: Compose Specification, mem_limit must agree with deploy.resources.limits.memory
# custom:
#   input: [service]
#   severity: error
#   fix: none
#   help: keep one of the two, preferably the one under deploy.resources
package hy_msg_lint.compose.conflicting_resource_limits

import data.hy_msg_lint.lib.resource

twins := [
	{"key": "mem_limit", "block": ["deploy", "resources", "limits"], "field": "memory"},
	{"key": "cpus", "block": ["deploy", "resources", "limits"], "field": "cpus"},
	{"key": "pids_limit", "block": ["deploy", "resources", "limits"], "field": "pids"},
	{"key": "mem_reservation", "block": ["deploy", "resources", "reservations"], "field": "memory"},
]

deny contains violation if {
	count(object.keys(input) & {"mem_limit", "cpus", "pids_limit", "mem_reservation"}) > 0
	input.deploy.resources
	some twin in twins
	own := object.get(input, twin.key, 0)
	is_nonzero(own)
	block := object.get(input, twin.block, null)
	block != null
	deployed := object.get(block, twin.field, null)
	quantity(deployed) != quantity(own)
	path := array.concat(twin.block, [twin.field])
	not resource.unresolved_at(input, [twin.key])
	not resource.unresolved_at(input, path)
	violation := {
		"msg": sprintf("service `%s` sets `%s` to %s and %s", [input.name, twin.key, shown(twin.key, own), other(twin, deployed)]),
		"at": [twin.key],
		"related": [{"at": path, "msg": here(twin, deployed)}],
	}
}

is_nonzero(value) if {
	value != null
	quantity(value) != 0
}

other(twin, deployed) := sprintf("`%s.%s` to %s", [concat(".", twin.block), twin.field, shown(twin.key, deployed)]) if {
	deployed != null
}

other(twin, deployed) := sprintf("leaves `%s.%s` out, which counts as 0", [concat(".", twin.block), twin.field]) if {
	deployed == null
}

here(twin, deployed) := sprintf("%s here", [shown(twin.key, deployed)]) if deployed != null

here(twin, deployed) := sprintf("without `%s`", [twin.field]) if deployed == null

# Compose compares with 0 where the block under deploy has no such field.
quantity(value) := 0 if value == null

quantity(value) := value if is_number(value)

quantity(value) := to_number(value) if {
	is_string(value)
	is_decimal(value)
}

quantity(value) := value if {
	is_string(value)
	not is_decimal(value)
}

is_decimal(value) if regex.match(`^(0|[1-9][0-9]*)(\.[0-9]+)?$`, value)

# Bytes as a person would write them.
shown(key, value) := bytes(to_number(value)) if is_bytes(key, value)

shown(key, value) := sprintf("%v", [value]) if not is_bytes(key, value)

is_bytes(key, value) if {
	startswith(key, "mem_")
	is_string(value)
	regex.match(`^(0|[1-9][0-9]*)$`, value)
}

bytes(number) := sprintf("%v bytes", [number]) if number % 1024 != 0

bytes(number) := sprintf("%vK", [number / 1024]) if {
	number % 1024 == 0
	number % 1048576 != 0
}

bytes(number) := sprintf("%vM", [number / 1048576]) if {
	number % 1048576 == 0
	number % 1073741824 != 0
}

bytes(number) := sprintf("%vG", [number / 1073741824]) if number % 1073741824 == 0
