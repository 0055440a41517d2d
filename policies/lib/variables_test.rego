package hy_msg_lint.lib.variables_test

import data.hy_msg_lint.lib.variables

found := {
	"table": {"aliases": {"A": ["B"]}, "files": true, "agreed": ["YES"]},
	"environment": {"B": "alias", "A": "own", "EMPTY": "", "OPEN": "${V}", "PART": "x://${V}", "SHELL": null, "YES": "no", "F_FILE": "/f"},
	"open": {"OPEN", "PART", "SHELL"},
}

test_an_alias_comes_first if {
	variables.state_of(found, "A") == {"set": true, "open": false, "text": "alias"}
	variables.state_of(found, "F") == {"set": true, "open": true, "text": "/f"}
	variables.state_of(found, "SHELL") == {"set": true, "open": true, "text": ""}
	variables.state_of(found, "NONE") == {"set": false, "open": false, "text": ""}
}

given(empty) := {name | some name in ["A", "EMPTY", "OPEN", "SHELL", "YES", "F", "NONE"]; variables.is_given(found, name, empty)}

test_what_counts_as_given if {
	given(false) == {"A", "OPEN", "SHELL", "F"}
	given(true) - given(false) == {"EMPTY"}
}

written := {name | some name, _ in found.environment; variables.is_written(found, name)}

test_what_is_written if written == {"A", "B", "F_FILE", "PART", "YES"}

holds(test, name, value) := variables.holds({"test": test, "value": value}, variables.state_of(found, name))

test_conditions if {
	[holds(test, "A", "alias") | some test in ["filled", "empty", "equals", "differs", "contains", "lacks", "matches"]] ==
		["yes", "no", "yes", "no", "yes", "no", "yes"]
	[holds(test, "NONE", "a") | some test in ["filled", "empty", "equals", "differs", "contains", "lacks", "matches"]] ==
		["no", "yes", "no", "yes", "no", "yes", "no"]
	[holds(test, "OPEN", "a") | some test in ["filled", "empty", "equals", "differs", "contains", "lacks", "matches"]] ==
		["yes", "no", "open", "open", "open", "open", "open"]
	[holds(test, "PART", "a") | some test in ["contains", "lacks", "matches"]] == ["no", "yes", "no"]
	holds("contains", "PART", "x:") == "yes"
	holds("disagrees", "YES", "") == "yes"
}

test_all_conditions_must_hold if {
	one := {"variable": "A", "test": "filled"}
	variables.applies(found, {"when": [one]}) == "yes"
	variables.applies(found, {"when": [one, {"variable": "OPEN", "test": "equals", "value": "a"}]}) == "open"
	variables.applies(found, {"when": [{"variable": "A", "test": "empty"}, {"variable": "OPEN", "test": "equals", "value": "a"}]}) == "no"
	variables.applies(found, {}) == "yes"
}
