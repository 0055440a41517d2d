package hy_msg_lint.kafka.broken_quorum_test

import data.hy_msg_lint.kafka.broken_quorum as rule

voter(id, port) := {"id": id, "host": sprintf("kafka-%d", [id]), "port": port}

voters := [voter(1, 9093), voter(2, 9093), voter(3, 9093)]

shop := {
	"name": "shop",
	"complete": true,
	"networks": {"default": {"name": "shop_default", "external": false}},
	"services": {name: {"names": [name, sprintf("%s-alias", [name])], "networks": ["default"]} |
		some name in ["kafka-1", "kafka-2", "kafka-3"]
	},
	"services_by_name": {name: [service] |
		some service in ["kafka-1", "kafka-2", "kafka-3"]
		some name in [service, sprintf("%s-alias", [service])]
	},
	"has_open_names": false,
}

node(id, fields) := object.union(
	{
		"kind": "broker",
		"name": sprintf("kafka-%d", [id]),
		"service": sprintf("kafka-%d", [id]),
		"roles": ["broker", "controller"],
		"group": 0,
		"ensemble": 0,
		"partial": false,
		"node_id": id,
		"voters": voters,
		"voters_malformed": false,
		"listeners": [{"name": "PLAINTEXT", "port": 9092, "controller": false}, {"name": "CONTROLLER", "port": 9093, "controller": true}],
		"properties": {"process.roles": "broker,controller", "controller.quorum.voters": "…"},
		"image_defaults": {},
		"image_defaults_known": true,
		"project": shop,
		"cluster": null,
		"unresolved": [],
	},
	fields,
)

