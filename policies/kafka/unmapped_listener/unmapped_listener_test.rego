package hy_msg_lint.kafka.unmapped_listener_test

import data.hy_msg_lint.kafka.unmapped_listener as rule

broker := {
	"name": "kafka-1",
	"roles": ["broker"],
	"partial": false,
	"properties": {"listener.security.protocol.map": "INTERNAL:PLAINTEXT"},
	"image_defaults": {},
	"image_defaults_known": true,
}

listener(fields, node) := object.union(
	{
		"kind": "listener",
		"name": "EXTERNAL",
		"broker": "kafka-1",
		"service": "kafka-1",
		"protocol": null,
		"protocol_from": "unmapped",
		"unresolved": [],
		"cluster": {"name": "kafka", "complete": true, "brokers": [node], "controllers": []},
	},
	fields,
)

without_map := object.union(object.remove(broker, ["properties"]), {"properties": {"node.id": "1"}})

test_no_entry if {
	violations := rule.deny with input as listener({}, broker)
	violations == {{
		"msg": "listener `EXTERNAL` of `kafka-1` has no entry in `listener.security.protocol.map`",
		"at": ["name"],
	}}
}

test_no_map if {
	violations := rule.deny with input as listener({}, without_map)
	count(violations) == 1
}

test_no_cluster if {
	violations := rule.deny with input as listener({"cluster": null}, broker)
	count(violations) == 1
}

test_mapped if {
	violations := rule.deny with input as listener({"protocol": "SSL", "protocol_from": "map"}, broker)
	violations == set()
}

test_unresolved_name_is_unknown if {
	fields := {"name": "${NAME}", "unresolved": [{"at": ["name"], "variables": ["NAME"]}]}
	denied := rule.deny with input as listener(fields, broker)
	denied == set()
	unknown := rule.unknown with input as listener(fields, broker)
	{violation.at | some violation in unknown} == {["name"]}
}

test_partial_broker_is_not_judged if {
	node := object.union(without_map, {"partial": true})
	denied := rule.deny with input as listener({}, node)
	denied == set()
	unknown := rule.unknown with input as listener({}, node)
	unknown == set()
}

test_map_of_an_unknown_image_is_unknown if {
	node := object.union(without_map, {"image_defaults_known": false})
	denied := rule.deny with input as listener({}, node)
	denied == set()
	unknown := rule.unknown with input as listener({}, node)
	count(unknown) == 1
}

test_written_map_of_an_unknown_image_is_judged if {
	node := object.union(broker, {"image_defaults_known": false})
	denied := rule.deny with input as listener({}, node)
	count(denied) == 1
}
