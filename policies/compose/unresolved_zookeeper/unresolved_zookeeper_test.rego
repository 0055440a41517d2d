package hy_msg_lint.compose.unresolved_zookeeper_test

import data.hy_msg_lint.compose.unresolved_zookeeper as rule

project := {
	"complete": true,
	"services": {
		"zookeeper": {"runs": "zookeeper", "names": ["zookeeper"]},
		"registry": {"runs": "schema_registry", "names": ["registry"]},
		"kafka": {"runs": "broker", "names": ["kafka"], "network_mode": "bridge"},
	},
}

offered := [{"host": "zookeeper", "port": 2181}]

edge(fields) := object.union({"host": "zookeeper", "port": 2181, "service": "zookeeper", "better": offered}, fields)

broker(edges) := {
	"kind": "broker",
	"name": "kafka",
	"service": "kafka",
	"roles": ["broker"],
	"variable_prefix": "KAFKA_",
	"properties": {"zookeeper.connect": "zookeeper:2181"},
	"image_defaults": {},
	"zookeepers": edges,
	"project": project,
	"unresolved": [],
}

said(resource) := {[violation.msg, violation.at, violation.help] | some violation in rule.deny with input as resource}

test_its_own_container if {
	said(broker([edge({"host": "localhost", "answer": "own_container"})])) == {[
		"broker `kafka` does not start: it looks for ZooKeeper at `localhost:2181`, which is its own container, where no ZooKeeper runs",
		["zookeepers", 0, "host"],
		"write `zookeeper:2181` in place of `localhost:2181`",
	]}
}

test_without_any_zookeeper if {
	said(broker([edge({"host": "localhost", "answer": "own_container", "better": []})])) == {[
		"broker `kafka` does not start: it looks for ZooKeeper at `localhost:2181`, which is its own container, where no ZooKeeper runs",
		["zookeepers", 0, "host"],
		"set `KAFKA_ZOOKEEPER_CONNECT` to ZooKeeper's service name and the port that it listens to",
	]}
}

test_a_name_that_nobody_has if {
	messages := {message | some [message, _, _] in said(broker([edge({"host": "zookeper", "answer": "nobody"})]))}
	messages == {"broker `kafka` does not start: it looks for ZooKeeper at `zookeper:2181`, but no service of the project is called `zookeper`; did you mean `zookeeper`?"}
}

test_another_port if {
	found := said(broker([edge({"port": 2182, "answer": "closed", "ports": [2181]})]))
	found == {[
		"broker `kafka` does not start: it looks for ZooKeeper at `zookeeper:2182`, but `zookeeper` listens on 2181",
		["zookeepers", 0, "port"],
		"write `zookeeper:2181` in place of `zookeeper:2182`",
	]}
}

test_another_server if {
	messages := {message | some [message, _, _] in said(broker([edge({"host": "registry", "service": "registry", "answer": "no_zookeeper"})]))}
	messages == {"broker `kafka` does not start: it looks for ZooKeeper at `registry:2181`, which is a Schema Registry and not ZooKeeper"}
}

test_networks if {
	helps := {[answer, help] |
		some answer in ["apart", "host_network", "no_names"]
		some [_, _, help] in said(broker([edge({"answer": answer, "better": []})]))
	}
	helps == {
		["apart", "add both services to one network: `kafka` and `zookeeper`"],
		["host_network", "remove `network_mode`, or write `localhost` and a published port of ZooKeeper"],
		["no_names", "remove `network_mode`, or write `localhost` and a published port of ZooKeeper"],
	}
	messages := {message | some [message, _, _] in said(broker([edge({"answer": "no_names"})]))}
	messages == {"broker `kafka` does not start: it looks for ZooKeeper at `zookeeper:2181`, but the name does not resolve, because of the `network_mode` of `kafka`"}
}

test_apart_in_a_part_of_a_project if {
	part := broker([edge({"answer": "apart"})])
	said(object.union(part, {"project": {"complete": false}})) == set()
}

test_one_of_several_is_enough if {
	violations := rule.deny with input as broker([edge({"answer": "zookeeper"}), edge({"host": "zoo", "answer": "nobody"})])
	{[violation.severity, violation.msg] | some violation in violations} == {["warning", "broker `kafka` looks for ZooKeeper at `zoo:2181` as well, but no service of the project is called `zoo`"]}
}

test_a_variable_is_unknown if {
	open := object.union(broker([]), {"unresolved": [{"at": ["properties", "zookeeper.connect"], "variables": ["ZK"]}]})
	unknown := rule.unknown with input as open
	{violation.msg | some violation in unknown} == {"whether broker `kafka` finds ZooKeeper needs `ZK`: set it in `.env`"}
	alone := rule.unknown with input as object.union(open, {"project": {"services": {"zookeeper": {"runs": null}}}})
	alone == set()
	other := object.union(open, {"zookeepers": [edge({"host": "localhost", "answer": "own_container"})]})
	violations := rule.deny with input as other
	{violation.severity | some violation in violations} == {"warning"}
}

test_what_uses_no_zookeeper if {
	wrong := broker([edge({"host": "localhost", "answer": "own_container"})])
	said(object.union(wrong, {"kafka_version": "4.1.0"})) == set()
	said(object.union(wrong, {"properties": {"process.roles": "broker"}})) == set()
	registry := object.union(wrong, {"kind": "schema_registry", "properties": {"kafkastore.connection.url": "localhost:2181"}})
	said(registry) == set()
	said(object.union(registry, {"kafka_version": "3.0"})) == set()
	count(said(object.union(registry, {"kafka_version": "2.8"}))) == 1
}

test_fine if {
	every answer in ["zookeeper", "outside", "unknown"] {
		said(broker([edge({"answer": answer})])) == set()
	}
	said(broker([])) == set()
}
