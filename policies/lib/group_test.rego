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

test_slices if {
	members := [{"group": "b", "n": 1}, {"group": "a", "n": 2}, {"group": "b", "n": 3}]
	[[member.n | some member in slice] | some slice in group.slices(members)] == [[2], [1, 3]]
	group.slices([]) == []
}

test_usual if {
	group.usual([2, 1, 1]) == 1
	group.usual(["b", "a"]) == "b"
	group.usual([3, 1, 2, 2]) == 3
	group.usual(["x"]) == "x"
	not group.usual([])
}

test_firsts if {
	group.firsts([["b", 2], ["a", 1], ["b", 0], ["a", 3]]) == [["a", 1], ["b", 0]]
	group.firsts([]) == []
}
