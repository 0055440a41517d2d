package hy_msg_lint.kafka.too_few_brokers_test

import data.hy_msg_lint.kafka.too_few_brokers as rule

deny(cluster) := {violation.msg |
	some violation in rule.deny with input as object.union({"kind": "cluster", "name": "shop"}, cluster)
		with data.parameters as {"too-few-brokers": {"minimum": 3}}
}

test_fewer_than_three if {
	deny({"size": 1}) == {"cluster `shop` has one broker, below 3"}
	deny({"size": 2}) == {"cluster `shop` has 2 brokers, below 3"}
}

test_enough if {
	deny({"size": 3}) == set()
	deny({"size": 5}) == set()
}

test_not_known if {
	deny({}) == set()
	deny({"size": 0}) == set()
}
