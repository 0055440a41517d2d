package hy_msg_lint.kafka.invalid_broker_config_test

import data.hy_msg_lint.kafka.invalid_broker_config as rule

broker(fields) := object.union(
	{"kind": "broker", "name": "kafka", "family": "apache", "roles": ["broker"], "properties": {}, "unresolved": []},
	fields,
)

refused(fields) := broker({"refusals": [object.union({"setting": "KAFKA_X", "value": "a", "expected": ["b"]}, fields)]})

test_nothing_refused if {
	rule.deny == set() with input as broker({})
	rule.unknown == set() with input as broker({})
}

test_refused if {
	violations := rule.deny with input as refused({"check": "inter-broker-unknown", "setting": "KAFKA_INTER_BROKER_LISTENER_NAME", "value": "CLIENT", "expected": ["INT", "EXT"]})
	violations == {{
		"msg": "`KAFKA_INTER_BROKER_LISTENER_NAME` is `CLIENT`, but no advertised listener has that name: broker `kafka` does not start",
		"at": ["refusals", 0, "value"],
		"help": "write one of `INT` and `EXT`",
		"related": [],
	}}
}

test_every_check_says_what_is_wrong_and_what_to_write if {
	every check, phrase in rule.phrases {
		violations := rule.deny with input as refused({"check": check, "other": "KAFKA_Y", "against": "c"})
		count(violations) == 1
		every violation in violations {
			not contains(violation.msg, "{")
			not contains(violation.help, "{")
			phrase.help != ""
		}
	}
}

test_what_other_rules_tell if {
	every check in ["default-listener-unmapped", "jaas-absent", "jaas-unknown", "inter-broker-mechanism"] {
		violations := rule.deny with input as refused({"check": check})
		violations == set()
	}
}

test_versions_that_differ_are_unknown if {
	node := refused({"check": "below-minimum", "since": "4.0"})
	denied := rule.deny with input as node
	denied == set()
	unknown := rule.unknown with input as node
	{violation.at | some violation in unknown} == {["refusals", 0, "value"]}
}

test_a_name_that_needs_a_variable_is_unknown if {
	node := broker({
		"properties": {"process.roles": "${ROLES}"},
		"unresolved": [{"at": ["properties", "process.roles"], "variables": ["ROLES"]}],
	})
	unknown := rule.unknown with input as node
	unknown == {{
		"msg": "whether Kafka refuses the configuration of broker `kafka` is not known: `process.roles` needs `ROLES`, which no file here sets",
		"at": ["properties", "process.roles"],
	}}
	elsewhere := rule.unknown with input as object.union(node, {"family": "strimzi"})
	elsewhere == set()
}

test_a_name_that_is_nearly_right_is_corrected if {
	fixes := {violation.fix | some violation in rule.deny with input as refused({"check": "inter-broker-unknown", "meant": "b"})}
	fixes == {{"title": "write `b`", "set": ["refusals", 0, "value"], "to": "b"}}
	none := {violation.fix | some violation in rule.deny with input as refused({"check": "inter-broker-unknown"})}
	none == set()
}
