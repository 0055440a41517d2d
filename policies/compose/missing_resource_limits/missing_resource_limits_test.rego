package hy_msg_lint.compose.missing_resource_limits_test

import data.hy_msg_lint.compose.missing_resource_limits as rule

defaults := {"missing-resource-limits": {
	"require_memory": true,
	"require_cpu": true,
	"require_pids": false,
	"require_reservations": false,
	"mebibytes": {"broker": 2048, "other": 1024},
	"cpus": 1,
	"pids": 512,
}}

service(fields) := object.union(
	{"kind": "service", "name": "kafka-1", "image": "confluentinc/cp-kafka:8.1.1", "unresolved": []},
	fields,
)

deny(fields) := violations if {
	labelled := rule.deny with input as service(fields) with data.parameters as defaults
	violations := {object.remove(violation, ["label", "fix"]) | some violation in labelled}
}

unknown(fields) := violations if {
	violations := rule.unknown with input as service(fields) with data.parameters as defaults
}

test_no_limits_is_one_finding if {
	deny({}) == {{"msg": "service `kafka-1` has no memory limit and no CPU limit", "at": ["limits", "memory"]}}
	deny({"limits": {}, "reservations": {}}) == deny({})
}

test_no_memory if {
	deny({"limits": {"cpus": 1.5}}) == {{"msg": "service `kafka-1` has no memory limit", "at": ["limits", "memory"]}}
}

test_no_cpu if {
	deny({"limits": {"memory": 1610612736}}) == {{"msg": "service `kafka-1` has no CPU limit", "at": ["limits", "cpus"]}}
}

test_reservations_are_no_limits if {
	count(deny({"reservations": {"memory": 1073741824}})) == 1
}

test_zero_is_no_limit if {
	deny({"limits": {"memory": 0, "cpus": 1}}) == {{
		"msg": "service `kafka-1` has a memory limit of 0 (none)",
		"at": ["limits", "memory"],
	}}
	deny({"limits": {"memory": 0, "cpus": 0}}) == {{
		"msg": "service `kafka-1` has a memory limit of 0 (none) and a CPU limit of 0 (none)",
		"at": ["limits", "memory"],
	}}
}

test_both_limits_are_enough if {
	deny({"limits": {"memory": 1610612736, "cpus": 0.5}}) == set()
}

test_a_service_that_is_built_counts if {
	violations := rule.deny with input as {"kind": "service", "name": "ui", "build": {"context": "."}, "unresolved": []}
		with data.parameters as defaults
	count(violations) == 1
}

test_a_template_does_not_count if {
	violations := rule.deny with input as {"kind": "service", "name": "base", "unresolved": []}
		with data.parameters as defaults
	violations == set()
}

test_unresolved_is_unknown if {
	fields := {
		"limits": {"memory": "${MEM}", "cpus": 1},
		"unresolved": [{"at": ["limits", "memory"], "variables": ["MEM"]}],
	}
	deny(fields) == set()
	unknown(fields) == {{
		"msg": "the memory limit of service `kafka-1` needs `MEM`, which no file here sets",
		"at": ["limits", "memory"],
	}}
}

test_unresolved_does_not_hide_what_is_missing if {
	fields := {"limits": {"memory": "${MEM}"}, "unresolved": [{"at": ["limits", "memory"], "variables": ["MEM"]}]}
	{violation.msg | some violation in deny(fields)} == {"service `kafka-1` has no CPU limit"}
	count(unknown(fields)) == 1
}

test_parameters if {
	strict := {"missing-resource-limits": {
		"require_memory": false,
		"require_cpu": false,
		"require_pids": true,
		"require_reservations": true,
	}}
	labelled := rule.deny with input as service({}) with data.parameters as strict
	violations := {object.remove(violation, ["label", "fix"]) | some violation in labelled}
	violations == {{
		"msg": "service `kafka-1` has no limit on processes and no memory reservation",
		"at": ["limits", "pids"],
	}}
	satisfied := rule.deny with input as service({"limits": {"pids": 200}, "reservations": {"memory": 536870912}})
		with data.parameters as strict
	satisfied == set()
	unlimited := rule.deny with input as service({"limits": {"pids": -1}, "reservations": {"memory": 536870912}})
		with data.parameters as strict
	count(unlimited) == 1
}

test_the_label_says_what_is_missing if {
	labelled := rule.deny with input as service({}) with data.parameters as defaults
	{violation.label | some violation in labelled} == {"no memory limit and no CPU limit"}
}

fixes(fields) := {violation.fix.edits | some violation in found} if {
	found := rule.deny with input as service(fields) with data.parameters as defaults
}

test_fix_goes_below_deploy if {
	fixes({}) == {[{"insert": ["deploy"], "value": {"resources": {"limits": {"cpus": "1", "memory": "1G"}}}}]}
	fixes({"runs": "broker", "deploy": {"replicas": 1}}) == {[{"insert": ["deploy", "resources"], "value": {"limits": {"cpus": "1", "memory": "2G"}}}]}
	fixes({"deploy": {"resources": {"limits": {"cpus": "2"}}}, "limits": {"cpus": 2}}) == {[{"insert": ["deploy", "resources", "limits", "memory"], "value": "1G"}]}
	fixes({"deploy": {"resources": {"reservations": {"memory": "1"}}}}) == {[{"insert": ["deploy", "resources", "limits"], "value": {"cpus": "1", "memory": "1G"}}]}
}

test_fix_keeps_the_old_form if {
	fixes({"mem_limit": "1073741824", "limits": {"memory": 1073741824}}) == {[{"insert": ["cpus"], "value": "1"}]}
}

test_fix_leaves_room_beside_the_heap if {
	cluster := {"brokers": [{"service": "kafka-1", "heap": {"max": 1610612736}}], "nodes_by_name": {"kafka-1": [["brokers", 0]]}, "clients_by_name": {}}
	fixes({"runs": "broker", "cluster": cluster, "limits": {"cpus": 1}}) == {[{"insert": ["deploy"], "value": {"resources": {"limits": {"memory": "3G"}}}}]}
}

test_no_fix_of_what_somebody_wrote if {
	fixes({"limits": {"memory": 0, "cpus": 1}}) == set()
}

helps(fields) := {object.get(violation, "help", "the rule's") |
	some violation in rule.deny with input as service(fields) with data.parameters as defaults
}

test_help_leaves_room_beside_the_heap if {
	cluster := {"brokers": [{"service": "kafka-1", "heap": {"max": 1610612736}}], "nodes_by_name": {"kafka-1": [["brokers", 0]]}, "clients_by_name": {}}
	usual := "set `deploy.resources.limits.memory` and `deploy.resources.limits.cpus`, or `mem_limit` and `cpus`"
	helps({"cluster": cluster}) == {sprintf("%s; `kafka-1` needs at least 3G of memory, twice its heap", [usual])}
	helps({"cluster": cluster, "limits": {"memory": 4294967296}}) == {"the rule's"}
	helps({"cluster": null}) == {"the rule's"}
	helps({}) == {"the rule's"}
}
