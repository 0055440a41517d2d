package hy_msg_lint.kafka.exposed_plaintext_listener_test

import data.hy_msg_lint.kafka.exposed_plaintext_listener as rule

defaults := {"exposed-plaintext-listener": {"allowed_networks": ["infra_net"], "allow_loopback": false}}

infra := {"key": "infra_net", "name": "hy-home_infra_net", "declared": true}

listener(fields) := object.union(
	{
		"kind": "listener",
		"name": "EXTERNAL",
		"broker": "kafka-1",
		"service": "kafka-1",
		"protocol": "PLAINTEXT",
		"protocol_from": "map",
		"host": "0.0.0.0",
		"port": 9092,
		"bind": "networks",
		"controller": false,
		"inter_broker": false,
		"networks": [infra],
		"networks_known": true,
		"published": [],
		"published_unknown": [],
		"unresolved": [],
		"cluster": null,
	},
	fields,
)

deny(fields) := violations if {
	violations := rule.deny with input as listener(fields) with data.parameters as defaults
}

unknown(fields) := violations if {
	violations := rule.unknown with input as listener(fields) with data.parameters as defaults
}

port(fields) := object.union({"target": 9092, "published": "9094", "protocol": "tcp", "loopback": false}, fields)

network(key) := {"key": key, "name": sprintf("hy-home_%s", [key]), "declared": true}

test_published if {
	deny({"published": [port({})]}) == {{
		"msg": "listener `EXTERNAL` of `kafka-1` is PLAINTEXT and can be reached through published port 9094",
		"at": ["published", 0],
		"related": [
			{"at": ["name"], "msg": "listener `EXTERNAL` binds every interface"},
			{"at": ["protocol"], "msg": "mapped to PLAINTEXT here"},
		],
	}}
}

test_every_way_in_is_named_once if {
	violations := deny({
		"host": "",
		"protocol_from": "name",
		"networks": [infra, network("k3d")],
		"published": [port({}), port({"host_ip": "127.0.0.1", "published": "19092", "loopback": true})],
	})
	violations == {{
		"msg": "listener `EXTERNAL` of `kafka-1` is PLAINTEXT and can be reached through published port 9094, published port 127.0.0.1:19092 and network `k3d`",
		"at": ["published", 0],
		"related": [{"at": ["name"], "msg": "listener `EXTERNAL` binds every interface"}],
	}}
}

test_default_network if {
	{violation.at | some violation in deny({"networks": [network("default")]})} == {["networks", 0]}
	{violation.at | some violation in deny({"networks": [infra, network("edge")]})} == {["networks", 1]}
}

test_host_mode if {
	violations := deny({"network_mode": "host", "networks": []})
	{violation.at | some violation in violations} == {["network_mode"]}
}

test_port_without_a_host_port if {
	violations := deny({"published": [{"target": 9092, "protocol": "tcp", "loopback": false}]})
	{violation.msg | some violation in violations} == {"listener `EXTERNAL` of `kafka-1` is PLAINTEXT and can be reached through port 9092, published on a port of Docker's choice"}
}

test_loopback_parameter if {
	fields := {"published": [port({"host_ip": "127.0.0.1", "loopback": true})]}
	count(deny(fields)) == 1
	tolerant := object.union(defaults, {"exposed-plaintext-listener": {"allow_loopback": true}})
	tolerated := rule.deny with input as listener(fields) with data.parameters as tolerant
	tolerated == set()
	outside := rule.deny with input as listener({"published": [port({})]}) with data.parameters as tolerant
	count(outside) == 1
}

test_allowed_network if {
	deny({}) == set()
	deny({"networks": [{"key": "infra_net", "name": "infra_net", "declared": false}]}) == set()
	deny({"networks": [{"key": "net", "name": "infra_net", "declared": true}]}) == set()
	count(deny({"networks": [{"key": "infra", "name": "infra", "declared": true}]})) == 1
}

test_other_protocols_pass if {
	every protocol in ["SSL", "SASL_SSL", "SASL_PLAINTEXT"] {
		deny({"protocol": protocol, "published": [port({})], "networks": [network("default")]}) == set()
	}
	deny({"protocol": null, "protocol_from": "unmapped", "published": [port({})]}) == set()
}

