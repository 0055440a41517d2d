package hy_msg_lint.connector.shared_connect_topics_test

import data.hy_msg_lint.connector.shared_connect_topics as rule

worker(name, group, topic) := {"name": name, "properties": {"group.id": group, "config.storage.topic": topic}}

deny(workers) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "connect_workers": workers}
}

test_two_groups_with_one_topic if {
	deny([worker("a", "g1", "configs"), worker("b", "g2", "configs")]) == {{
		"msg": "Connect workers `a` and `b` are of different groups and keep their data in one topic, `configs`",
		"at": ["connect_workers", 1, "properties", "config.storage.topic"],
		"related": [{"at": ["connect_workers", 0, "properties", "config.storage.topic"], "msg": "the other worker"}],
	}}
}

test_workers_of_one_group_share_rightly if {
	deny([worker("a", "g", "configs"), worker("b", "g", "configs"), worker("c", "g", "configs")]) == set()
}

test_topics_of_their_own if deny([worker("a", "g1", "c1"), worker("b", "g2", "c2")]) == set()

test_what_is_not_known if {
	deny([worker("a", "${G}", "configs"), worker("b", "g2", "configs")]) == set()
	deny([worker("a", "g1", "${T}"), worker("b", "g2", "${T}")]) == set()
	deny([]) == set()
}
