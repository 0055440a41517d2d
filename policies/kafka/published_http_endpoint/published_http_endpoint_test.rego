package hy_msg_lint.kafka.published_http_endpoint_test

import data.hy_msg_lint.kafka.published_http_endpoint as rule

registry(properties, fields) := object.union(
	{
		"kind": "schema_registry",
		"name": "registry",
		"service": "registry",
		"partial": false,
		"image_defaults_known": true,
		"properties": properties,
	},
	fields,
)

service(node, fields) := object.union(
	{
		"kind": "service",
		"name": "registry",
		"runs": "schema_registry",
		"ports": [{"target": 8081, "published": "18081", "protocol": "tcp", "mode": "ingress"}],
		"unresolved": [],
		"cluster": {
			"name": "shop",
			"schema_registries": [object.union(registry({}, {}), {"service": "other"}), node],
			"clients_by_name": {"registry": [["schema_registries", 1]]},
		},
	},
	fields,
)

strictly := {"published-http-endpoint": {"allow_loopback": false}}

kindly := {"published-http-endpoint": {"allow_loopback": true}}

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource with data.parameters as strictly
}

listening(listeners) := service(registry({"listeners": listeners}, {}), {})

port(fields) := service(registry({}, {}), {"ports": [object.union({"target": 8081, "published": "8081", "protocol": "tcp"}, fields)]})

test_by_default if {
	deny(service(registry({}, {}), {})) == {["Schema Registry `registry` accepts unencrypted HTTP on published port 18081", ["ports", 0]]}
}

test_told_to if {
	violations := rule.deny with input as listening("https://0.0.0.0:8443, http://0.0.0.0:8081") with data.parameters as strictly
	{violation.related | some violation in violations} == {[{"at": ["cluster", "schema_registries", 1, "properties", "listeners"], "msg": "it listens here"}]}
	count(deny(listening("HTTP://:8081/"))) == 1
}

test_ways_to_publish if {
	{said[0] | some said in deny(port({"host_ip": "0.0.0.0"}))} == {"Schema Registry `registry` accepts unencrypted HTTP on published port 0.0.0.0:8081"}
	without := service(registry({}, {}), {"ports": [{"target": 8081, "protocol": "tcp"}]})
	{said[0] | some said in deny(without)} == {"Schema Registry `registry` accepts unencrypted HTTP on port 8081, published on a port of Docker's choice"}
	host := service(registry({}, {}), {"ports": null, "network_mode": "host"})
	deny(host) == {["Schema Registry `registry` accepts unencrypted HTTP on port 8081 of the host", ["network_mode"]]}
}

test_older_port_of_a_worker if {
	worker := registry({"rest.port": "18083"}, {"kind": "connect_worker"})
	fields := {
		"runs": "connect_worker",
		"ports": [{"target": 18083, "published": "8083", "protocol": "tcp"}, {"target": 8083, "published": "8084", "protocol": "tcp"}],
		"cluster": {"connect_workers": [worker], "clients_by_name": {"registry": [["connect_workers", 0]]}},
	}
	{said[1] | some said in deny(object.union(service(worker, {}), fields))} == {["ports", 0]}
}

test_not_reached if {
	deny(port({"target": 9999})) == set()
	deny(port({"protocol": "udp"})) == set()
	deny(service(registry({}, {}), {"ports": []})) == set()
}

test_loopback if {
	every host, shown in {"127.0.0.1": "127.0.0.1:8081", "::1": "[::1]:8081"} {
		{said[0] | some said in deny(port({"host_ip": host}))} == {sprintf("Schema Registry `registry` accepts unencrypted HTTP on published port %s", [shown])}
		found := rule.deny with input as port({"host_ip": host}) with data.parameters as kindly
		found == set()
	}
	everywhere := rule.deny with input as port({}) with data.parameters as kindly
	{violation.help | some violation in everywhere} == {"publish on 127.0.0.1, put a proxy in front of it, or listen on https"}
}

test_https if {
	deny(listening("https://0.0.0.0:8081")) == set()
	deny(listening("http://0.0.0.0:18081,https://0.0.0.0:8081")) == set()
}

test_other_services if {
	deny(service(registry({}, {}), {"runs": null})) == set()
	deny(service(registry({}, {}), {"runs": "broker"})) == set()
	deny(service(registry({}, {}), {"cluster": null})) == set()
}

test_not_known if {
	deny(service(registry({}, {"partial": true}), {})) == set()
	deny(service(registry({}, {"image_defaults_known": false}), {})) == set()
	maybe := rule.unknown with input as service(registry({}, {"image_defaults_known": false, "image": "ours/registry"}), {}) with data.parameters as strictly
	{violation.msg | some violation in maybe} == {"cannot tell whether Schema Registry `registry` accepts HTTP on published port 8081: image `ours/registry` may set `listeners`"}
	known := rule.unknown with input as service(registry({}, {}), {}) with data.parameters as strictly
	known == set()
	open := object.union(port({"target": "${PORT}"}), {"unresolved": [{"at": ["ports", 0, "target"], "variables": ["PORT"]}]})
	deny(open) == set()
	unknown := rule.unknown with input as open with data.parameters as strictly
	{violation.msg | some violation in unknown} == {"whether a port of `registry` publishes the REST interface needs `PORT`, which no file here sets"}
}

test_fix_where_loopback_is_allowed if {
	fixes := {violation.fix | some violation in rule.deny with input as port({}) with data.parameters as kindly}
	fixes == {{"title": "publish the port on 127.0.0.1 alone", "set": ["ports", 0, "host_ip"], "to": "127.0.0.1"}}
	none := {violation.fix | some violation in rule.deny with input as port({}) with data.parameters as strictly}
	none == set()
}
