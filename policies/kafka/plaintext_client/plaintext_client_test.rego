package hy_msg_lint.kafka.plaintext_client_test

import data.hy_msg_lint.kafka.plaintext_client as rule

defaults := {"plaintext-client": {"allowed_networks": ["infra_net"]}}

broker(protocol) := {
	"kind": "broker",
	"name": "kafka-1",
	"service": "kafka-1",
	"roles": ["broker"],
	"listeners": [
		{"name": "OUTSIDE", "protocol": "SASL_SSL", "port": 9092},
		{"name": "INSIDE", "protocol": protocol, "port": 19092},
	],
}

worker(servers, networks, fields) := object.union(
	{
		"kind": "connect_worker",
		"name": "connect",
		"service": "connect",
		"partial": false,
		"bootstrap_servers": servers,
		"properties": {},
		"unresolved": [],
		"cluster": {"name": "shop", "brokers": [broker("PLAINTEXT")], "nodes_by_name": {"kafka-1": [["brokers", 0]]}},
		"project": {
			"name": "shop",
			"networks": {
				"default": {"name": "shop_default", "external": false},
				"infra": {"name": "infra_net", "external": true},
				"infra_net": {"name": "shop_infra_net", "external": false},
				"open": {"name": "${NET}", "external": true},
			},
			"services": {
				"connect": {"networks": networks, "names": ["connect"]},
				"kafka-1": {"networks": ["default", "infra", "infra_net", "open", "elsewhere"], "names": ["kafka-1", "broker"]},
			},
			"services_by_name": {"connect": ["connect"], "kafka-1": ["kafka-1"], "broker": ["kafka-1"]},
			"unresolved": [{"at": ["networks", "open", "name"], "variables": ["NET"]}],
		},
	},
	fields,
)

named(host, port) := [{"host": "kafka-9", "port": 19092}, {"host": host, "port": port}]

deny(resource) := violations if {
	violations := rule.deny with input as resource with data.parameters as defaults
}

test_default_network if {
	deny(worker(named("kafka-1", 19092), ["default"], {})) == {{
		"msg": "Connect worker `connect` connects with PLAINTEXT to broker `kafka-1` over network `default`",
		"at": ["bootstrap_servers", 1, "host"],
		"related": [{"at": ["cluster", "brokers", 0, "listeners", 1, "name"], "msg": "listener `INSIDE` is PLAINTEXT"}],
	}}
}

test_by_another_name if {
	count(deny(worker(named("broker", 19092), ["default"], {}))) == 1
}

test_one_finding_for_all_servers if {
	servers := array.concat(named("kafka-1", 19092), named("broker", 19092))
	count(deny(worker(servers, ["default"], {}))) == 1
}

test_allowed_networks if {
	deny(worker(named("kafka-1", 19092), ["infra_net"], {})) == set()
	deny(worker(named("kafka-1", 19092), ["infra"], {})) == set()
	deny(worker(named("kafka-1", 19092), ["default", "infra_net"], {})) == set()
}

test_networks_of_the_project_may_be_allowed if {
	settings := {"plaintext-client": {"allowed_networks": [], "allow_project_networks": true}}
	every networks, count_wanted in {"default": 0, "open": 0, "infra": 1} {
		found := rule.deny with input as worker(named("kafka-1", 19092), [networks], {}) with data.parameters as settings
		count(found) == count_wanted
	}
}

test_other_listeners if {
	deny(worker(named("kafka-1", 9092), ["default"], {})) == set()
	encrypted := {"cluster": {"brokers": [broker("SASL_SSL")]}}
	deny(worker(named("kafka-1", 19092), ["default"], encrypted)) == set()
	unnamed := {"cluster": {"brokers": [broker("${PROTOCOL}")]}}
	deny(worker(named("kafka-1", 19092), ["default"], unnamed)) == set()
}

test_protocol_of_the_client if {
	every protocol, count_wanted in {"SSL": 0, "sasl_ssl": 0, "plaintext": 1, "NONE": 1} {
		count(deny(worker(named("kafka-1", 19092), ["default"], {"properties": {"security.protocol": protocol}}))) == count_wanted
	}
}

test_not_known if {
	deny(worker(named("kafka-1", 19092), ["open"], {})) == set()
	deny(worker(named("kafka-1", 19092), ["elsewhere"], {})) == set()
	deny(worker(named("kafka-1", 19092), [], {})) == set()
	deny(worker(named("kafka-1", 19092), ["default"], {"partial": true})) == set()
	deny(worker(named("kafka-1", 19092), ["default"], {"cluster": null})) == set()
	deny(worker(named("kafka-1", 19092), ["default"], {"project": null})) == set()
	deny(worker([{"host": "kafka-1"}], ["default"], {})) == set()
}
