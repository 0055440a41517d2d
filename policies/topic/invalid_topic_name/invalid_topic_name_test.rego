package hy_msg_lint.topic.invalid_topic_name_test

import data.hy_msg_lint.topic.invalid_topic_name as rule

deny(name) := {violation.msg |
	some violation in rule.deny with input as {"kind": "topic", "name": name, "config": {}, "unresolved": []}
}

test_names_that_kafka_takes if {
	every name in ["orders", "orders.v1", "_schemas", "__consumer_offsets", "A-b_c.9", "...", sprintf("%0249d", [1])] {
		deny(name) == set()
	}
}

test_names_that_it_refuses if {
	deny("orders v1") == {"`orders v1` is not a valid topic name: it has a space"}
	deny("orders/v1:x") == {"`orders/v1:x` is not a valid topic name: it has `/`, `:`"}
	deny("bestellungen-größe") == {"`bestellungen-größe` is not a valid topic name: it has `ß`, `ö`"}
	deny("") == {"the topic name is empty"}
	deny(".") == {"`.` is not a valid topic name: it is reserved"}
	deny("..") == {"`..` is not a valid topic name: it is reserved"}
	count(deny(sprintf("%0250d", [1]))) == 1
}

test_what_is_expanded_later_is_not_judged if {
	deny("$1") == set()
	deny("${TOPIC}") == set()
	deny("orders-$(date +%s)") == set()
	deny("{{ .Release.Name }}-orders") == set()
	unknown("$1") == {"the name of topic `$1` contains a variable, so it cannot be checked"}
	count(unknown("{{ .Release.Name }}-orders")) == 1
	unknown("orders v1") == set()
}

unknown(name) := {violation.msg |
	some violation in rule.unknown with input as {"kind": "topic", "name": name, "config": {}, "unresolved": []}
}
