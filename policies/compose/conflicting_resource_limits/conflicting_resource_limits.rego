# METADATA
# title: Conflicting resource limits
# description: |
#   Compose accepts a limit in the old form and under deploy only if both are equal. If they differ, or if the block
#   under deploy leaves the limit out, Compose rejects the whole project and starts no service.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#mem_limit
#     description: Compose Specification, mem_limit must agree with deploy.resources.limits.memory
# custom:
#   input: [service]
#   severity: error
#   concern: start
#   fix: unsafe
#   general: true
#   help: remove one of the two limits, preferably the one outside of `deploy`
package hy_msg_lint.compose.conflicting_resource_limits

deny contains violation if {
	some conflict in input.conflicting_limits
	path := ["deploy", "resources", conflict.block, conflict.field]
	own := input[conflict.attribute]
	deployed := object.get(input, path, null)
	violation := object.union(fix(conflict, deployed), {
		"msg": sprintf("service `%s` sets `%s` to %s and %s: Compose rejects the project", [input.name, conflict.attribute, shown(conflict.attribute, own), other(conflict, path, deployed)]),
		"at": [conflict.attribute],
		"related": [{"at": path, "msg": here(conflict, deployed)}],
	})
}

# A block under deploy that has no such field counts as 0.
other(conflict, path, deployed) := sprintf("`%s` to %s", [concat(".", path), shown(conflict.attribute, deployed)]) if {
	deployed != null
}

other(conflict, path, deployed) := sprintf("leaves `%s` out, which counts as 0", [concat(".", path)]) if {
	deployed == null
}

here(conflict, deployed) := sprintf("%s here", [shown(conflict.attribute, deployed)]) if deployed != null

here(conflict, deployed) := sprintf("`%s` is missing here", [conflict.field]) if deployed == null

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

# The value under `deploy` stays.
fix(conflict, deployed) := {"fix": {"title": sprintf("remove `%s`", [conflict.attribute]), "remove": [conflict.attribute]}} if {
	deployed != null
} else := {}
