package hy_msg_lint.connector.connect_group_clash_test

import data.hy_msg_lint.connector.connect_group_clash as rule

worker(name, properties) := {
	"name": name,
	"group": 0,
	"properties": object.union({"bootstrap.servers": "kafka:9092", "group.id": "g"}, properties),
	"image_defaults": {},
}

deny(workers) := denied({
	"kind": "cluster",
	"connect_workers": workers,
})

denied(cluster) := violations if {
	violations := rule.deny with input as cluster
}

ats(workers) := {violation.at | some violation in deny(workers)}

test_one_group_with_different_topics if {
	deny([
		worker("a", {"offset.storage.topic": "o1", "config.storage.topic": "c"}),
		worker("b", {"offset.storage.topic": "o2", "config.storage.topic": "c"}),
	]) == {{
		"msg": "Connect worker `b` uses topic `o2` for `offset.storage.topic`, but worker `a` of the same group `g` uses `o1`",
		"at": ["connect_workers", 1, "properties", "offset.storage.topic"],
		"related": [{"at": ["connect_workers", 0, "properties", "offset.storage.topic"], "msg": "worker `a` uses this topic"}],
		"help": "give the workers the same topics, or give each Connect cluster its own `group.id`",
		"fix": {"title": "set `offset.storage.topic` to `o1`, as on the other workers", "set": ["connect_workers", 1, "properties", "offset.storage.topic"], "to": "o1"},
	}}
}

test_the_one_that_differs_from_most if {
	odd_one_first := [
		worker("a", {"config.storage.topic": "old"}),
		worker("b", {"config.storage.topic": "c"}),
		worker("c", {"config.storage.topic": "c"}),
	]
	ats(odd_one_first) == {["connect_workers", 0, "properties", "config.storage.topic"]}
}

test_topic_of_the_image if {
	shipped := object.union(worker("b", {}), {"image_defaults": {"config.storage.topic": "connect-configs"}})
	ats([worker("a", {"config.storage.topic": "c"}), shipped]) == {["connect_workers", 1, "image_defaults", "config.storage.topic"]}
}

test_agreement if {
	deny([worker("a", {"offset.storage.topic": "o"}), worker("b", {"offset.storage.topic": "o"}), worker("c", {"offset.storage.topic": "o"})]) == set()
	deny([worker("a", {"offset.storage.topic": "o1"}), worker("b", {"group.id": "h", "offset.storage.topic": "o2"})]) == set()
	deny([worker("a", {"offset.storage.topic": "o1"})]) == set()
	deny([]) == set()
}

test_one_group_on_two_kafkas if {
	deny([worker("a", {"offset.storage.topic": "o1"}), object.union(worker("b", {"offset.storage.topic": "o2"}), {"group": 1})]) == set()
	deny([worker("a", {"offset.storage.topic": "o1"}), object.remove(worker("b", {"offset.storage.topic": "o2"}), ["group"])]) == set()
}

test_what_is_not_known if {
	deny([worker("a", {"offset.storage.topic": "${O}"}), worker("b", {"offset.storage.topic": "o"})]) == set()
	deny([worker("a", {}), worker("b", {"offset.storage.topic": "o"})]) == set()
	deny([worker("a", {"group.id": "${G}"}), worker("b", {"group.id": "${G}", "offset.storage.topic": "o"})]) == set()
}

strimzi(name, group) := object.union(worker(name, {"group.id": group, "config.storage.topic": "configs"}), {"connect_cluster": name})

test_connect_clusters_with_names_of_their_own if {
	cluster := {"connect_workers": [strimzi("orders", "connect-cluster"), strimzi("payments", "connect-cluster")]}
	{[violation.msg, violation.at] | some violation in denied(cluster)} == {[
		"Connect clusters `orders` and `payments` have the same group `connect-cluster`, so they form one Connect cluster",
		["connect_workers", 1, "properties", "group.id"],
	]}
	denied(object.union(cluster, {"connect_workers": [strimzi("orders", "orders"), strimzi("payments", "payments")]})) == set()
	denied(object.union(cluster, {"connect_workers": [strimzi("orders", "connect"), strimzi("orders", "connect")]})) == set()
}
