package hy_msg_lint.kafka.broken_quorum_test

import data.hy_msg_lint.kafka.broken_quorum as rule

voter(id, port) := {"id": id, "host": sprintf("kafka-%d", [id]), "port": port}

voters := [voter(1, 9093), voter(2, 9093), voter(3, 9093)]

node(id, fields) := object.union(
	{
		"kind": "broker",
		"name": sprintf("kafka-%d", [id]),
		"service": sprintf("kafka-%d", [id]),
		"roles": ["broker", "controller"],
		"group": 0,
		"node_id": id,
		"voters": voters,
		"voters_malformed": false,
		"listeners": [{"name": "CONTROLLER", "port": 9093, "controller": true}],
		"properties": {},
	},
	fields,
)

cluster(nodes) := {"kind": "cluster", "name": "shop", "form": "compose", "complete": true, "brokers": nodes, "controllers": []}

said(nodes) := {violation.msg |
	some violation in rule.deny with input as cluster(nodes)
}

test_a_quorum_of_three if said([node(1, {}), node(2, {}), node(3, {})]) == set()

test_without_voters_there_is_nothing_to_compare if {
	said([node(1, {"voters": []}), node(2, {"voters": []})]) == set()
	said([object.remove(node(1, {}), ["voters"])]) == set()
}

test_not_three_parts if {
	said([node(1, {"voters_malformed": true}), node(2, {}), node(3, {})]) == {"`controller.quorum.voters` of broker `kafka-1` has a part that is not `id@host:port`"}
}

test_nodes_that_disagree if {
	said([node(1, {}), node(2, {"voters": [voter(1, 9093), voter(2, 9093)]}), node(3, {})]) == {"broker `kafka-2` names other controllers than broker `kafka-1`"}
	said([node(1, {}), node(2, {}), node(3, {}), node(4, {"group": 1, "voters": [voter(4, 9093)]})]) == set()
}

test_another_id if {
	said([node(1, {}), node(2, {"node_id": 7}), node(3, {})]) == {"`controller.quorum.voters` has `2@kafka-2:9093`, and broker `kafka-2` has the id 7"}
	said([node(1, {}), node(2, {"node_id": "${ID}"}), node(3, {})]) == set()
}

test_another_port if {
	listeners := [{"name": "CONTROLLER", "port": 29093, "controller": true}]
	said([node(1, {}), node(2, {"listeners": listeners}), node(3, {})]) == {"`controller.quorum.voters` has `2@kafka-2:9093`, and broker `kafka-2` listens to controllers at 29093"}
}

test_no_controller if {
	said([node(1, {}), node(2, {"roles": ["broker"]}), node(3, {})]) == {"`controller.quorum.voters` has `2@kafka-2:9093`, and broker `kafka-2` is no controller"}
}

test_nobody_of_that_name if {
	said([node(1, {}), node(2, {})]) == {"`controller.quorum.voters` names `kafka-3`, and no node of this cluster is called that"}
	rule.deny == set() with input as object.union(cluster([node(1, {}), node(2, {})]), {"complete": false})
}

test_size if {
	one := [voter(1, 9093)]
	two := [voter(1, 9093), voter(2, 9093)]
	said([node(1, {"voters": one})]) == {"cluster `shop` has one controller: when it stops, nothing can be changed or elected"}
	said([node(1, {"voters": two}), node(2, {"voters": two})]) == {"cluster `shop` has 2 controllers: an even number tolerates no more failures than one less"}
}
