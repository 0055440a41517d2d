package hy_msg_lint.connector.connect_group_clash_test

import data.hy_msg_lint.connector.connect_group_clash as rule

worker(name, properties) := {"name": name, "properties": object.union({"group.id": "g"}, properties)}

deny(workers) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "connect_workers": workers}
}

test_one_group_with_different_topics if {
	{violation.msg | some violation in deny([
		worker("a", {"offset.storage.topic": "o1", "config.storage.topic": "c"}),
		worker("b", {"offset.storage.topic": "o2", "config.storage.topic": "c"}),
	])} == {"Connect workers `a` and `b` are of one group, `g`, and have different topics for `offset.storage.topic`: `o1` and `o2`"}
}

test_agreement if {
	deny([worker("a", {"offset.storage.topic": "o"}), worker("b", {"offset.storage.topic": "o"})]) == set()
	deny([worker("a", {"offset.storage.topic": "o1"}), worker("b", {"group.id": "h", "offset.storage.topic": "o2"})]) == set()
}

test_what_is_not_known if {
	deny([worker("a", {"offset.storage.topic": "${O}"}), worker("b", {"offset.storage.topic": "o"})]) == set()
	deny([worker("a", {}), worker("b", {"offset.storage.topic": "o"})]) == set()
	deny([worker("a", {"group.id": "${G}"}), worker("b", {"group.id": "${G}", "offset.storage.topic": "o"})]) == set()
}
