package hy_msg_lint.compose.quoted_variable_test

import data.hy_msg_lint.compose.quoted_variable as rule

service(variables) := {"kind": "service", "name": "kafka", "start_script": {"image": "apache/kafka"}, "quoted_variables": variables}

found(input_service) := {[violation.msg, violation.at, violation.severity, violation.help] |
	some violation in rule.deny with input as input_service
}

test_one if {
	found(service({"KAFKA_LISTENERS": "\"PLAINTEXT://:9092\""})) == {[
		"`KAFKA_LISTENERS` of service `kafka` has quotation marks in the value: Compose keeps them inside a list entry",
		["quoted_variables", "KAFKA_LISTENERS"],
		"error",
		"write `- KAFKA_LISTENERS=PLAINTEXT://:9092`, or quote the whole entry",
	]}
}

test_several_are_one if {
	messages := {message | some [message, _, _, _] in found(service({"KAFKA_A": "'a'", "KAFKA_B": "'b'"}))}
	messages == {"`KAFKA_A` and `KAFKA_B` of service `kafka` have quotation marks in the value: Compose keeps them inside a list entry"}
	many := {message | some [message, _, _, _] in found(service({"KAFKA_A": "'a'", "KAFKA_B": "'b'", "KAFKA_C": "'c'", "KAFKA_D": "'d'"}))}
	many == {"`KAFKA_A`, `KAFKA_B` and 2 other variables of service `kafka` have quotation marks in the value: Compose keeps them inside a list entry"}
}

test_words_that_are_changed_and_not_broken if {
	found(service({"KAFKA_SSL_KEY_PASSWORD": "\"secret\""})) == {[
		"`KAFKA_SSL_KEY_PASSWORD` of service `kafka` has quotation marks in the value: Compose keeps them inside a list entry",
		["quoted_variables", "KAFKA_SSL_KEY_PASSWORD"],
		"warning",
		"remove the quotation marks, or quote the whole entry",
	]}
	severities := {severity | some [_, _, severity, _] in found(service({"CONNECT_GROUP_ID": "\"a\""}))}
	severities == {"warning"}
}

test_fine if {
	found({"kind": "service", "name": "kafka"}) == set()
	found(service({"TZ": "\"UTC\""})) == set()
}

fixes(variables) := {violation.fix | some violation in rule.deny with input as service(variables)}

test_fix if {
	fixes({"KAFKA_A": "'a'", "KAFKA_B": "\"b,c\""}) == {{
		"title": "remove the quotation marks of `KAFKA_A` and `KAFKA_B`",
		"edits": [
			{"set": ["quoted_variables", "KAFKA_A"], "to": "a"},
			{"set": ["quoted_variables", "KAFKA_B"], "to": "b,c"},
		],
	}}
	fixes({"KAFKA_SSL_KEY_PASSWORD": "'b'"}) == set()
}

test_what_has_no_fix_is_a_finding_of_its_own if {
	mixed := {"KAFKA_A": "'a'", "KAFKA_B": "'b c'", "KAFKA_SSL_KEY_PASSWORD": "'d'"}
	{fix.title | some fix in fixes(mixed)} == {"remove the quotation marks of `KAFKA_A`"}
	{[severity, at[1]] | some [_, at, severity, _] in found(service(mixed))} == {["error", "KAFKA_A"], ["error", "KAFKA_B"]}
}
