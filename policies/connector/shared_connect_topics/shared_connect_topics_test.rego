package hy_msg_lint.connector.shared_connect_topics_test

import data.hy_msg_lint.connector.shared_connect_topics as rule

worker(name, group, topic) := {
	"name": name,
	"group": 0,
	"properties": {"bootstrap.servers": "kafka:9092", "group.id": group, "config.storage.topic": topic},
	"image_defaults": {},
}

at(node, kafka) := object.union(node, {"group": kafka})

deny(workers) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "connect_workers": workers}
}

test_two_groups_with_one_topic if {
	deny([worker("a", "g1", "configs"), worker("b", "g2", "configs")]) == {{
		"msg": "Connect workers `a` and `b` of different groups, `g1` and `g2`, use the same topic `configs`",
		"at": ["connect_workers", 1, "properties", "config.storage.topic"],
		"related": [{"at": ["connect_workers", 0, "properties", "config.storage.topic"], "msg": "the other worker uses it here"}],
	}}
}

test_each_group_is_found_once if {
	{violation.at[1] | some violation in deny([
		worker("a", "g1", "configs"),
		worker("b", "g2", "configs"),
		worker("c", "g1", "configs"),
		worker("d", "g2", "configs"),
		worker("e", "g3", "configs"),
	])} == {1, 4}
}

test_one_topic_for_different_data if {
	offsets := {"name": "b", "group": 0, "properties": {"bootstrap.servers": "kafka:9092", "group.id": "g2", "offset.storage.topic": "data"}}
	{violation.at | some violation in deny([worker("a", "g1", "data"), offsets])} == {["connect_workers", 1, "properties", "offset.storage.topic"]}
}

test_topic_of_the_image if {
	shipped := {"name": "b", "group": 0, "properties": {"bootstrap.servers": "kafka:9092", "group.id": "g2"}, "image_defaults": {"config.storage.topic": "configs"}}
	{violation.at | some violation in deny([worker("a", "g1", "configs"), shipped])} == {["connect_workers", 1, "image_defaults", "config.storage.topic"]}
}

test_workers_of_one_group_share_rightly if {
	deny([worker("a", "g", "configs"), worker("b", "g", "configs"), worker("c", "g", "configs")]) == set()
}

test_topics_of_their_own if deny([worker("a", "g1", "c1"), worker("b", "g2", "c2")]) == set()

test_topics_of_different_kafkas if {
	deny([worker("a", "g1", "configs"), at(worker("b", "g2", "configs"), 1)]) == set()
	count(deny([at(worker("a", "g1", "configs"), 1), at(worker("b", "g2", "configs"), 1)])) == 1
}

test_what_is_not_known if {
	deny([worker("a", "${G}", "configs"), worker("b", "g2", "configs")]) == set()
	deny([worker("a", "g1", "${T}"), worker("b", "g2", "${T}")]) == set()
	deny([worker("a", "g1", "configs"), object.remove(worker("b", "g2", "configs"), ["group"])]) == set()
	deny([]) == set()
}

test_standalone_workers_have_no_topics if {
	standalone := {"name": "a", "group": 0, "properties": {"bootstrap.servers": "kafka:9092", "offset.storage.file.filename": "/tmp/offsets"}}
	deny([standalone, standalone]) == set()
}