of_node(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

of_cluster(nodes, unresolved) := {[violation.msg, violation.at] |
	brokers := [object.union(one, {"quorum": quorum(object.get(one, "voters", []))}) | some one in nodes]
	some violation in rule.deny with input as {"kind": "cluster", "name": "shop", "brokers": brokers, "controllers": [], "unresolved": unresolved}
}

quorum(voters) := concat(",", sort({sprintf("%v:%v", [one.id, one.port]) | some one in voters})) if count(voters) > 0

quorum(voters) := null if count(voters) == 0

at_voters(place) := array.concat(place, ["properties", "controller.quorum.voters"])

test_a_quorum_of_three if {
	of_cluster([node(1, {}), node(2, {}), node(3, {})], []) == set()
	of_node(node(1, {})) == set()
	of_node(node(2, {})) == set()
}

test_a_broker_on_zookeeper_has_no_quorum if {
	on_zookeeper := {"properties": {"zookeeper.connect": "zookeeper:2181"}, "voters": [voter(1, 29093)]}
	count(of_node(node(1, on_zookeeper))) == 1
	of_node(node(1, object.union(on_zookeeper, {"properties": {"process.roles": ""}}))) == set()
	of_node({"kind": "broker", "name": "k", "service": "k", "voters_malformed": true, "properties": on_zookeeper.properties, "unresolved": [], "project": null}) == set()
}

test_without_voters_there_is_nothing_to_judge if {
	of_cluster([node(1, {"voters": []}), object.remove(node(2, {}), ["voters"])], []) == set()
	of_node(object.remove(node(1, {}), ["voters", "voters_malformed"])) == set()
}

test_not_three_parts if {
	of_node(node(1, {"voters_malformed": true})) == {["`controller.quorum.voters` of broker `kafka-1` has a part that is not `id@host:port`", at_voters([])]}
}

test_controller_that_is_no_voter if {
	of_node(node(4, {"roles": ["controller"]})) == {["controller `kafka-4` has node id 4, but `controller.quorum.voters` does not list it", ["node_id"]]}
	of_node(node(4, {"roles": ["broker"]})) == set()
}

# Newer versions of Kafka take a role that is named twice.
test_controller_with_a_role_twice if {
	refused := {"check": "role-twice", "setting": "process.roles", "value": "controller"}
	of_node(node(4, {"roles": ["controller"], "refusals": [refused]})) == {["controller `kafka-4` has node id 4, but `controller.quorum.voters` does not list it", ["node_id"]]}
	of_node(node(4, {"roles": ["controller"], "refusals": [object.union(refused, {"check": "not-one-of"})]})) == set()
}

test_broker_that_is_a_voter if {
	of_node(node(2, {"roles": ["broker"]})) == {["broker `kafka-2` has node id 2, but `controller.quorum.voters` lists it although it is not a controller", ["node_id"]]}
}

test_roles_that_are_not_known if {
	of_node(object.union(object.remove(node(4, {}), ["properties"]), {"properties": {}})) == set()
	open := {"properties": {"process.roles": "${ROLES}"}, "unresolved": [{"at": ["properties", "process.roles"], "variables": ["ROLES"]}]}
	of_node(node(4, open)) == set()
	of_node(node(4, {"node_id": "${ID}"})) == set()
}

at(host) := node(1, {"voters": [{"id": 1, "host": host, "port": 9093}, voter(2, 9093), voter(3, 9093)]})

test_own_host if {
	of_node(at("kafka-2-alias")) == {["`controller.quorum.voters` places broker `kafka-1` at `kafka-2-alias`, which is service `kafka-2`", ["voters", 0, "host"]]}
	every host in ["kafka-1-alias", "localhost", "0.0.0.0", "broker.example.com"] {
		of_node(at(host)) == set()
	}
	of_node(object.union(at("kafka-2"), {"project": null})) == set()
}

# A node beside the others of the cluster, with voter 1 at another host.
named(id, host) := object.union(node(id, {"cluster": {"brokers": [node(1, {}), node(2, {})], "controllers": []}}), {"voters": at(host).voters})

test_nobody_of_that_name if {
	of_node(named(1, "kafka1")) == {["`controller.quorum.voters` places broker `kafka-1` at `kafka1`, but no service has that name; did you mean `kafka-1`?", ["voters", 0, "host"]]}
	of_node(named(2, "elsewhere")) == set()
	of_node(named(1, "elsewhere")) == {["`controller.quorum.voters` places broker `kafka-1` at `elsewhere`, but no service has that name", ["voters", 0, "host"]]}
}

test_quorum_on_several_machines if {
	machines := [voter(1, 9093), {"id": 2, "host": "machine-b", "port": 9093}, {"id": 3, "host": "machine-c", "port": 9093}]
	of_node(object.union(named(1, "kafka-1"), {"voters": machines})) == set()
	joins := {"networks": {"default": {"name": "outer", "external": true}}}
	of_node(object.union(named(1, "elsewhere"), {"project": object.union(shop, joins)})) == set()
	of_node(object.union(named(1, "elsewhere"), {"project": object.union(shop, {"complete": false})})) == set()
}

test_own_port if {
	of_node(node(1, {"voters": [voter(1, 29093), voter(2, 9093), voter(3, 9093)]})) == {[
		"`controller.quorum.voters` places broker `kafka-1` at port 29093, but its controller listener uses 9093",
		["voters", 0, "port"],
	]}
	other := node(1, {"listeners": [{"name": "CONTROLLER", "port": "${PORT}", "controller": true}]})
	of_node(other) == set()
	of_node(node(1, {"listeners": []})) == set()
}

test_other_node_in_the_own_container if {
	at_home := node(1, {"voters": [voter(1, 9093), {"id": 2, "host": "localhost", "port": 9093}, voter(3, 9093)]})
	of_node(at_home) == {["`controller.quorum.voters` of broker `kafka-1` places voter 2 at `localhost`, which is the container of broker `kafka-1` itself", ["voters", 1, "host"]]}
	services := object.union(shop.services, {"kafka-1": {"names": ["kafka-1"], "networks": [], "network_mode": "host"}})
	of_node(object.union(at_home, {"project": object.union(shop, {"services": services})})) == set()
}

test_nodes_that_disagree if {
	two := {"voters": [voter(1, 9093), voter(2, 9093), voter(4, 9093)]}
	of_cluster([node(1, two), node(2, {}), node(3, {})], []) == {["broker `kafka-1` lists other voters than broker `kafka-2`", at_voters(["brokers", 0])]}
	by_other_names := {"voters": [{"id": 1, "host": "0.0.0.0", "port": 9093}, voter(2, 9093), {"id": 3, "host": "c", "port": 9093}]}
	of_cluster([node(1, by_other_names), node(2, {}), node(3, {})], []) == set()
}

test_several_clusters if {
	apart := {"ensemble": 1, "voters": [{"id": 1, "host": "target", "port": 9093}]}
	of_cluster([node(1, {}), node(2, {}), node(4, apart), node(5, apart)], []) == {["the quorum of cluster `shop` has one voter: while it is down, the cluster can neither elect leaders nor change topics", at_voters(["brokers", 2])]}
	of_cluster([node(1, {}), node(2, {}), node(4, apart)], []) == set()
}

test_every_other_node_finds_itself if {
	list := {"controller.quorum.voters": "1@localhost:9093,2@kafka-2:9093,3@kafka-3:9093"}
	quorum := {"cluster": {"brokers": [node(1, {"properties": list}), node(2, {"properties": list})], "controllers": []}}
	every host in ["localhost", "127.0.0.1"] {
		here := object.union(at(host), object.union(quorum, {"properties": list}))
		of_node(here) == {[sprintf("`controller.quorum.voters` places broker `kafka-1` at `%s`, where every other node finds itself", [host]), ["voters", 0, "host"]]}
	}
}

test_size if {
	of_cluster([node(1, {"ensemble": null, "voters": [{"id": 1, "host": "localhost", "port": 9093}]})], []) == set()
	two := {"voters": [voter(1, 9093), voter(2, 9093)]}
	of_cluster([node(1, two), node(2, two)], []) == {["the quorum of cluster `shop` has 2 voters: if either fails, the quorum stops; two are no safer than one", at_voters(["brokers", 0])]}
}

test_variables if {
	resource := node(1, {"voters": [voter(2, 9093)], "unresolved": [{"at": at_voters([]), "variables": ["FIRST"]}]})
	of_node(resource) == set()
	unknown := rule.unknown with input as resource
	{violation.msg | some violation in unknown} == {"`controller.quorum.voters` of broker `kafka-1` needs `FIRST`: set it in `.env`"}
	of_cluster([resource], [{"at": at_voters(["brokers", 0]), "variables": ["FIRST"]}]) == set()
}
