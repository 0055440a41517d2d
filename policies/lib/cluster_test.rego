package hy_msg_lint.lib.cluster_test

import data.hy_msg_lint.lib.cluster

node(name, ensemble) := {"kind": "broker", "name": name, "ensemble": ensemble}

names(brokers) := [[member.node.name | some member in group] | some group in cluster.groups({"brokers": brokers, "controllers": []})]

test_nodes_of_one_ensemble_are_together if {
	names([node("a", 0), node("c", 1), node("b", 0)]) == [["a", "b"], ["c"]]
}

test_controllers_stand_with_their_brokers if {
	groups := cluster.groups({"brokers": [node("b", 0)], "controllers": [node("c", 0)]})
	[[member.at | some member in group] | some group in groups] == [[["brokers", 0], ["controllers", 0]]]
}

test_who_names_nobody_else_is_left_out if {
	names([{"name": "a", "group": 0}, node("b", 0)]) == [["b"]]
}