test_loopback_bind_passes if {
	deny({"bind": "container", "host": "localhost", "published": [port({})], "networks": [network("default")]}) == set()
	unknown({"bind": "container", "host": "localhost", "published": [port({})]}) == set()
}

test_controller_listener_is_no_exception if {
	count(deny({"controller": true, "protocol_from": "controller", "networks": [network("default")]})) == 1
}

test_bind_elsewhere_is_unknown if {
	fields := {"bind": "elsewhere", "host": "broker.example.com", "published": [port({})]}
	deny(fields) == set()
	unknown(fields) == {{
		"msg": "whether listener `EXTERNAL` of `kafka-1` can be reached from outside depends on `broker.example.com`",
		"at": ["host"],
	}}
	unknown({"bind": "elsewhere", "host": "broker.example.com"}) == set()
}

test_unresolved_port_is_unknown if {
	fields := {
		"port": "${PORT}",
		"published_unknown": [{"target": 9092, "published": "9092", "protocol": "tcp"}],
		"unresolved": [{"at": ["port"], "variables": ["PORT"]}],
	}
	deny(fields) == set()
	{violation.at | some violation in unknown(fields)} == {["port"]}
}

test_unresolved_port_of_a_service_that_publishes_none_passes if {
	fields := {"port": "${PORT}", "unresolved": [{"at": ["port"], "variables": ["PORT"]}]}
	deny(fields) == set()
	unknown(fields) == set()
}

test_unresolved_port_target_is_unknown if {
	fields := {
		"published_unknown": [{"target": "${PORT}", "published": "9092", "protocol": "tcp"}],
		"unresolved": [{"at": ["published_unknown", 0, "target"], "variables": ["PORT"]}],
	}
	deny(fields) == set()
	unknown(fields) == {{
		"msg": "whether a port of `kafka-1` publishes PLAINTEXT listener `EXTERNAL` needs `PORT`, which nothing here defines",
		"at": ["published_unknown", 0, "target"],
	}}
}

test_unresolved_network_is_unknown if {
	fields := {
		"networks": [{"key": "kafka", "name": "${NETWORK}", "declared": true}],
		"unresolved": [{"at": ["networks", 0, "name"], "variables": ["NETWORK"]}],
	}
	deny(fields) == set()
	{violation.at | some violation in unknown(fields)} == {["networks", 0, "name"]}
}

test_unresolved_name_of_an_allowed_key_passes if {
	fields := {
		"networks": [{"key": "infra_net", "name": "${NETWORK}", "declared": true}],
		"unresolved": [{"at": ["networks", 0, "name"], "variables": ["NETWORK"]}],
	}
	deny(fields) == set()
	unknown(fields) == set()
}

test_denied_is_not_unknown_as_well if {
	fields := {
		"published": [port({})],
		"published_unknown": [{"target": "${PORT}", "published": "9093", "protocol": "tcp"}],
		"networks": [infra, {"key": "kafka", "name": "${NETWORK}", "declared": true}],
		"unresolved": [{"at": ["networks", 1, "name"], "variables": ["NETWORK"]}],
	}
	count(deny(fields)) == 1
	unknown(fields) == set()
}

test_unknown_networks_are_not_judged if {
	deny({"networks": [network("default")], "networks_known": false}) == set()
	unknown({"networks": [], "networks_known": false}) == set()
	count(deny({"networks": [], "networks_known": false, "published": [port({})]})) == 1
}

test_unresolved_protocol_is_unknown if {
	fields := {
		"protocol": "${PROTOCOL}",
		"published": [port({})],
		"unresolved": [{"at": ["protocol"], "variables": ["PROTOCOL"]}],
	}
	deny(fields) == set()
	{violation.at | some violation in unknown(fields)} == {["protocol"]}
}

test_protocol_that_is_told_elsewhere_is_unknown if {
	fields := {"protocol": null, "protocol_from": "unknown", "published": [port({})]}
	deny(fields) == set()
	{violation.at | some violation in unknown(fields)} == {["name"]}
	unknown(object.union(fields, {"bind": "container"})) == set()
	unknown(object.union(fields, {"published": []})) == set()
}
