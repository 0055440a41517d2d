package hy_msg_lint.compose.conflicting_resource_limits_test

import data.hy_msg_lint.compose.conflicting_resource_limits as rule

service(fields) := object.union({"kind": "service", "name": "connect", "image": "x", "unresolved": []}, fields)

deny(fields) := violations if {
	violations := rule.deny with input as service(fields)
}

limits(values) := {"deploy": {"resources": {"limits": values}}}

test_memory if {
	deny(object.union({"mem_limit": "1073741824"}, limits({"memory": "536870912"}))) == {{
		"msg": "service `connect` sets `mem_limit` to 1G and `deploy.resources.limits.memory` to 512M",
		"at": ["mem_limit"],
		"related": [{"at": ["deploy", "resources", "limits", "memory"], "msg": "512M here"}],
	}}
}

test_cpus if {
	violations := deny(object.union({"cpus": 1}, limits({"cpus": "0.5"})))
	{violation.msg | some violation in violations} == {"service `connect` sets `cpus` to 1 and `deploy.resources.limits.cpus` to 0.5"}
}

test_pids if count(deny(object.union({"pids_limit": 100}, limits({"pids": 200})))) == 1

test_reservation if {
	count(deny({"mem_reservation": "1000", "deploy": {"resources": {"reservations": {"memory": "1048576"}}}})) == 1
}

test_equal_values_agree if {
	deny(object.union({"mem_limit": "1073741824"}, limits({"memory": "1073741824"}))) == set()
	deny(object.union({"cpus": 1.5}, limits({"cpus": "1.50"}))) == set()
	deny(object.union({"cpus": 2}, limits({"cpus": 2}))) == set()
	deny(object.union({"pids_limit": 100}, limits({"pids": 100}))) == set()
}

test_one_of_two_is_no_conflict if {
	deny({"mem_limit": "1073741824"}) == set()
	deny(limits({"memory": "1073741824"})) == set()
	deny({"mem_limit": "1073741824", "deploy": {"resources": {"reservations": {"memory": "1048576"}}}}) == set()
	deny({"mem_limit": "1073741824", "deploy": {"replicas": 1}}) == set()
	deny({"mem_limit": "1073741824", "deploy": {"resources": {"limits": null}}}) == set()
}

test_zero_is_no_conflict if {
	deny(object.union({"mem_limit": "0"}, limits({"memory": "1073741824"}))) == set()
	deny(object.union({"cpus": 0}, limits({"cpus": 1}))) == set()
}

test_a_block_without_the_field_counts_as_zero if {
	deny(object.union({"mem_limit": "1073741824"}, limits({"cpus": 1}))) == {{
		"msg": "service `connect` sets `mem_limit` to 1G and leaves `deploy.resources.limits.memory` out, which counts as 0",
		"at": ["mem_limit"],
		"related": [{"at": ["deploy", "resources", "limits", "memory"], "msg": "without `memory`"}],
	}}
}

test_unresolved_is_not_compared if {
	deny(object.union(
		{"mem_limit": "${MEM}", "unresolved": [{"at": ["mem_limit"], "variables": ["MEM"]}]},
		limits({"memory": "536870912"}),
	)) == set()
}

test_bytes if {
	rule.bytes(1000) == "1000 bytes"
	rule.bytes(2048) == "2K"
	rule.bytes(1572864) == "1536K"
	rule.bytes(2147483648) == "2G"
}
