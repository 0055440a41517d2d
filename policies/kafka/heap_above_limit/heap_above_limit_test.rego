package hy_msg_lint.kafka.heap_above_limit_test

import data.hy_msg_lint.kafka.heap_above_limit as rule

node(heap, limits) := {
	"kind": "connect_worker",
	"name": "connect",
	"heap": heap,
	"limits": limits,
	"unresolved": [],
}

said(resource) := {[violation.severity, violation.msg] |
	some violation in rule.deny with input as resource
}

mib := 1048576

test_heap_above_and_at_the_limit if {
	said(node({"max": 2048 * mib, "from": "image"}, {"memory": 1024 * mib})) == {["error", "Connect worker `connect` has by default a heap of 2048 MiB, above the memory limit of 1024 MiB"]}
	said(node({"max": 1024 * mib, "from": "environment"}, {"memory": 1024 * mib})) == {["error", "Connect worker `connect` may grow to a heap of 1024 MiB, equal to the memory limit of 1024 MiB"]}
}

test_most_of_the_limit_is_a_warning if {
	{one[0] | some one in said(node({"max": 800 * mib, "from": "environment"}, {"memory": 1024 * mib}))} == {"warning"}
}

test_enough_is_left if {
	said(node({"max": 768 * mib, "from": "environment"}, {"memory": 1024 * mib})) == set()
	said(node({"max": 512 * mib, "from": "image"}, {"memory": 1024 * mib})) == set()
}

test_nothing_to_compare if {
	said(node({"max": 512 * mib, "from": "image"}, {})) == set()
	said(node({"max": 512 * mib, "from": "image"}, {"memory": "${LIMIT}"})) == set()
	said(node({"max": 512 * mib, "from": "image"}, {"memory": 0})) == set()
	said({"kind": "broker", "name": "k", "roles": ["broker"], "limits": {"memory": 1}}) == set()
}

test_limit_from_a_variable_is_unknown if {
	open := object.union(
		node({"max": 512 * mib, "from": "image"}, {"memory": "${LIMIT}"}),
		{"unresolved": [{"at": ["limits", "memory"], "variables": ["LIMIT"]}]},
	)
	said(open) == set()
	unknown := rule.unknown with input as open
	{violation.msg | some violation in unknown} == {"whether the heap of Connect worker `connect`, 512 MiB, fits below its memory limit needs `LIMIT`, which no file here sets"}
	without := rule.unknown with input as object.remove(open, ["heap"])
	without == set()
}

helps(resource) := {violation.help | some violation in rule.deny with input as resource}

test_help_has_the_numbers if {
	heap := {"max": 2048 * mib, "from": "image"}
	helps(object.union(node(heap, {"memory": 1024 * mib}), {"service": "connect"})) == {"raise the memory limit to 4g, or set `KAFKA_HEAP_OPTS` to `-Xmx512m`"}
	helps(object.union(node(heap, {"memory": 100 * mib}), {"service": "connect"})) == {"raise the memory limit to 4g"}
	helps(node({"max": 600 * mib, "from": "environment"}, {"memory": 700 * mib})) == {"raise the memory limit to 1200m"}
}

test_fix_raises_the_limit_of_a_service if {
	own := node({"max": 600 * mib, "from": "environment"}, {"memory": 700 * mib})
	{violation.fix | some violation in rule.deny with input as own} == set()
	{violation.fix | some violation in rule.deny with input as object.union(own, {"service": "connect"})} == {{
		"title": "raise the memory limit to 1200m",
		"set": ["limits", "memory"],
		"to": "1200m",
	}}
}
