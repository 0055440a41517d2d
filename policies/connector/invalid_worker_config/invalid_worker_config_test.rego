package hy_msg_lint.connector.invalid_worker_config_test

import data.hy_msg_lint.connector.invalid_worker_config as rule

worker(fields) := {"kind": "connect_worker", "name": "connect", "refusals": [object.union(
	{"setting": "CONNECT_X", "value": "a", "expected": ["b"], "other": "CONNECT_Y"},
	fields,
)]}

test_nothing_refused if {
	rule.deny == set() with input as {"kind": "connect_worker", "name": "connect"}
	rule.unknown == set() with input as {"kind": "connect_worker", "name": "connect"}
}

test_absent if {
	violations := rule.deny with input as worker({"check": "required-absent", "setting": "CONNECT_GROUP_ID", "value": ""})
	violations == {{
		"msg": "Connect worker `connect` lacks `CONNECT_GROUP_ID`: it does not start",
		"at": ["refusals", 0, "value"],
		"help": "set `CONNECT_GROUP_ID`",
	}}
}

test_several_absent_are_one if {
	violations := rule.deny with input as {"kind": "connect_worker", "name": "connect", "refusals": [
		{"check": "required-absent", "setting": "A", "value": "", "expected": []},
		{"check": "required-absent", "setting": "B", "value": "", "expected": []},
		{"check": "required-absent", "setting": "C", "value": "", "expected": [], "since": "4.2"},
	]}
	{violation.msg | some violation in violations} == {"Connect worker `connect` lacks `A` and `B`: it does not start"}
}

test_every_check_has_its_words if {
	every check, _ in rule.phrases {
		violations := rule.deny with input as worker({"check": check})
		count(violations) == 1
		every violation in violations {
			not contains(violation.msg, "{")
			not contains(violation.help, "{")
		}
	}
}

test_logins_are_told_elsewhere if {
	violations := rule.deny with input as worker({"check": "client-jaas-absent"})
	violations == set()
}

test_versions_that_differ_are_unknown if {
	every check in ["empty-item", "required-absent"] {
		unknown := rule.unknown with input as worker({"check": check, "since": "4.2"})
		count(unknown) == 1
	}
}

test_a_value_that_is_nearly_right_is_corrected if {
	fixes := {violation.fix | some violation in rule.deny with input as worker({"check": "not-one-of", "meant": "b"})}
	fixes == {{"title": "write `b`", "set": ["refusals", 0, "value"], "to": "b"}}
}
