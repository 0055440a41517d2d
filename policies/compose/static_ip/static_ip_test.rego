package hy_msg_lint.compose.static_ip_test

import data.hy_msg_lint.compose.static_ip as rule

service(fields) := object.union(
	{"kind": "service", "name": "kafka-1", "image": "x", "addresses": [], "named_addresses": [], "unresolved": []},
	fields,
)

deny(fields) := violations if {
	labelled := rule.deny with input as service(fields)
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
}

unknown(fields) := violations if {
	violations := rule.unknown with input as service(fields)
}

test_pin_has_a_fix if {
	deny({"networks": {"infra_net": {"ipv4_address": "172.19.0.10"}}}) == {{
		"msg": "service `kafka-1` pins address 172.19.0.10 on network `infra_net`",
		"at": ["networks", "infra_net", "ipv4_address"],
		"fix": {"title": "remove `ipv4_address`", "remove": ["networks", "infra_net", "ipv4_address"]},
	}}
}

test_pin_in_use_has_no_fix if {
	violations := deny({
		"networks": {"infra_net": {"ipv4_address": "172.19.0.10"}},
		"named_addresses": ["172.19.0.10"],
	})
	count(violations) == 1
	not rule_offers_fix(violations)
}

rule_offers_fix(violations) if {
	some violation in violations
	violation.fix
}

test_pin_by_variable if {
	violations := deny({
		"networks": {"infra_net": {"ipv4_address": "${KAFKA_IP}"}},
		"unresolved": [{"at": ["networks", "infra_net", "ipv4_address"], "variables": ["KAFKA_IP"]}],
	})
	{violation.msg | some violation in violations} == {"service `kafka-1` pins address ${KAFKA_IP} on network `infra_net`"}
	not rule_offers_fix(violations)
}

test_ipv6_and_link_local if {
	violations := deny({"networks": {
		"infra_net": {"ipv6_address": "2001:db8::10", "link_local_ips": ["169.254.8.8", "169.254.8.9"]},
		"k3d": null,
	}})
	{violation.at | some violation in violations} == {
		["networks", "infra_net", "ipv6_address"],
		["networks", "infra_net", "link_local_ips", 0],
		["networks", "infra_net", "link_local_ips", 1],
	}
}

test_networks_without_a_pin if {
	deny({"networks": {"infra_net": null, "k3d": {"aliases": ["kafka"]}, "x": {"ipv4_address": ""}}}) == set()
	deny({}) == set()
}

test_extra_hosts if {
	violations := deny({"extra_hosts": [
		"db=10.0.0.5",
		"host.docker.internal=host-gateway",
		"self=127.0.0.1",
		"v6=::1",
		"blocked=0.0.0.0",
		"named=db.example.com",
	]})
	violations == {{"msg": "service `kafka-1` maps host `db` to address 10.0.0.5", "at": ["extra_hosts", 0]}}
}

test_extra_host_by_variable if {
	fields := {"extra_hosts": ["db=${DB_IP}"], "unresolved": [{"at": ["extra_hosts", 0], "variables": ["DB_IP"]}]}
	deny(fields) == set()
	unknown(fields) == {{
		"msg": "the extra host `db=${DB_IP}` of service `kafka-1` needs `DB_IP`, which no file here sets",
		"at": ["extra_hosts", 0],
	}}
}

test_extra_host_whose_name_alone_is_a_variable if {
	every separator in [":", "="] {
		fields := {
			"extra_hosts": [sprintf("${NAME}%s10.0.0.5", [separator])],
			"unresolved": [{"at": ["extra_hosts", 0], "variables": ["NAME"]}],
		}
		deny(fields) == {{"msg": "service `kafka-1` maps host `${NAME}` to address 10.0.0.5", "at": ["extra_hosts", 0]}}
		unknown(fields) == set()
	}
}

