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
	labelled := rule.deny with input as listener(fields) with data.parameters as defaults
	violations := {object.remove(violation, ["label", "help"]) | some violation in labelled}
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
		"explains": explains,
	}}
}

explains := {
	"rules": ["plaintext-client", "exposed-plaintext-listener"],
	"at": [["clients"], ["networks"]],
}

severities(fields, networks) := {object.get(violation, "severity", "error") |
	some violation in rule.deny with input as listener(fields)
		with data.parameters as {"exposed-plaintext-listener": {"allowed_networks": networks, "allow_loopback": false}}
}

test_networks_weigh_less_where_nobody_names_any if {
	severities({"networks": [network("default")]}, []) == {"warning"}
	severities({"networks": [network("default")]}, ["infra_net"]) == {"error"}
	severities({"networks": [network("default")], "published": [port({})]}, []) == {"error"}
}

test_network_alone_explains_its_clients if {
	violations := deny({"networks": [network("default")]})
	{violation.explains.rules | some violation in violations} == {["plaintext-client"]}
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
		"explains": explains,
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
		"help": "bind the listener to `0.0.0.0` or to a loopback address",
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
		"msg": "whether a port of `kafka-1` publishes PLAINTEXT listener `EXTERNAL` needs `PORT`, which no file here sets",
		"at": ["published_unknown", 0, "target"],
		"help": "publish single ports instead of a range",
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

# A listener of Strimzi: no service, no networks, no ports.
strimzi(fields) := object.union(
	{
		"kind": "listener",
		"name": "clients",
		"broker": "events",
		"protocol": "PLAINTEXT",
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
		"protocol": "PLAINTEXT",
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
	deny_elsewhere(strimzi({"type": "loadbalancer", "reach": "outside"})) == {{
		"msg": "listener `clients` of `events` is PLAINTEXT and can be reached through a load balancer",
		"at": ["type"],
		"related": [{"at": ["tls"], "msg": "`tls: false` here"}],
		"help": "set `tls: true`, or make it a listener of type `internal`",
	}}
	absent := deny_elsewhere(object.remove(strimzi({"type": "nodeport", "reach": "outside"}), ["tls"]))
	{[violation.msg, violation.related] | some violation in absent} == {["listener `clients` of `events` is PLAINTEXT and can be reached through a port of every Kubernetes node", []]}
	unknown_elsewhere(strimzi({"type": "nodeport", "reach": "outside"})) == set()
}

test_strimzi_refuses_a_route_without_tls if {
	every type in ["ingress", "route"] {
		violations := deny_elsewhere(strimzi({"type": type, "reach": "outside"}))
		{violation.msg | some violation in violations} == {sprintf("listener `clients` of `events` is PLAINTEXT, and the operator refuses type `%s` without TLS", [type])}
	}
}

test_strimzi_inside_and_encrypted if {
	every type in ["internal", "cluster-ip"] {
		inside := strimzi({"type": type, "reach": "kubernetes"})
		deny_elsewhere(inside) == set()
		unknown_elsewhere(inside) == set()
	}
	every protocol in ["SSL", "SASL_SSL", "SASL_PLAINTEXT"] {
		other := strimzi({"type": "nodeport", "reach": "outside", "protocol": protocol})
		deny_elsewhere(other) == set()
		unknown_elsewhere(other) == set()
	}
}

test_strimzi_not_known if {
	open := strimzi({"type": "${TYPE}", "reach": "unknown", "unresolved": [{"at": ["type"], "variables": ["TYPE"]}]})
	deny_elsewhere(open) == set()
	unknown_elsewhere(open) == {{
		"msg": "whether PLAINTEXT listener `clients` of `events` can be reached from outside needs `TYPE`, which no file here sets",
		"at": ["type"],
		"help": "set `type` of the listener, such as `internal` or `nodeport`",
	}}
	slip := unknown_elsewhere(strimzi({"type": "nodePort", "reach": "unknown"}))
	{violation.msg | some violation in slip} == {"whether PLAINTEXT listener `clients` of `events` can be reached from outside is not known: `nodePort` is no type of listener"}
	untyped := unknown_elsewhere(strimzi({"reach": "unknown"}))
	{[violation.msg, violation.at] | some violation in untyped} == {["whether PLAINTEXT listener `clients` of `events` can be reached from outside is not known: it has no `type`", ["name"]]}
}

test_strimzi_protocol_not_known if {
	fields := {"type": "nodeport", "reach": "outside", "protocol": "${TLS}", "unresolved": [{"at": ["protocol"], "variables": ["TLS"]}]}
	deny_elsewhere(strimzi(fields)) == set()
	{violation.at | some violation in unknown_elsewhere(strimzi(fields))} == {["protocol"]}
	unknown_elsewhere(strimzi(object.union(fields, {"tls": true}))) == set()
	unknown_elsewhere(strimzi(object.union(fields, {"type": "internal", "reach": "kubernetes"}))) == set()
}

test_properties_file_does_not_say_who_reaches_it if {
	deny_elsewhere(written({})) == set()
	unknown_elsewhere(written({})) == {{
		"msg": "whether PLAINTEXT listener `CLIENTS` of `server` can be reached from outside is not known: it binds every interface, and nothing here says who reaches it",
		"at": ["name"],
		"help": "bind the listener to a loopback address, or map it to SSL or SASL_SSL",
	}}
	routed := unknown_elsewhere(written({"bind": "elsewhere", "host": "10.0.0.5"}))
	{violation.msg | some violation in routed} == {"whether PLAINTEXT listener `CLIENTS` of `server` can be reached from outside is not known: it binds `10.0.0.5`, and nothing here says who reaches it"}
	implied := unknown_elsewhere(written({"implied": true}))
	{violation.msg | some violation in implied} == {"whether PLAINTEXT listener `CLIENTS` of `server` can be reached from outside is not known: Kafka opens it where `listeners` is not set, it binds every interface, and nothing here says who reaches it"}
	count(unknown_elsewhere(written({"controller": true}))) == 1
}

test_properties_file_loopback_and_other_protocols if {
	unknown_elsewhere(written({"bind": "container", "host": "localhost"})) == set()
	every protocol in ["SSL", "SASL_SSL", "SASL_PLAINTEXT"] {
		unknown_elsewhere(written({"protocol": protocol})) == set()
	}
	unknown_elsewhere(written({"protocol": null, "protocol_from": "unmapped"})) == set()
}

test_properties_file_protocol_not_known if {
	fields := {"protocol": "${PROTOCOL}", "unresolved": [{"at": ["protocol"], "variables": ["PROTOCOL"]}]}
	{violation.at | some violation in unknown_elsewhere(written(fields))} == {["protocol"]}
	unknown_elsewhere(written(object.union(fields, {"bind": "container"}))) == set()
}

test_fix_where_loopback_is_allowed if {
	resource := listener({"published": [port({}), port({"published": "9095"})]})
	kindly := {"exposed-plaintext-listener": {"allowed_networks": ["infra_net"], "allow_loopback": true}}
	fixes := {violation.fix | some violation in rule.deny with input as resource with data.parameters as kindly}
	fixes == {{"title": "publish the port on 127.0.0.1 alone", "edits": [
		{"set": ["published", 0, "host_ip"], "to": "127.0.0.1"},
		{"set": ["published", 1, "host_ip"], "to": "127.0.0.1"},
	]}}
	none := {violation.fix | some violation in rule.deny with input as resource with data.parameters as defaults}
	none == set()
}

helps(fields, parameters) := {violation.help |
	some violation in rule.deny with input as listener(fields)
		with data.parameters as {"exposed-plaintext-listener": object.union({"allowed_networks": [], "allow_loopback": false}, parameters)}
}

test_help_names_what_can_be_changed if {
	helps({"networks": [], "published": [port({})]}, {}) == {"map the listener to SASL_SSL, or remove the published port"}
	helps({"networks": [], "published": [port({})]}, {"allow_loopback": true}) == {"map the listener to SASL_SSL, or publish it on 127.0.0.1 alone (`127.0.0.1:9094:9092`)"}
	helps({"networks": [network("backend")]}, {}) == {"map the listener to SASL_SSL, or add `backend` to the parameter `allowed_networks`"}
	helps({"networks": [network("backend")], "published": [port({})]}, {}) == {"map the listener to SASL_SSL, or remove the published port and add `backend` to the parameter `allowed_networks`"}
	helps({"network_mode": "host", "networks": []}, {}) == {"map the listener to SASL_SSL"}
	helps({"networks": [], "published": [{"target": 9092, "protocol": "tcp", "loopback": false}]}, {"allow_loopback": true}) == {"map the listener to SASL_SSL, or publish it on 127.0.0.1 alone (`127.0.0.1::9092`)"}
}
