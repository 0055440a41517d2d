package hy_msg_lint.topic.topic_name_convention_test

import data.hy_msg_lint.topic.topic_name_convention as rule

deny(name, pattern) := {violation.msg |
	some violation in rule.deny with input as {"kind": "topic", "name": name}
		with data.parameters as {"topic-name-convention": {"pattern": pattern}}
}

test_without_a_pattern_nothing_is_judged if deny("Whatever", "") == set()

test_the_whole_name_has_to_match if {
	deny("shop.orders", `[a-z]+\.[a-z]+`) == set()
	deny("shop.orders.v1", `[a-z]+\.[a-z]+`) == {"topic `shop.orders.v1` does not follow the convention `[a-z]+\\.[a-z]+`"}
	count(deny("orders", "a|b")) == 1
}

test_internal_topics_and_names_of_scripts_are_not_judged if {
	deny("__consumer_offsets", "[a-z]+") == set()
	deny("$1", "[a-z]+") == set()
}

test_a_pattern_that_is_none if {
	deny("orders", "[a-z") == set()
	violations := rule.unknown with input as {"kind": "topic", "name": "orders"}
		with data.parameters as {"topic-name-convention": {"pattern": "[a-z"}}
	{violation.msg | some violation in violations} == {"topic `orders` cannot be checked: `[a-z` is not a valid regular expression"}
}
