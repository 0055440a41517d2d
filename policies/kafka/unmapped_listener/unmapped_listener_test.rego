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
		"cluster": {"name": "kafka", "complete": true, "brokers": [node], "controllers": [], "nodes_by_name": {"kafka-1": [["brokers", 0]]}},
	},
	fields,
)

without_map := object.union(object.remove(broker, ["properties"]), {"properties": {"node.id": "1"}})

test_no_entry if {
	violations := rule.deny with input as listener({}, broker)
	violations == {{
		"msg": "listener `EXTERNAL` of `kafka-1` has no entry in `listener.security.protocol.map`",
		"help": "add `EXTERNAL:PLAINTEXT` or another protocol to `listener.security.protocol.map`",
		"at": ["name"],
		"fix": {
			"title": "map `EXTERNAL` to PLAINTEXT",
			"set": ["cluster", "brokers", 0, "properties", "listener.security.protocol.map"],
			"to": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
		},
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

# A listener of a properties file has no service, and its node is as a rule in no cluster.
written(fields) := object.union(
	{
		"kind": "listener",
		"name": "INTERNAL",
		"broker": "server",
		"protocol": null,
		"protocol_from": "unmapped",
		"reach": "unknown",
		"unresolved": [],
		"project": null,
		"cluster": null,
	},
	fields,
)

test_properties_file if {
	violations := rule.deny with input as written({})
	violations == {{
		"msg": "listener `INTERNAL` of `server` has no entry in `listener.security.protocol.map`",
		"help": "add `INTERNAL:PLAINTEXT` or another protocol to `listener.security.protocol.map`",
		"at": ["name"],
	}}
	unknown := rule.unknown with input as written({})
	unknown == set()
	mapped := rule.deny with input as written({"protocol": "SSL", "protocol_from": "map"})
	mapped == set()
}

test_properties_file_of_a_configured_cluster if {
	node := object.union(without_map, {"name": "server"})
	cluster := {"name": "shop", "complete": true, "brokers": [node], "controllers": [], "nodes_by_name": {"server": [["brokers", 0]]}}
	violations := rule.deny with input as written({"cluster": cluster})
	count(violations) == 1
}

test_strimzi_maps_its_listeners if {
	violations := rule.deny with input as written({"name": "plain", "protocol": "PLAINTEXT", "protocol_from": "tls", "reach": "kubernetes"})
	violations == set()
}

test_the_listener_by_default if {
	violations := rule.deny with input as object.union(
		broker,
		{"kind": "broker", "unresolved": [], "refusals": [{
			"check": "default-listener-unmapped",
			"setting": "KAFKA_LISTENERS",
			"other": "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
			"value": "INT:PLAINTEXT",
			"expected": [],
		}]},
	)
	violations == {{
		"msg": "broker `kafka-1` does not set `KAFKA_LISTENERS`, so its listener is `PLAINTEXT`, which has no entry in `KAFKA_LISTENER_SECURITY_PROTOCOL_MAP`",
		"at": ["refusals", 0, "value"],
		"help": "set `KAFKA_LISTENERS`, or add `PLAINTEXT:PLAINTEXT` to `KAFKA_LISTENER_SECURITY_PROTOCOL_MAP`",
	}}
}

test_no_fix_where_the_protocol_is_a_choice if {
	two := object.union(broker, {"properties": {"listener.security.protocol.map": "INTERNAL:PLAINTEXT,CLIENT:SASL_SSL"}})
	every node in [two, without_map] {
		fixes := {violation.fix | some violation in rule.deny with input as listener({}, node)}
		fixes == set()
	}
}
