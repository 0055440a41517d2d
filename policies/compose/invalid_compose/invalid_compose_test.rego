package hy_msg_lint.compose.invalid_compose_test

import data.hy_msg_lint.compose.invalid_compose as rule

deny(fields) := violations if {
	violations := rule.deny with input as object.union({"kind": "defect", "name": "compose", "unresolved": []}, fields)
}

test_what_is_fetched_is_unknown if {
	part := {"kind": "defect", "form": "compose", "message": "`oci://a` is fetched", "related": [], "unread": true}
	rule.deny == set() with input as part
	rule.unknown == {{"msg": "`oci://a` is fetched", "at": ["message"], "help": "list all files of the project under `projects` in `hy-msg-lint.yaml`"}} with input as part
	rule.unknown == {{"msg": "`oci://a` is fetched", "at": ["message"], "help": "h"}} with input as object.union(part, {"help": "h"})
	rule.unknown == set() with input as object.remove(part, ["unread"])
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

test_a_misspelt_word_is_corrected if {
	defect := {"form": "compose", "message": "m", "related": [], "meant": "right"}
	{one.fix | some one in deny(object.union(defect, {"misspelt": {"name": "rihgt"}}))} == {{"title": "write `right`", "rename": ["misspelt", "name"], "to": "right"}}
	{one.fix | some one in deny(object.union(defect, {"misspelt": {"value": "rihgt"}}))} == {{"title": "write `right`", "set": ["misspelt", "value"], "to": "right"}}
}
