package hy_msg_lint.compose.client_shares_no_network_test

import data.hy_msg_lint.compose.client_shares_no_network as rule

client(own, broker) := {
	"kind": "service",
	"name": "connect",
	"bootstrap_servers": [{"host": "kafka", "port": 9092, "where": "environment"}],
	"project": {
		"complete": true,
		"services": {
			"connect": {"networks": own, "names": ["connect", "worker"], "partial": false},
			"kafka": {"networks": broker, "names": ["kafka", "broker"], "partial": false},
		},
		"services_by_name": {"broker": ["kafka"], "connect": ["connect"], "kafka": ["kafka"], "worker": ["connect"]},
	},
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

test_by_another_name if {
	by_alias := object.union(client(["front"], ["back"]), {"bootstrap_servers": [{"host": "broker", "port": 9092}]})
	{one[0] | some one in deny(by_alias)} == {"service `connect` connects to `broker` and shares no network with it: it is on `front`, `broker` on `back`"}
	itself := object.union(client(["front"], ["back"]), {"bootstrap_servers": [{"host": "worker", "port": 9092}]})
	deny(itself) == set()
}

test_one_finding_for_all_brokers if {
	several := object.union(client(["front"], ["back"]), {"bootstrap_servers": [{"host": "kafka", "port": 9092}, {"host": "broker", "port": 9092}]})
	count(deny(several)) == 1
}

test_one_in_common if deny(client(["front", "infra_net"], ["infra_net"])) == set()

test_not_known if {
	deny(client([], ["infra_net"])) == set()
	deny(client(["front"], [])) == set()
	deny(object.union(client(["front"], ["back"]), {"project": {"complete": false}})) == set()
	deny(object.union(client(["front"], ["back"]), {"bootstrap_servers": [{"host": "elsewhere.example.com", "port": 9092}]})) == set()
	every name in ["connect", "kafka"] {
		partial := {"project": {"services": {name: {"partial": true}}}}
		deny(object.union(client(["front"], ["back"]), partial)) == set()
	}
}