test_extra_host_whose_address_needs_a_variable_too if {
	every entry in ["${NAME}:10.0.0.${HOST}", "${NAME}:${NET}.0.5", "${NAME}0.0.0.5", "db=${NET}10.0.0.5"] {
		fields := {"extra_hosts": [entry], "unresolved": [{"at": ["extra_hosts", 0], "variables": ["NAME"]}]}
		deny(fields) == set()
		count(unknown(fields)) == 1
	}
}

test_hostname if {
	count(deny({"hostname": "10.0.0.5"})) == 1
	deny({"hostname": "kafka-1"}) == set()
}

test_addresses if {
	violations := deny({"addresses": [
		{
			"address": "10.0.0.5",
			"family": 4,
			"loopback": false,
			"unspecified": false,
			"form": "url",
			"where": "environment",
			"key": "KAFKA_ADVERTISED_LISTENERS",
		},
		{"address": "0.0.0.0", "family": 4, "loopback": false, "unspecified": true, "form": "url", "where": "environment", "key": "KAFKA_LISTENERS"},
		{"address": "127.0.0.1", "family": 4, "loopback": true, "unspecified": false, "form": "host:port", "where": "healthcheck"},
		{"address": "10.0.0.6", "family": 4, "loopback": false, "unspecified": false, "form": "host:port", "where": "command"},
	]})
	violations == {
		{"msg": "service `kafka-1` uses address 10.0.0.5 in `KAFKA_ADVERTISED_LISTENERS`", "at": ["addresses", 0, "address"]},
		{"msg": "service `kafka-1` uses address 10.0.0.6 in its command", "at": ["addresses", 3, "address"]},
	}
}

test_connector if {
	labelled := rule.deny with input as {
		"kind": "connector",
		"name": "orders-cdc",
		"config": {"database.hostname": "10.0.0.7"},
		"unresolved": [],
		"addresses": [{
			"address": "10.0.0.7",
			"family": 4,
			"loopback": false,
			"unspecified": false,
			"form": "host",
			"where": "config",
			"key": "database.hostname",
		}],
	}
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
	violations == {{"msg": "connector `orders-cdc` uses address 10.0.0.7 in `database.hostname`", "at": ["addresses", 0, "address"]}}
}

test_published_address_is_a_warning if {
	violations := deny({"ports": [
		{"mode": "ingress", "host_ip": "192.168.1.20", "target": 9092, "published": "9092", "protocol": "tcp"},
		{"mode": "ingress", "host_ip": "127.0.0.1", "target": 9093, "published": "9093", "protocol": "tcp"},
		{"mode": "ingress", "host_ip": "0.0.0.0", "target": 9094, "published": "9094", "protocol": "tcp"},
		{"mode": "ingress", "host_ip": "::1", "target": 9095, "published": "9095", "protocol": "tcp"},
		{"mode": "ingress", "target": 9096, "published": "9096", "protocol": "tcp"},
	]})
	{[violation.at, violation.severity] | some violation in violations} == {[["ports", 0, "host_ip"], "warning"]}
}

test_published_address_by_variable_is_unknown if {
	fields := {
		"ports": [{"mode": "ingress", "host_ip": "${BIND}", "target": 9092, "published": "9092", "protocol": "tcp"}],
		"unresolved": [{"at": ["ports", 0, "host_ip"], "variables": ["BIND"]}],
	}
	deny(fields) == set()
	{violation.at | some violation in unknown(fields)} == {["ports", 0, "host_ip"]}
}

test_an_address_of_a_service_is_its_name if {
	literal := {"address": "172.19.0.10", "loopback": false, "unspecified": false, "where": "environment", "key": "BROKER"}
	known := {"project": {"services_by_name": {"172.19.0.10": ["kafka-2"]}}}
	{violation.fix | some violation in deny(object.union(known, {"addresses": [literal]}))} == {{
		"title": "use the name `kafka-2`",
		"safety": "unsafe",
		"set": ["addresses", 0, "address"],
		"to": "kafka-2",
	}}
	{violation.fix | some violation in deny({"addresses": [literal], "project": {"services_by_name": {}}})} == set()
}
