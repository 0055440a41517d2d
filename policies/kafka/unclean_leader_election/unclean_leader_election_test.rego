package hy_msg_lint.kafka.unclean_leader_election_test

import data.hy_msg_lint.kafka.unclean_leader_election as rule

key := "unclean.leader.election.enable"

topic(config) := {"kind": "topic", "name": "orders", "config": config, "unresolved": []}

broker(properties) := {"kind": "broker", "name": "kafka", "roles": ["broker"], "properties": properties, "unresolved": []}

deny(resource) := {violation.msg |
	some violation in rule.deny with input as resource
}

test_enabled if {
	deny(topic({key: "true"})) == {"topic `orders` lets replicas lead that lack records: `unclean.leader.election.enable` is true"}
	count(deny(broker({key: "TRUE"}))) == 1
	count(deny(topic({key: true}))) == 1
}

test_disabled_or_left_out if {
	deny(topic({})) == set()
	deny(topic({key: "false"})) == set()
	deny(broker({key: "false"})) == set()
}

test_variable if {
	open := {"kind": "topic", "name": "orders", "config": {key: "${U}"}, "unresolved": [{"at": ["config", key], "variables": ["U"]}]}
	deny(open) == set()
	count(rule.unknown) == 1 with input as open
}

test_fix if {
	fixes := {violation.fix | some violation in rule.deny with input as topic({key: "true"})}
	fixes == {{"title": "set `unclean.leader.election.enable` to `false`", "set": ["config", key], "to": "false"}}
}
