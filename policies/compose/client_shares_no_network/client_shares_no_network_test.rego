package hy_msg_lint.compose.client_shares_no_network_test

import data.hy_msg_lint.compose.client_shares_no_network as rule

edge(host, answer) := {"from": "connect", "where": "environment", "host": host, "port": 9092, "answer": answer, "service": "kafka"}

client(edges) := {
	"kind": "service",
	"name": "connect",
	"connections": edges,
	"project": {
		"complete": true,
		"services": {
			"connect": {"networks": ["front"]},
			"kafka": {"networks": ["back", "infra_net"]},
		},
	},
}

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

test_no_network_in_common if {
	deny(client([edge("kafka", "apart")])) == {[
		"service `connect` connects to `kafka` but shares no network with it: it is on `front`, and `kafka` is on `back` and `infra_net`",
		["connections", 0, "host"],
	]}
}

test_one_finding_for_all_brokers if {
	deny(client([edge("elsewhere", "outside"), edge("kafka", "apart"), edge("broker", "apart")])) == {[
		"service `connect` connects to `broker` and `kafka` but shares no network with them: it is on `front`, and `kafka` is on `back` and `infra_net`",
		["connections", 1, "host"],
	]}
}

test_one_in_common if deny(client([edge("kafka", "listener")])) == set()

test_not_known if {
	deny(object.union(client([edge("kafka", "apart")]), {"project": {"complete": false}})) == set()
}

helps(resource) := {violation.help | some violation in rule.deny with input as resource}

test_help_names_the_network if {
	listed := client([edge("kafka", "apart")])
	helps(listed) == {"add `back` to `networks` of `connect`"}
	alone := {"project": {"services": {"connect": {"networks": ["default"]}}}}
	helps(object.union(listed, alone)) == {"add `back` to `networks` of `connect`, beside `default`"}
}
