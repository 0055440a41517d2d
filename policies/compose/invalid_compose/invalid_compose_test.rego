package hy_msg_lint.compose.invalid_compose_test

import data.hy_msg_lint.compose.invalid_compose as rule

deny(fields) := violations if {
	violations := rule.deny with input as object.union({"kind": "defect", "name": "compose", "unresolved": []}, fields)
}

test_a_defect_is_told_in_its_own_words if {
	deny({"form": "compose", "message": "m", "help": "h", "related": ["r", "s"]}) == {{
		"msg": "m",
		"at": ["message"],
		"help": "h",
		"related": [{"at": ["related", 0], "msg": "r"}, {"at": ["related", 1], "msg": "s"}],
	}}
}

test_without_help if {
	deny({"form": "compose", "message": "m", "related": []}) == {{"msg": "m", "at": ["message"], "related": []}}
}

test_other_forms_are_not_its_business if deny({"form": "topics", "message": "m", "related": []}) == set()
