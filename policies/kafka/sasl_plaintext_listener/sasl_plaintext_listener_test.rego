package hy_msg_lint.kafka.sasl_plaintext_listener_test

import data.hy_msg_lint.kafka.sasl_plaintext_listener as rule

defaults := {"sasl-plaintext-listener": {"allowed_networks": ["infra_net"], "allow_loopback": true}}

infra := {"key": "infra_net", "name": "shop_infra_net", "declared": true}

edge := {"key": "edge", "name": "shop_edge", "declared": true}

listener(fields) := object.union(
	{
		"kind": "listener",
		"name": "CLIENT",
		"broker": "kafka-1",
		"service": "kafka-1",
		"protocol": "SASL_PLAINTEXT",
		"protocol_from": "map",
		"host": "0.0.0.0",
		"port": 9092,
		"bind": "networks",
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
	labelled := rule.deny with input as listener(fields) with data.parameters as defaults
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
}

unknown(fields) := {violation.at | some violation in found} if {
	found := rule.unknown with input as listener(fields) with data.parameters as defaults
}

port(fields) := object.union({"target": 9092, "published": "9094", "protocol": "tcp", "loopback": false}, fields)

test_published if {
	deny({"published": [port({})], "networks": [infra, edge]}) == {{
		"msg": "listener `CLIENT` of `kafka-1` is SASL_PLAINTEXT: traffic over published port 9094 and network `edge` is not encrypted",
		"help": "map the listener to SASL_SSL, or publish it on 127.0.0.1 alone (`127.0.0.1:9094:9092`) and add `edge` to the parameter `allowed_networks`",
		"at": ["published", 0],
		"related": [{"at": ["name"], "msg": "listener `CLIENT` binds every interface"}],
	}}
}

test_other_network_and_host if {
	{violation.at | some violation in deny({"networks": [edge]})} == {["networks", 0]}
	{violation.at | some violation in deny({"networks": [], "network_mode": "host"})} == {["network_mode"]}
}

test_where_nobody_else_is if {
	deny({}) == set()
	deny({"published": [port({"host_ip": "127.0.0.1", "loopback": true})]}) == set()
	deny({"bind": "container", "published": [port({})]}) == set()
	deny({"bind": "elsewhere", "published": [port({})]}) == set()
	deny({"networks": [edge], "networks_known": false}) == set()
}

test_other_protocols if {
	every protocol in ["SASL_SSL", "SSL", "PLAINTEXT"] {
		deny({"protocol": protocol, "published": [port({})]}) == set()
	}
	deny({"protocol": null, "published": [port({})]}) == set()
}

test_not_known if {
	open := {
		"networks": [{"key": "kafka", "name": "${NET}", "declared": true}],
		"unresolved": [{"at": ["networks", 0, "name"], "variables": ["NET"]}],
	}
	deny(open) == set()
	unknown(open) == {["networks", 0, "name"]}
	target := {
		"published_unknown": [{"target": "${PORT}", "published": "9094", "protocol": "tcp"}],
		"unresolved": [{"at": ["published_unknown", 0, "target"], "variables": ["PORT"]}],
	}
	unknown(target) == {["published_unknown", 0, "target"]}
	unknown(object.union(target, {"published": [port({})]})) == set()
	unknown({}) == set()
}

# A listener of Strimzi: no service, no networks, no ports.
strimzi(fields) := object.union(
	{
		"kind": "listener",
		"name": "clients",
		"broker": "events",
		"protocol": "SASL_PLAINTEXT",
		"protocol_from": "tls",
		"host": "0.0.0.0",
		"port": 9094,
		"bind": "networks",
		"controller": false,
		"inter_broker": false,
		"tls": false,
		"unresolved": [],
		"project": null,
		"cluster": null,
	},
	fields,
)

# A listener of a properties file, of which nothing says who reaches it.
written(fields) := object.union(
	{
		"kind": "listener",
		"name": "CLIENTS",
		"broker": "server",
		"protocol": "SASL_PLAINTEXT",
		"protocol_from": "map",
		"host": "",
		"port": 9092,
		"bind": "networks",
		"controller": false,
		"inter_broker": false,
		"reach": "unknown",
		"unresolved": [],
		"project": null,
		"cluster": null,
	},
	fields,
)

deny_elsewhere(listener) := violations if {
	labelled := rule.deny with input as listener with data.parameters as defaults
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
}

unknown_elsewhere(listener) := violations if {
	violations := rule.unknown with input as listener with data.parameters as defaults
}

test_strimzi_outside if {
	deny_elsewhere(strimzi({"type": "nodeport", "reach": "outside"})) == {{
		"msg": "listener `clients` of `events` is SASL_PLAINTEXT: traffic over a port of every Kubernetes node is not encrypted",
		"at": ["type"],
		"related": [{"at": ["tls"], "msg": "`tls: false` here"}],
		"help": "set `tls: true`, or make it a listener of type `internal`",
	}}
	refused := deny_elsewhere(strimzi({"type": "route", "reach": "outside"}))
	{violation.msg | some violation in refused} == {"listener `clients` of `events` is SASL_PLAINTEXT: the operator refuses type `route` without TLS"}
}

test_strimzi_inside_and_encrypted if {
	inside := strimzi({"type": "internal", "reach": "kubernetes"})
	deny_elsewhere(inside) == set()
	unknown_elsewhere(inside) == set()
	every protocol in ["SASL_SSL", "SSL", "PLAINTEXT"] {
		deny_elsewhere(strimzi({"type": "nodeport", "reach": "outside", "protocol": protocol})) == set()
	}
}

test_who_reaches_it_is_not_known if {
	deny_elsewhere(written({})) == set()
	unknown_elsewhere(written({})) == {{
		"msg": "whether SASL_PLAINTEXT listener `CLIENTS` of `server` can be reached from outside is not known: it binds every interface, and nothing here says who reaches it",
		"at": ["name"],
		"help": "bind the listener to a loopback address, or map it to SSL or SASL_SSL",
	}}
	unknown_elsewhere(written({"bind": "container", "host": "localhost"})) == set()
	unknown_elsewhere(written({"protocol": "PLAINTEXT"})) == set()
	open := strimzi({"type": "${TYPE}", "reach": "unknown", "unresolved": [{"at": ["type"], "variables": ["TYPE"]}]})
	{violation.at | some violation in unknown_elsewhere(open)} == {["type"]}
}
