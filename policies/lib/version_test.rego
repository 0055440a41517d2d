package hy_msg_lint.lib.version_test

import data.hy_msg_lint.lib.version

test_numbers_are_compared_part_by_part if {
	version.is_below("1.9.7", "2.0")
	version.is_below("2.9", "2.10")
	version.is_below("1", "2.0")
	not version.is_below("2", "2.0")
	not version.is_below("2", "2.6")
	not version.is_below("2.0", "2.0")
	not version.is_below("2.10", "2.9")
	not version.is_below("latest", "2.0")
}

test_what_is_not_below_is_from_there_on if {
	version.is_from("2.0", "2.0")
	version.is_from("3.1", "2.6")
	version.is_from("latest", "2.6")
	not version.is_from("2.5.4", "2.6")
}

test_a_major_version_is_any_of_its_own if {
	version.is_from("2", "2.0")
	version.is_from("3", "2.6")
	not version.is_from("2", "2.6")
	version.is_open("2", "2.6")
	version.is_open("2.6", "2.6.1")
	not version.is_open("2", "2.0")
	not version.is_open("1", "2.6")
	not version.is_open("2.6.1", "2.6")
	not version.is_open("latest", "2.6")
}
