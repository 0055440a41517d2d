package hy_msg_lint.connector.removed_converter_test

import data.hy_msg_lint.connector.removed_converter as rule

deny(resource) := violations if {
	violations := rule.deny with input as object.union({"name": "connect", "unresolved": [], "kafka_version": "3.9"}, resource)
}

test_an_image_of_unknown_version if {
	worker := {"kind": "connect_worker", "name": "connect", "unresolved": [], "properties": {"internal.key.converter": "a"}}
	{one.help | some one in rule.unknown with input as worker} == {"remove the setting, or write a full version in the tag of the image"}
	{one.help | some one in rule.unknown with input as object.union(worker, {"built": true})} == {"remove the setting, or name the version of the image that its Dockerfile is built on"}
}

test_internal_converters if {
	violations := deny({"kind": "connect_worker", "properties": {
		"internal.key.converter": "org.apache.kafka.connect.json.JsonConverter",
		"internal.value.converter.schemas.enable": "false",
	}})
	{violation.at | some violation in violations} == {["properties", "internal.key.converter"], ["properties", "internal.value.converter.schemas.enable"]}
	count(deny({"kind": "connector", "config": {"internal.key.converter": "x"}})) == 1
}

test_other_converters if {
	deny({"kind": "connect_worker", "properties": {"key.converter": "x", "internal.retry.converter": "y"}}) == set()
	deny({"kind": "connector", "config": {"value.converter": "x"}}) == set()
}

old := {"kind": "connector", "name": "cdc", "config": {"internal.key.converter": "x"}}

test_versions_that_have_them if {
	deny(object.union(old, {"kafka_version": "2.8.1"})) == set()
	count(deny(object.union(old, {"kafka_version": "3.0"}))) == 1
	count(deny(object.union(old, {"kafka_version": "latest"}))) == 1
}

test_a_version_that_is_not_known if {
	unknown := rule.unknown with input as old
	{violation.msg | some violation in unknown} == {"connector `cdc` sets `internal.key.converter`, which Kafka Connect 3.0 removed; its version is not known here"}
	denied := rule.deny with input as old
	denied == set()
	known := rule.unknown with input as object.union(old, {"kafka_version": "2.8"})
	known == set()
	nothing := rule.unknown with input as {"kind": "connector", "name": "cdc", "config": {"key.converter": "x"}}
	nothing == set()
}

test_fix if {
	{violation.fix | some violation in deny(old)} == {{"title": "remove `internal.key.converter`", "remove": ["config", "internal.key.converter"]}}
}
