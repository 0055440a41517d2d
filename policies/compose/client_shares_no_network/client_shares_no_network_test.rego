package hy_msg_lint.compose.client_shares_no_network_test

import data.hy_msg_lint.compose.client_shares_no_network as rule

client(own, broker) := {
	"kind": "service",
	"name": "connect",
	"bootstrap_servers": [{"host": "kafka", "port": 9092, "where": "environment"}],
	"project": {"complete": true, "services": {"connect": {"networks": own}, "kafka": {"networks": broker}}},
}

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

test_no_network_in_common if {
	deny(client(["front"], ["back", "infra_net"])) == {[
		"service `connect` connects to `kafka` and shares no network with it: it is on `front`, `kafka` on `back` and `infra_net`",
		["bootstrap_servers", 0, "host"],
	]}
}

test_one_in_common if deny(client(["front", "infra_net"], ["infra_net"])) == set()

test_not_known if {
	deny(client([], ["infra_net"])) == set()
	deny(client(["front"], [])) == set()
	deny(object.union(client(["front"], ["back"]), {"project": {"complete": false}})) == set()
	deny(object.union(client(["front"], ["back"]), {"bootstrap_servers": [{"host": "elsewhere.example.com", "port": 9092}]})) == set()
}
