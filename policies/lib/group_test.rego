package hy_msg_lint.lib.group_test

import data.hy_msg_lint.lib.group

test_neighbours_with_one_key if {
	group.repeated([["b", 0], ["a", 1], ["b", 2], ["c", 3], ["b", 4]]) == [
		{"key": "b", "first": 0, "again": 2},
		{"key": "b", "first": 2, "again": 4},
	]
}

test_nothing_repeated if {
	group.repeated([]) == []
	group.repeated([["a", 0]]) == []
	group.repeated([["a", 0], ["b", 0]]) == []
}
