package hy_msg_lint.connector.legacy_debezium_keys_test

import data.hy_msg_lint.connector.legacy_debezium_keys as rule

deny(class, config) := {violation.msg |
	some violation in rule.deny with input as {"kind": "connector", "name": "cdc", "class": class, "config": config}
}

mysql := "io.debezium.connector.mysql.MySqlConnector"

test_old_names if {
	deny(mysql, {
		"database.server.name": "dbserver1",
		"database.history.kafka.topic": "schema-changes",
		"table.whitelist": "inventory.orders",
		"column.blacklist": "inventory.orders.card",
	}) == {
		"connector `cdc` sets `database.server.name`, which Debezium 2 calls `topic.prefix`",
		"connector `cdc` sets `database.history.kafka.topic`, which Debezium 2 calls `schema.history.internal.kafka.topic`",
		"connector `cdc` sets `table.whitelist`, which Debezium 2 calls `table.include.list`",
		"connector `cdc` sets `column.blacklist`, which Debezium 2 calls `column.exclude.list`",
	}
}

test_names_of_today if {
	deny(mysql, {"topic.prefix": "dbserver1", "database.server.id": "1", "table.include.list": "a", "schema.history.internal.kafka.topic": "t"}) == set()
}

test_both_for_a_change_of_version if deny(mysql, {"topic.prefix": "a", "database.server.name": "a"}) == set()

test_other_connectors if {
	deny("io.confluent.connect.jdbc.JdbcSourceConnector", {"table.whitelist": "orders"}) == set()
	deny("", {"table.whitelist": "orders"}) == set()
}
