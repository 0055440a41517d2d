package hy_msg_lint.lib.unknown_test

import data.hy_msg_lint.lib.unknown

test_an_image_may_set_properties if {
	node := {"kind": "broker", "name": "kafka", "variable_prefix": "KAFKA_", "variables": {}}
	unknown.image(node, ["num.partitions"]) == "set `KAFKA_NUM_PARTITIONS`"
}

test_a_listener_of_an_operator_has_a_type if {
	help := "set `type` of the listener, such as `internal` or `nodeport`"
	unknown.reach({"type": "other"}) == help
	unknown.reach({"protocol_from": "tls"}) == help
	unknown.reach({"protocol_from": "map"}) != help
}
