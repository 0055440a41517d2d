package hy_msg_lint.lib.cluster_test

import data.hy_msg_lint.lib.cluster

voter(id, host) := {"id": id, "host": host, "port": 9093}

node(name, group, fields) := object.union({"kind": "broker", "name": name, "group": group, "properties": {}}, fields)

names(brokers) := [[member.node.name | some member in group] | some group in cluster.groups({"brokers": brokers, "controllers": []})]

test_nodes_of_one_quorum_are_together if {
	voters := {"voters": [voter(1, "a"), voter(2, "b")]}
	other := {"voters": [voter(1, "c")]}
	names([node("a", 0, voters), node("c", 1, other), node("b", 0, voters)]) == [["a", "b"], ["c"]]
}

test_controllers_stand_with_their_brokers if {
	voters := {"voters": [voter(1, "c")]}
	groups := cluster.groups({"brokers": [node("b", 0, voters)], "controllers": [node("c", 0, voters)]})
	[[member.at | some member in group] | some group in groups] == [[["brokers", 0], ["controllers", 0]]]
}

test_who_names_nobody_else_is_left_out if {
	names([
		node("a", 0, {"voters": [voter(1, "localhost")]}),
		node("b", 0, {"voters": [voter(1, "127.0.0.1")]}),
		node("c", 0, {"voters": [voter(1, "0.0.0.0")]}),
		node("d", 0, {}),
		object.remove(node("e", 0, {"voters": [voter(1, "e")]}), ["group"]),
		node("f", 0, {"properties": {"zookeeper.connect": "localhost:2181"}}),
	]) == []
}

test_bootstrap_servers_and_zookeeper_join if {
	names([
		node("a", 0, {"properties": {"controller.quorum.bootstrap.servers": "c:9093"}}),
		node("b", 0, {"properties": {"controller.quorum.bootstrap.servers": "localhost:9093, c:9093"}}),
		node("z", 1, {"properties": {"zookeeper.connect": "zk:2181/one"}}),
		node("y", 1, {"properties": {"zookeeper.connect": "zk:2181/two/x"}}),
		node("x", 1, {"properties": {"zookeeper.connect": "zk:2181/one"}}),
	]) == [["a", "b"], ["z", "x"], ["y"]]
}

test_coordinators if {
	cluster.coordinators(node("a", 0, {
		"voters": [voter(1, "a"), voter(2, "localhost")],
		"properties": {"controller.quorum.bootstrap.servers": "b:9093, 127.0.0.1:9093", "zookeeper.connect": "y:2181,z:2181/k/l"},
	})) == {"a", "b", "y/k/l", "z/k/l"}
	cluster.coordinators(node("a", 0, {})) == set()
}
