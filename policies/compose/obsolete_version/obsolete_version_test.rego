package hy_msg_lint.compose.obsolete_version_test

import data.hy_msg_lint.compose.obsolete_version as rule

found(project) := {[violation.msg, violation.at, violation.fix.remove] | some violation in rule.deny with input as project}

test_each_file if {
	found({"kind": "project", "name": "shop", "versions": {"compose.yml": "3.8", "prod.yml": "3"}}) == {
		["project `shop` sets `version`, which Compose ignores, with a warning", ["versions", "compose.yml"], ["versions", "compose.yml"]],
		["project `shop` sets `version`, which Compose ignores, with a warning", ["versions", "prod.yml"], ["versions", "prod.yml"]],
	}
}

test_none if found({"kind": "project", "name": "shop"}) == set()
