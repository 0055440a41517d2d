package hy_msg_lint.connector.legacy_debezium_keys_test

import data.hy_msg_lint.connector.legacy_debezium_keys as rule

deny(class, config) := {violation.msg |
	some violation in rule.deny with input as {"kind": "connector", "name": "cdc", "class": class, "config": config, "cluster": null, "debezium_version": "2.7.3"}
}

mysql := "io.debezium.connector.mysql.MySqlConnector"

test_old_names if {
	deny(mysql, {
		"database.server.name": "dbserver1",
		"database.history.kafka.topic": "schema-changes",
		"table.whitelist": "inventory.orders",
		"column.blacklist": "inventory.orders.card",
	}) == {
		"connector `cdc` sets `database.server.name`, which Debezium 2 renamed to `topic.prefix`",
		"connector `cdc` sets `database.history.kafka.topic`, which Debezium 2 renamed to `schema.history.internal.kafka.topic`",
		"connector `cdc` sets `table.whitelist`, which Debezium 2 renamed to `table.include.list`",
		"connector `cdc` sets `column.blacklist`, which Debezium 2 renamed to `column.exclude.list`",
	}
}

test_history_and_its_class if {
	deny(mysql, {
		"database.history": "io.debezium.relational.history.MemoryDatabaseHistory",
		"database.history.store.only.monitored.tables.ddl": "true",
		"database.historyless": "x",
	}) == {
		"connector `cdc` sets `database.history`, which Debezium 2 renamed to `schema.history.internal`",
		"connector `cdc` sets `database.history.store.only.monitored.tables.ddl`, which Debezium 2 renamed to `schema.history.internal.store.only.captured.tables.ddl`",
	}
}

test_lists_of_transformations_are_not_debeziums if {
	deny(mysql, {
		"topic.prefix": "a",
		"transforms": "drop",
		"transforms.drop.type": "org.apache.kafka.connect.transforms.ReplaceField$Value",
		"transforms.drop.blacklist": "card",
		"transforms.drop.whitelist": "id",
	}) == set()
}

postgres := "io.debezium.connector.postgresql.PostgresConnector"

test_modes_of_snapshots if {
	deny(mysql, {"snapshot.mode": "schema_only"}) == {"connector `cdc` sets `snapshot.mode` to `schema_only`, which Debezium 2.6 renamed to `no_data`"}
	count(deny(mysql, {"snapshot.mode": "schema_only_recovery"})) == 1
	deny(postgres, {"snapshot.mode": "never"}) == {"connector `cdc` sets `snapshot.mode` to `never`, which Debezium 2.6 renamed to `no_data`"}
	every mode in ["initial", "never", "no_data", "when_needed", "${env:MODE}"] {
		deny(mysql, {"snapshot.mode": mode}) == set()
	}
	deny(postgres, {"snapshot.mode": "initial_only"}) == set()
}

connector(fields) := object.union(
	{
		"kind": "connector",
		"name": "cdc",
		"class": mysql,
		"config": {"database.server.name": "a", "snapshot.mode": "schema_only"},
	},
	fields,
)

in_version(version) := count(violations) if {
	violations := rule.deny with input as connector({"debezium_version": version})
}

test_versions_in_which_the_old_names_are_the_names if {
	in_version("1.9") == 0
	in_version("2.5.4") == 1
	in_version("2.7") == 2
	in_version("3.1") == 2
	in_version("latest") == 2
}

test_a_version_that_is_not_known if {
	denied := rule.deny with input as connector({})
	denied == set()
	unknown := rule.unknown with input as connector({})
	{violation.msg | some violation in unknown} == {"connector `cdc` sets `database.server.name` and `snapshot.mode`, which Debezium 2.0 or 2.6 renamed; its version of Debezium is not known here"}
	known := rule.unknown with input as connector({"debezium_version": "1.9"})
	known == set()
	new := rule.unknown with input as {"kind": "connector", "name": "cdc", "class": mysql, "config": {"topic.prefix": "a"}}
	new == set()
}

test_a_version_that_its_owner_says if {
	told := rule.deny with input as connector({}) with data.parameters as {"legacy-debezium-keys": {"version": "2.5"}}
	count(told) == 1
	said_otherwise := rule.deny with input as connector({"debezium_version": "1.9"}) with data.parameters as {"legacy-debezium-keys": {"version": "2.5"}}
	said_otherwise == set()
	unknown := rule.unknown with input as connector({}) with data.parameters as {"legacy-debezium-keys": {"version": "2.5"}}
	unknown == set()
}

test_names_of_today if {
	deny(mysql, {"topic.prefix": "dbserver1", "database.server.id": "1", "table.include.list": "a", "schema.history.internal.kafka.topic": "t"}) == set()
}

test_both_for_a_change_of_version if deny(mysql, {"topic.prefix": "a", "database.server.name": "a"}) == set()

test_other_connectors if {
	deny("io.confluent.connect.jdbc.JdbcSourceConnector", {"table.whitelist": "orders"}) == set()
	deny("", {"table.whitelist": "orders"}) == set()
	deny("io.confluent.connect.jdbc.JdbcSourceConnector", {"snapshot.mode": "schema_only"}) == set()
}

test_a_major_version_alone if {
	denied := rule.deny with input as connector({"debezium_version": "2"})
	{violation.at | some violation in denied} == {["config", "database.server.name"]}
	unknown := rule.unknown with input as connector({"debezium_version": "2"})
	{violation.msg | some violation in unknown} == {"connector `cdc` sets `snapshot.mode` to `schema_only`, which Debezium 2.6 renamed; of its version of Debezium only `2` is known here"}
	newer := rule.unknown with input as connector({"debezium_version": "3"})
	newer == set()
	older := rule.unknown with input as connector({"debezium_version": "1"})
	older == set()
}

test_fix if {
	cdc := {"kind": "connector", "name": "cdc", "class": mysql, "config": {"table.whitelist": "a"}, "cluster": null, "debezium_version": "2.7.3"}
	fixes := {violation.fix | some violation in rule.deny with input as cdc}
	fixes == {{"title": "write `table.include.list`", "rename": ["config", "table.whitelist"], "to": "table.include.list"}}
}
