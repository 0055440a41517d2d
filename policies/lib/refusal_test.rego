package hy_msg_lint.lib.refusal_test

import data.hy_msg_lint.lib.refusal

phrases := {"wrong": {"msg": "{setting} has {value}, not {expected}; see {other}", "help": "write one of {expected}", "related": "{other} is here"}}

node(fields) := {"kind": "broker", "name": "kafka", "roles": ["broker"], "refusals": [object.union(
	{"check": "wrong", "setting": "KAFKA_X", "value": "a", "expected": ["b", "c"], "other": "KAFKA_Y"},
	fields,
)]}

test_a_refusal_is_a_violation if {
	refusal.denied(node({"against": "y"}), phrases) == {{
		"msg": "`KAFKA_X` has `a`, not `b` and `c`; see `KAFKA_Y`: broker `kafka` does not start",
		"at": ["refusals", 0, "value"],
		"help": "write one of `b` and `c`",
		"related": [{"at": ["refusals", 0, "against"], "msg": "`KAFKA_Y` is here"}],
	}}
}

test_what_is_meant_is_written if {
	helps := {violation.help | some violation in refusal.denied(node({"meant": "b"}), phrases)}
	helps == {"write `b`"}
}

test_no_phrase_no_violation if {
	refusal.denied(node({"check": "other"}), phrases) == set()
	refusal.denied({"kind": "broker", "name": "kafka", "roles": ["broker"]}, phrases) == set()
}

test_versions_in_doubt if {
	refusal.denied(node({"since": "4.0"}), phrases) == set()
	messages := {violation.msg |
		some fields in [{"since": "4.0"}, {"until": "3.9"}]
		some violation in refusal.in_doubt(node(fields), phrases)
	}
	messages == {
		"`KAFKA_X` has `a`, not `b` and `c`; see `KAFKA_Y`: Kafka rejects this from 4.0 on, and the version of broker `kafka` is not known",
		"`KAFKA_X` has `a`, not `b` and `c`; see `KAFKA_Y`: Kafka rejects this up to 3.9, and the version of broker `kafka` is not known",
	}
	refusal.in_doubt(node({}), phrases) == set()
}

test_a_value_may_be_empty if {
	refusal.filled("{setting} is {value}", {"setting": "x", "value": "", "expected": []}) == "`x` is empty"
}
