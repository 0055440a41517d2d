package hy_msg_lint.topic.colliding_topic_names_test

import data.hy_msg_lint.topic.colliding_topic_names as rule

deny(names, colliding) := violations if {
	topics := [{"name": name} | some name in names]
	violations := rule.deny with input as {"kind": "cluster", "topics": topics, "colliding_topics": colliding}
}

test_dots_and_underscores_collide if {
	deny(["shop.orders", "audit", "shop_orders"], [[0, 2]]) == {{
		"msg": "topics `shop.orders` and `shop_orders` collide: both have the metric name `shop_orders`",
		"at": ["topics", 2, "name"],
		"related": [{"at": ["topics", 0, "name"], "msg": "collides with this topic"}],
	}}
}

test_each_collides_with_the_one_before if {
	violations := deny(["a.b.c", "a_b.c", "x", "a_b_c"], [[0, 1, 3]])
	{[violation.at[1], violation.related[0].at[1]] | some violation in violations} == {[1, 0], [3, 1]}
}

test_what_does_not_collide if deny(["shop.orders", "shop-orders"], []) == set()
