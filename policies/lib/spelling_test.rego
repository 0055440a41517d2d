package hy_msg_lint.lib.spelling_test

import data.hy_msg_lint.lib.spelling

names := {
	"auto.create.topics.enable": {},
	"log.dirs": {},
	"log.retention.hours": {},
	"log.retention.ms": {},
	"min.insync.replicas": {},
	"tasks.max": {},
	"topics": {},
}

near(word) := {found.name: found.distance | some found in spelling.near(word, names)}

test_one_slip if {
	near("auto.create.topics.enabled") == {"auto.create.topics.enable": 1}
	near("auto.create.topic.enable") == {"auto.create.topics.enable": 1}
	near("min.insync.replikas") == {"min.insync.replicas": 1}
	near("in.insync.replicas") == {"min.insync.replicas": 1}
	near("mmin.insync.replicas") == {"min.insync.replicas": 1}
	near("Min.insync.replicas") == {"min.insync.replicas": 1}
	near("log.retention.m") == {"log.retention.ms": 1}
	near("task.max") == {"tasks.max": 1}
}

test_two_slips_side_by_side if {
	near("min.insycn.replicas") == {"min.insync.replicas": 2}
	near("min.insync.replicasss") == {"min.insync.replicas": 2}
	near("min.insync.repls") == {}
	near("min.insync.replis") == {"min.insync.replicas": 2}
	near("log.retention.hrs") == {"log.retention.hours": 2, "log.retention.ms": 2}
	near("log.retention.hous") == {"log.retention.hours": 1}
}

test_two_slips_apart_are_not_found if near("mn.insync.replica") == {}

test_min_is_another_word_than_max if near("tasks.min") == {}

test_repeated_characters if {
	spelling.distance("aaaaaaaa", "aaaaaaaaa") == 1
	spelling.distance("aaaaaaaaaa", "aaaaaaaa") == 2
	not spelling.distance("aaaaaaaaaaa", "aaaaaaaa")
}

test_the_same if spelling.distance("log.retention.ms", "log.retention.ms") == 0

test_short_names_are_near_nothing if {
	near("topic") == {}
	near("topcs") == {}
	near("") == {}
	not spelling.distance("ms", "mb")
}

test_characters_of_several_bytes if {
	near("min.insync.réplicas") == {"min.insync.replicas": 1}
	near("日本語日本語日本語") == {}
}

test_no_names if spelling.near("min.insync.replicas", {}) == set()

test_one_slip if {
	every pair in [["kafak", "kafka"], ["kafk", "kafka"], ["kaffka", "kafka"], ["kaffa", "kafka"], ["kafka1", "kafka2"]] {
		spelling.is_one_slip(pair[0], pair[1])
		spelling.is_one_slip(pair[1], pair[0])
	}
	every pair in [["kafka", "kafka"], ["kaf", "kafk"], ["akfak", "kafka"], ["broker", "kafka"], ["", "kafka"]] {
		not spelling.is_one_slip(pair[0], pair[1])
	}
}
