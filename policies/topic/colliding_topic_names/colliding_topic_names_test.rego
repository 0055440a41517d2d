package hy_msg_lint.topic.colliding_topic_names_test

import data.hy_msg_lint.topic.colliding_topic_names as rule

deny(names) := violations if {
	topics := [{"name": name} | some name in names]
	violations := rule.deny with input as {"kind": "cluster", "topics": topics}
}

test_dots_and_underscores_collide if {
	deny(["shop.orders", "audit", "shop_orders"]) == {{
		"msg": "topics `shop.orders` and `shop_orders` collide: Kafka calls the metrics of both `shop_orders`",
		"at": ["topics", 2, "name"],
		"related": [{"at": ["topics", 0, "name"], "msg": "the other one"}],
	}}
	count(deny(["a.b.c", "a_b.c", "a_b_c"])) == 2
	count(deny(["a.b", "a_b", "a.b", "a_b"])) == 1
}

at(name, servers) := {"name": name, "command": {"bootstrap_servers": servers}}

project(topics) := violations if {
	violations := rule.deny with input as {
		"form": "compose",
		"groups": 2,
		"brokers": [{"name": "kafka-a", "group": 0, "listeners": []}, {"name": "kafka-b", "group": 1, "listeners": []}],
		"topics": topics,
	}
}

test_several_kafkas if {
	project([at("shop.orders", "kafka-a:9092"), at("shop_orders", "kafka-b:9092")]) == set()
	project([{"name": "shop.orders"}, {"name": "shop_orders"}]) == set()
	{violation.at[1] | some violation in project([
		at("shop.orders", "kafka-a:9092"),
		at("shop.orders", "kafka-b:9092"),
		at("shop_orders", "kafka-a:29092"),
	])} == {2}
}

test_what_does_not_collide if {
	deny([]) == set()
	deny(["shop.orders"]) == set()
	deny(["shop.orders", "shop-orders", "shop.order"]) == set()
	deny(["shop.orders", "shop.orders"]) == set()
	deny(["$1.a", "$1_a"]) == set()
}
