package hy_msg_lint.compose.outside_messaging_profile_test

import data.hy_msg_lint.compose.outside_messaging_profile as rule

defaults := {"outside-messaging-profile": {"profile": "messaging", "folder": "(^|/)([^/]+-)?messaging/", "label": "hy-home.tier"}}

said(file, fields) := {violation.msg |
	service := object.union({"kind": "service", "name": "kafka", "image": "apache/kafka:4.1.0", "file": file}, fields)
	some violation in rule.deny with input as service with data.parameters as defaults
}

test_by_folder_and_label if {
	said("infra/05-messaging/kafka/compose.yml", {}) == {"service `kafka` belongs to the messaging tier (by its folder) but has no profile `messaging`"}
	every file in ["messaging/compose.yml", "event-messaging/compose.yml"] {
		count(said(file, {})) == 1
	}
	count(said("compose.yml", {"deploy": {"labels": {"hy-home.tier": "messaging"}}})) == 1
	said("compose.yml", {"labels": {"hy-home.tier": "messaging"}}) == {"service `kafka` belongs to the messaging tier (by its label `hy-home.tier`) but has no profile `messaging`"}
}

test_with_a_profile if {
	said("messaging/compose.yml", {"profiles": ["messaging"]}) == set()
	said("messaging/compose.yml", {"profiles": ["ksql"]}) == set()
}

test_other_tiers if {
	said("infra/04-data/compose.yml", {}) == set()
	said("docs/messaging-guide/compose.yml", {}) == set()
	said("compose.yml", {"labels": {"hy-home.tier": "data"}}) == set()
	said("compose.yml", {"labels": null, "deploy": null}) == set()
	said("no_messaging/compose.yml", {}) == set()
	said("messaging.yml", {}) == set()
}

test_template if {
	service := {"kind": "service", "name": "base", "file": "messaging/base.yml"}
	rule.deny == set() with input as service with data.parameters as defaults
}

test_fix if {
	service := {"kind": "service", "name": "kafka", "image": "apache/kafka:4.1.0", "file": "messaging/compose.yml"}
	fixes := {violation.fix | some violation in rule.deny with input as service with data.parameters as defaults}
	fixes == {{"title": "add the profile `messaging`", "insert": ["profiles"], "value": ["messaging"]}}
	with_a_list := {violation.fix.value | some violation in rule.deny with input as object.union(service, {"profiles": []}) with data.parameters as defaults}
	with_a_list == {"messaging"}
}

helps(profiles) := {[violation.help, object.get(violation, "fix", null) != null] |
	service := {"kind": "service", "name": "kafka", "image": "apache/kafka:4.1.0", "file": "messaging/compose.yml"}
	project := {"services": {"kafka": {"needed_by": ["app"]}, "app": {"profiles": profiles}}}
	some violation in rule.deny with input as object.union(service, {"project": project}) with data.parameters as defaults
}

test_what_depends_on_it_is_not_left_behind if {
	helps(["messaging"]) == {["add `profiles: [messaging]`", true]}
	every profiles in [[], ["apps"], ["messaging", "apps"]] {
		helps(profiles) == {["add `profiles: [messaging]` to it and to `app`, which Compose does not start without it", false]}
	}
}
