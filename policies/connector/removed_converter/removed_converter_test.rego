package hy_msg_lint.connector.removed_converter_test

import data.hy_msg_lint.connector.removed_converter as rule

deny(resource) := violations if {
	violations := rule.deny with input as object.union({"name": "connect", "unresolved": []}, resource)
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
