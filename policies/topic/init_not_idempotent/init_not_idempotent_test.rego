package hy_msg_lint.topic.init_not_idempotent_test

import data.hy_msg_lint.topic.init_not_idempotent as rule

topic(command) := {"kind": "topic", "name": "orders", "config": {}, "declared_by": "kafka-topics", "command": command}

deny(resource) := violations if {
	violations := rule.deny with input as resource
}

test_works_once if {
	deny(topic({"idempotent": false, "tolerated": false})) == {{
		"msg": "topic `orders` is created without `--if-not-exists`: the command fails if the topic exists",
		"at": ["command"],
	}}
}

test_works_again if {
	deny(topic({"idempotent": true, "tolerated": false})) == set()
	deny(topic({"idempotent": false, "tolerated": true})) == set()
	deny(object.union(topic({"idempotent": false, "tolerated": false}), {"creates": false})) == set()
}

test_rpk_may_lack_the_flag if {
	made_by_rpk := object.union(topic({"idempotent": false, "tolerated": false}), {"declared_by": "rpk"})
	{violation.help | some violation in deny(made_by_rpk)} == {"add `--if-not-exists`, or `|| true` where `rpk` is too old to know it"}
}

test_no_command if deny({"kind": "topic", "name": "orders", "config": {}}) == set()

test_fix_adds_the_flag_behind_the_word_that_creates if {
	command := {"idempotent": false, "tolerated": false, "create": "--create"}
	wanted := {"title": "add `--if-not-exists`", "after": ["command", "create"], "word": "--if-not-exists"}
	{violation.fix | some violation in deny(topic(command))} == {wanted}
	made_by_rpk := object.union(topic(object.union(command, {"create": "create"})), {"declared_by": "rpk"})
	{violation.fix | some violation in deny(made_by_rpk)} == {object.union(wanted, {"safety": "unsafe"})}
}
