package hy_msg_lint.connector.duplicate_connector_test

import data.hy_msg_lint.connector.duplicate_connector as rule

postgres(name, config) := {
	"kind": "connector",
	"name": name,
	"class": "io.debezium.connector.postgresql.PostgresConnector",
	"config": object.union({"database.hostname": "db", "database.port": 5432}, config),
}

deny(connectors) := violations if {
	violations := rule.deny with input as {"kind": "cluster", "connectors": connectors}
}

test_one_name_twice if {
	deny([postgres("a", {}), postgres("b", {}), postgres("a", {})]) == {{
		"msg": "there are two connectors `a`: the one that is posted last takes the other's place",
		"at": ["connectors", 2, "name"],
		"related": [{"at": ["connectors", 0, "name"], "msg": "the other one"}],
	}}
}

test_one_slot_of_one_database if {
	deny([postgres("a", {"slot.name": "s"}), postgres("b", {"slot.name": "s"})]) == {{
		"msg": "connectors `a` and `b` have the same `slot.name`, s",
		"at": ["connectors", 1, "config", "slot.name"],
		"related": [{"at": ["connectors", 0, "config", "slot.name"], "msg": "the other one"}],
	}}
	deny([postgres("a", {"slot.name": "s"}), postgres("b", {"slot.name": "s", "database.hostname": "other"})]) == set()
}

test_one_topic_prefix if {
	count(deny([postgres("a", {"topic.prefix": "p"}), postgres("b", {"topic.prefix": "p", "database.hostname": "other"})])) == 1
}

test_nothing_in_common if {
	deny([]) == set()
	deny([postgres("a", {})]) == set()
	deny([postgres("a", {"slot.name": "s"}), postgres("b", {"slot.name": "t"})]) == set()
	deny([postgres("a", {"slot.name": "${env:S}"}), postgres("b", {"slot.name": "${env:S}"})]) == set()
	deny([postgres("a", {"connect_cluster": "x"}), object.union(postgres("a", {}), {"connect_cluster": "y"})]) == set()
}
