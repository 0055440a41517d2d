package hy_msg_lint.connector.invalid_connector_test

import data.hy_msg_lint.connector.invalid_connector as rule

deny(fields) := violations if {
	violations := rule.deny with input as object.union({"kind": "defect", "name": "connector", "unresolved": []}, fields)
}

test_a_defect_is_told_in_its_own_words if {
	deny({"form": "connector", "message": "m", "help": "h", "related": ["r"]}) == {{
		"msg": "m",
		"at": ["message"],
		"help": "h",
		"related": [{"at": ["related", 0], "msg": "r"}],
	}}
}

test_other_forms_are_not_its_business if deny({"form": "topic", "message": "m", "related": []}) == set()

test_what_is_there_and_not_read_is_unknown if {
	unread := {"form": "connector", "message": "m", "related": [], "unread": true}
	deny(unread) == set()
	unknown := rule.unknown with input as object.union({"kind": "defect", "name": "connector", "unresolved": []}, unread)
	{[violation.msg, violation.at] | some violation in unknown} == {["m", ["message"]]}
}

test_a_misspelt_word_is_corrected if {
	defect := {"form": "connector", "message": "m", "related": [], "meant": "right"}
	{one.fix | some one in deny(object.union(defect, {"misspelt": {"name": "rihgt"}}))} == {{"title": "write `right`", "rename": ["misspelt", "name"], "to": "right"}}
	{one.fix | some one in deny(object.union(defect, {"misspelt": {"value": "rihgt"}}))} == {{"title": "write `right`", "set": ["misspelt", "value"], "to": "right"}}
}
