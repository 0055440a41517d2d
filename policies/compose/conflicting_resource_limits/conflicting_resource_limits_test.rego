package hy_msg_lint.compose.conflicting_resource_limits_test

import data.hy_msg_lint.compose.conflicting_resource_limits as rule

# A service with these fields, whose `attribute` and whose `field` of a block under deploy differ.
deny(attribute, block, field, fields) := violations if {
	conflict := {"attribute": attribute, "block": block, "field": field}
	service := {"kind": "service", "name": "connect", "image": "x", "unresolved": [], "conflicting_limits": [conflict]}
	violations := rule.deny with input as object.union(service, fields)
}

limits(values) := {"deploy": {"resources": {"limits": values}}}

test_memory if {
	deny("mem_limit", "limits", "memory", object.union({"mem_limit": "1073741824"}, limits({"memory": "536870912"}))) == {{
		"msg": "service `connect` sets `mem_limit` to 1G and `deploy.resources.limits.memory` to 512M: Compose rejects the project",
		"at": ["mem_limit"],
		"related": [{"at": ["deploy", "resources", "limits", "memory"], "msg": "512M here"}],
		"fix": {"title": "remove `mem_limit`", "remove": ["mem_limit"]},
	}}
}

test_cpus if {
	violations := deny("cpus", "limits", "cpus", object.union({"cpus": 1}, limits({"cpus": "0.5"})))
	{violation.msg | some violation in violations} == {"service `connect` sets `cpus` to 1 and `deploy.resources.limits.cpus` to 0.5: Compose rejects the project"}
}

test_pids if {
	violations := deny("pids_limit", "limits", "pids", object.union({"pids_limit": 100}, limits({"pids": 200})))
	{violation.msg | some violation in violations} == {"service `connect` sets `pids_limit` to 100 and `deploy.resources.limits.pids` to 200: Compose rejects the project"}
}

test_reservation if {
	fields := {"mem_reservation": "1000", "deploy": {"resources": {"reservations": {"memory": "1048576"}}}}
	violations := deny("mem_reservation", "reservations", "memory", fields)
	{violation.msg | some violation in violations} == {"service `connect` sets `mem_reservation` to 1000 bytes and `deploy.resources.reservations.memory` to 1M: Compose rejects the project"}
}

test_a_block_without_the_field_counts_as_zero if {
	deny("mem_limit", "limits", "memory", object.union({"mem_limit": "1073741824"}, limits({"cpus": 1}))) == {{
		"msg": "service `connect` sets `mem_limit` to 1G and leaves `deploy.resources.limits.memory` out, which counts as 0: Compose rejects the project",
		"at": ["mem_limit"],
		"related": [{"at": ["deploy", "resources", "limits", "memory"], "msg": "`memory` is missing here"}],
	}}
}

test_no_conflict if {
	service := {"kind": "service", "name": "connect", "image": "x", "unresolved": [], "mem_limit": "1073741824"}
	rule.deny == set() with input as object.union(service, limits({"memory": "536870912"}))
}

test_bytes if {
	rule.bytes(1000) == "1000 bytes"
	rule.bytes(2048) == "2K"
	rule.bytes(1572864) == "1536K"
	rule.bytes(2147483648) == "2G"
}
