package hy_msg_lint.kafka.unreachable_inter_broker_listener_test

import data.hy_msg_lint.kafka.unreachable_inter_broker_listener as rule

listener(host, port) := {"name": "INTERNAL", "port": 19092, "inter_broker": true, "advertised_host": host, "advertised_port": port}

outer := {"name": "HOST", "port": 9092, "inter_broker": false, "advertised_host": "localhost", "advertised_port": 9092}

node(name) := {
	"kind": "broker",
	"name": name,
	"service": name,
	"roles": ["broker"],
	"group": 0,
	"ensemble": 0,
	"properties": {},
	"voters": [{"id": 1, "host": "controller", "port": 9093}],
}

service(name) := {"names": [name, sprintf("%s-alias", [name])], "networks": ["default"], "partial": false}

shop := {
	"name": "shop",
	"complete": true,
	"networks": {"default": {"name": "shop_default", "external": false}, "other": {"name": "shop_other", "external": false}},
	"services": {"kafka-1": service("kafka-1"), "kafka-2": service("kafka-2")},
	"services_by_name": {"kafka-1": ["kafka-1"], "kafka-1-alias": ["kafka-1"], "kafka-2": ["kafka-2"], "kafka-2-alias": ["kafka-2"]},
	"has_open_names": false,
}

broker(listeners, surrounding, project) := object.union(node("kafka-1"), {
	"listeners": listeners,
	"unresolved": [],
	"cluster": {
		"brokers": surrounding,
		"controllers": [],
		"nodes_by_name": {one.name: [["brokers", i]] | some i, one in surrounding},
	},
	"project": project,
})

both := [node("kafka-1"), node("kafka-2")]

said(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

at(host, port) := said(broker([outer, listener(host, port)], both, shop))

with_service(name, fields) := object.union(shop, {"services": {name: fields}})

test_own_container if {
	every host in ["localhost", "127.0.0.1"] {
		at(host, 19092) == {[
			sprintf("broker `kafka-1` tells the other brokers to find it at `%s`, which is the container of whoever looks", [host]),
			["listeners", 1, "advertised_host"],
		]}
	}
}

test_another_service if {
	at("kafka-2-alias", 19092) == {[
		"broker `kafka-1` tells the other brokers to find it at `kafka-2-alias`, which is service `kafka-2`",
		["listeners", 1, "advertised_host"],
	]}
}

test_slip_of_the_pen if {
	{one[0] | some one in at("kafka1", 19092)} == {"broker `kafka-1` tells the other brokers to find it at `kafka1`, which no service is called; is `kafka-1` meant?"}
}

test_port if {
	at("kafka-1", 29092) == {["broker `kafka-1` tells the other brokers to find it at port 29092, where it does not listen", ["listeners", 1, "advertised_port"]]}
	at("kafka-1", 9092) == set()
	at("kafka-1", "${PORT}") == set()
	at("broker.example.com", 29092) == set()
}

test_no_shared_network if {
	project := with_service("kafka-2", {"networks": ["other"]})
	said(broker([listener("kafka-1", 19092)], both, project)) == {[
		"broker `kafka-1` shares no network with broker `kafka-2`, and tells it to find it at `kafka-1`",
		["listeners", 0, "advertised_host"],
	]}
	part := with_service("kafka-2", {"networks": ["other"], "partial": true})
	said(broker([listener("kafka-1", 19092)], both, part)) == set()
	host := with_service("kafka-2", {"networks": [], "network_mode": "host"})
	said(broker([listener("kafka-1", 19092)], both, host)) == set()
}

test_reachable if {
	at("kafka-1", 19092) == set()
	at("kafka-1-alias", 19092) == set()
	at("broker.example.com", 19092) == set()
	said(broker([outer], both, shop)) == set()
}

test_alone if {
	said(broker([listener("localhost", 19092)], [node("kafka-1")], shop)) == set()
	apart := object.union(node("kafka-2"), {"ensemble": 1})
	said(broker([listener("localhost", 19092)], [node("kafka-1"), apart], shop)) == set()
	own := [object.remove(one, ["ensemble"]) | some one in both]
	said(broker([listener("localhost", 19092)], own, shop)) == set()
}

test_not_known if {
	at("${HOST}", 19092) == set()
	host := with_service("kafka-1", {"networks": [], "network_mode": "host"})
	said(broker([listener("localhost", 19092)], both, host)) == set()
	said(broker([listener("localhost", 19092)], both, null)) == set()
	said(object.remove(broker([listener("localhost", 19092)], both, shop), ["service"])) == set()
	said(object.union(broker([listener("localhost", 19092)], [], shop), {"cluster": null})) == set()
	said(broker([{"name": "INTERNAL", "port": 19092, "inter_broker": true}], both, shop)) == set()
}

test_an_address_may_be_the_host_s if {
	project := with_service("kafka-1", {"names": ["kafka-1", "192.168.1.10"], "networks": ["default"], "partial": false})
	said(broker([listener("192.168.1.10", 9093)], both, project)) == set()
	count(said(broker([listener("kafka-1", 9093)], both, project))) == 1
}

properties(fields) := object.union(
	{
		"kind": "broker",
		"name": "server",
		"roles": ["broker", "controller"],
		"project": null,
		"cluster": null,
		"listeners": [object.union(listener("localhost", 9092), {"inter_broker": true})],
		"properties": {"controller.quorum.voters": "1@k1:9093,2@k2:9093,3@k3:9093"},
	},
	fields,
)

test_a_properties_file if {
	count(said(properties({}))) == 1
	said(properties({"roles": ["broker"]})) == set()
	said(object.union(object.remove(properties({}), ["properties"]), {"properties": {"controller.quorum.voters": "1@localhost:9093"}})) == set()
	said(object.union(object.remove(properties({}), ["properties"]), {"properties": {"zookeeper.connect": "a:2181,b:2181,c:2181"}})) == set()
	said(properties({"listeners": [object.union(listener("k1", 9092), {"inter_broker": true})]})) == set()
}
