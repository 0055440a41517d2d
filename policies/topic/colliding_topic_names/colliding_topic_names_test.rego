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
}

test_what_does_not_collide if {
	deny([]) == set()
	deny(["shop.orders"]) == set()
	deny(["shop.orders", "shop-orders", "shop.order"]) == set()
	deny(["shop.orders", "shop.orders"]) == set()
	deny(["$1.a", "$1_a"]) == set()
}
