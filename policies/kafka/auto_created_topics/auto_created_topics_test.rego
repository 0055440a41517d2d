package hy_msg_lint.kafka.auto_created_topics_test

import data.hy_msg_lint.kafka.auto_created_topics as rule

node(fields) := object.union(
	{
		"kind": "broker",
		"name": "kafka-1",
		"image": "confluentinc/cp-kafka:8.1.1",
		"family": "confluent",
		"roles": ["broker", "controller"],
		"partial": false,
		"properties": {},
		"image_defaults": {},
		"image_defaults_known": true,
		"unresolved": [],
	},
	fields,
)

deny(resource) := violations if {
	violations := rule.deny with input as resource
}

unknown(resource) := violations if {
	violations := rule.unknown with input as resource
}

test_by_default if {
	{[violation.msg, violation.at] | some violation in deny(node({}))} == {[
		"broker `kafka-1` creates every topic that a client names: `auto.create.topics.enable` is true by default",
		["properties", "auto.create.topics.enable"],
	]}
}

test_on_purpose if {
	count(deny(node({"properties": {"auto.create.topics.enable": "true"}}))) == 1
	deny(node({"properties": {"auto.create.topics.enable": "false"}})) == set()
	deny(node({"properties": {"auto.create.topics.enable": "False"}})) == set()
}

test_controllers_create_nothing if deny(node({"roles": ["controller"]})) == set()

test_what_is_not_known if {
	open := node({
		"properties": {"auto.create.topics.enable": "${AUTO}"},
		"unresolved": [{"at": ["properties", "auto.create.topics.enable"], "variables": ["AUTO"]}],
	})
	deny(open) == set()
	count(unknown(open)) == 1
	hidden := node({"image_defaults_known": false})
	deny(hidden) == set()
	count(unknown(hidden)) == 1
	deny(node({"partial": true})) == set()
	unknown(node({"partial": true})) == set()
	unknown(node({"image_defaults_known": false, "family": "redpanda"})) == set()
}

test_fix if {
	{violation.fix | some violation in deny(node({}))} == {{"title": "set `auto.create.topics.enable` to `false`", "set": ["properties", key], "to": "false"}}
}

key := "auto.create.topics.enable"
