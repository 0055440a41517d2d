package hy_msg_lint.kafka.weak_acks_test

import data.hy_msg_lint.kafka.weak_acks as rule

worker(properties) := {"kind": "connect_worker", "name": "connect", "properties": properties, "unresolved": []}

connector(config) := {"kind": "connector", "name": "orders", "config": config, "unresolved": []}

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

test_worker if {
	deny(worker({"producer.acks": "1"})) == {[
		"Connect worker `connect` sets `producer.acks` to 1: only the leader confirms a write",
		["properties", "producer.acks"],
	]}
}

test_connector if {
	deny(connector({"producer.override.acks": 0})) == {[
		"connector `orders` sets `producer.override.acks` to 0: no broker confirms a write",
		["config", "producer.override.acks"],
	]}
	count(deny(connector({"schema.history.internal.producer.acks": "1"}))) == 1
}

test_other_products if {
	count(deny(object.union(worker({"ksql.streams.producer.acks": "1"}), {"kind": "ksqldb"}))) == 1
	count(deny(object.union(worker({"producer.acks": " 1 "}), {"kind": "rest_proxy"}))) == 1
}

test_all_replicas if {
	every value in ["all", "-1", -1, "ALL"] {
		deny(worker({"producer.acks": value})) == set()
	}
	deny(worker({})) == set()
}

test_settings_of_other_things if {
	deny(worker({"acks": "1", "consumer.acks": "1", "producer.fallbacks": "1", "max.acks": "1"})) == set()
	deny(connector({"acks": "1"})) == set()
}

test_variable_is_unknown if {
	open := object.union(worker({"producer.acks": "${ACKS}"}), {"unresolved": [{"at": ["properties", "producer.acks"], "variables": ["ACKS"]}]})
	deny(open) == set()
	unknown := rule.unknown with input as open
	{violation.msg | some violation in unknown} == {"`producer.acks` of Connect worker `connect` needs `ACKS`, which no file here sets"}
}

test_fix if {
	fixes := {violation.fix | some violation in rule.deny with input as worker({"producer.acks": "1"})}
	fixes == {{"title": "set `producer.acks` to `all`", "set": ["properties", "producer.acks"], "to": "all"}}
}
