package hy_msg_lint.kafka.unreachable_inter_broker_listener_test

import data.hy_msg_lint.kafka.unreachable_inter_broker_listener as rule

edge(from, told, better) := {
	"from": from,
	"where": "inter_broker",
	"answer": "listener",
	"service": "kafka-1",
	"listener": "INTERNAL",
	"advertised_host": "localhost",
	"advertised_port": 19092,
	"told": told,
	"better": better,
}

client(from, told) := object.union(edge(from, told, []), {"where": "environment", "host": "kafka-1", "port": 19092})

listener(peers, clients) := {
	"kind": "listener",
	"name": "INTERNAL",
	"broker": "kafka-1",
	"service": "kafka-1",
	"port": 19092,
	"inter_broker": true,
	"advertised_host": "localhost",
	"advertised_port": 19092,
	"published": [],
	"published_unknown": [],
	"clients": clients,
	"peer_connections": peers,
	"project": {"services": {"kafka-1": {"names": ["kafka-1"]}, "kafka-2": {"names": ["kafka-2"]}}},
}

said(resource) := {[violation.msg, violation.at, violation.help, [one.at | some one in violation.related]] |
	some violation in rule.deny with input as resource
}

test_all_are_sent_to_themselves if {
	said(listener([edge("kafka-2", "own_container", []), edge("kafka-3", "own_container", [])], [])) == {[
		"the other brokers cannot replicate from `kafka-1`: listener `INTERNAL` sends them to `localhost:19092`, which is their own container",
		["advertised_host"],
		"advertise `kafka-1:19092`, and give the host a listener of its own if it needs one",
		[["peer_connections", 0, "from"]],
	]}
}

test_some_share_no_network if {
	peers := [edge("kafka-2", "apart", []), edge("kafka-3", "apart", []), edge("kafka-4", "reached", [])]
	named := {"advertised_host": "kafka-1"}
	said(object.union(listener(peers, []), named)) == {[
		"brokers `kafka-2` and `kafka-3` cannot replicate from `kafka-1`: listener `INTERNAL` sends them to `kafka-1:19092`, but `kafka-1` is on none of their networks",
		["advertised_host"],
		"let all brokers of the cluster join one network",
		[["peer_connections", 0, "from"]],
	]}
}

test_a_slip_of_the_pen if {
	slip := {"advertised_host": "kafka1"}
	said(object.union(listener([object.union(edge("kafka-2", "nobody", []), slip)], []), slip)) == {[
		"broker `kafka-2` cannot replicate from `kafka-1`: listener `INTERNAL` sends it to `kafka1:19092`, but no service of the project is called `kafka1`; did you mean `kafka-1`?",
		["advertised_host"],
		"advertise `kafka-1:19092`",
		[["peer_connections", 0, "from"]],
	]}
}

test_port if {
	{[one[1], one[2]] | some one in said(listener([edge("kafka-2", "closed", [])], []))} == {[["advertised_port"], "advertise `kafka-1:19092`"]}
}

test_a_listener_that_binds_no_network if {
	inside := object.union(edge("kafka-2", "closed", []), {"bound_host": "127.0.0.1"})
	{[one[0], one[2]] | some one in said(listener([inside], []))} == {[
		"broker `kafka-2` cannot replicate from `kafka-1`: listener `INTERNAL` sends it to `localhost:19092`, but the listener binds only `127.0.0.1` inside its container",
		"leave the host of the listener empty in `listeners`, so that it binds every interface",
	]}
}

test_another_listener_would_do if {
	better := [{"name": "DOCKER", "port": 29092, "host": "kafka-1"}]
	{one[2] | some one in said(listener([edge("kafka-2", "own_container", better)], []))} == {
		"advertise `kafka-1:19092`, or set `inter.broker.listener.name` to `DOCKER`, which they reach",
	}
}

test_clients_are_named_too if {
	clients := [client("ui", "own_container"), client("ui", "own_container"), client("app", "reached"), object.remove(client("", "not_published"), ["from"])]
	{one[3] | some one in said(listener([edge("kafka-2", "own_container", [])], clients))} == {[["peer_connections", 0, "from"], ["clients", 0, "host"]]}
}

test_reached if {
	every told in ["reached", "outside", "unknown"] {
		said(listener([edge("kafka-2", told, [])], [])) == set()
	}
	said(listener([], [client("ui", "own_container")])) == set()
}

node(name) := {"kind": "broker", "name": name, "service": name, "roles": ["broker"], "ensemble": 0, "properties": {}}

broker(host, others) := object.union(node("kafka-1"), {
	"listeners": [{"name": "INTERNAL", "port": 19092, "inter_broker": true, "advertised_host": host}],
	"cluster": {
		"brokers": array.concat([node("kafka-1")], others),
		"controllers": [],
		"nodes_by_name": {"kafka-1": [["brokers", 0]]},
	},
	"project": {"services": {"kafka-1": {"names": ["kafka-1"]}, "kafka-2": {"names": ["kafka-2"]}}},
})

found(resource) := {[violation.msg, violation.at] | some violation in rule.deny with input as resource}

test_brokers_of_other_projects if {
	found(broker("localhost", [node("kafka-7")])) == {[
		"broker `kafka-1` advertises `localhost` to the other brokers, which each of them resolves to itself",
		["listeners", 0, "advertised_host"],
	]}
	found(broker("kafka-1", [node("kafka-7")])) == set()
	found(broker("localhost", [])) == set()
	found(broker("localhost", [object.union(node("kafka-7"), {"ensemble": 1})])) == set()
	found(broker("localhost", [object.remove(node("kafka-7"), ["ensemble"])])) == set()
}

test_the_listener_speaks_of_those_of_its_own if {
	found(broker("localhost", [node("kafka-2")])) == set()
	found(broker("localhost", [node("kafka-2"), node("kafka-7")])) == set()
}

test_alone if {
	found(object.union(object.remove(broker("localhost", []), ["cluster"]), {"cluster": null})) == set()
	found(object.remove(broker("localhost", [node("kafka-7")]), ["service"])) == set()
}

properties(fields) := object.union(
	{
		"kind": "broker",
		"name": "server",
		"roles": ["broker", "controller"],
		"project": null,
		"cluster": null,
		"listeners": [{"name": "PLAINTEXT", "port": 9092, "inter_broker": true, "advertised_host": "localhost"}],
		"properties": {"controller.quorum.voters": "1@k1:9093,2@k2:9093,3@k3:9093"},
	},
	fields,
)

test_a_properties_file if {
	count(found(properties({}))) == 1
	found(properties({"roles": ["broker"]})) == set()
	found(object.union(object.remove(properties({}), ["properties"]), {"properties": {"controller.quorum.voters": "1@localhost:9093"}})) == set()
	found(object.union(object.remove(properties({}), ["properties"]), {"properties": {"zookeeper.connect": "a:2181,b:2181,c:2181"}})) == set()
	found(properties({"listeners": [{"name": "PLAINTEXT", "port": 9092, "inter_broker": true, "advertised_host": "k1"}]})) == set()
}
