package hy_msg_lint.connector.duplicate_connector_test

import data.hy_msg_lint.connector.duplicate_connector as rule

postgres(name, config) := {
	"kind": "connector",
	"name": name,
	"class": "io.debezium.connector.postgresql.PostgresConnector",
	"config": object.union({"database.hostname": "db", "database.port": 5432}, config),
}

mysql(name, config) := object.union(postgres(name, object.union({"database.port": "3306"}, config)), {"class": "io.debezium.connector.mysql.MySqlConnector"})

sink(name, config) := {"kind": "connector", "name": name, "class": "org.apache.kafka.connect.file.FileStreamSinkConnector", "config": config}

deny(connectors) := denied({"connectors": connectors, "connect_workers": []})

on_server(connectors) := denied({"kind": "database_server", "connectors": connectors})

denied(cluster) := violations if {
	violations := rule.deny with input as object.union({"kind": "cluster"}, cluster)
}

test_one_name_twice if {
	deny([sink("a", {"topics": "x"}), sink("b", {}), sink("a", {"topics": "y"})]) == {{
		"msg": "connector `a` is declared twice with different `topics`; only one of them runs",
		"at": ["connectors", 2, "name"],
		"help": "keep one of the declarations, or rename one connector",
		"related": [{"at": ["connectors", 0, "name"], "msg": "declared here first"}],
	}}
	{violation.msg | some violation in deny([sink("a", {"k": 1, "l": 1, "m": 1, "n": 1}), sink("a", {})])} == {"connector `a` is declared twice with 4 different settings; only one of them runs"}
}

test_the_same_again_is_fine if {
	deny([sink("a", {"topics": "x", "tasks.max": 1}), sink("a", {"topics": "x", "tasks.max": "1", "name": "a"})]) == set()
	deny([sink("a", {"topics": "x"}), sink("a", {"topics": "${env:TOPICS}"})]) == set()
	deny([postgres("a", {"slot.name": "s"}), postgres("a", {"slot.name": "s"})]) == set()
}

in_one(name, config) := object.union(sink("a", config), {"connect_cluster": name})

test_one_name_in_two_connect_clusters if {
	deny([in_one("x", {"topics": "x"}), in_one("y", {"topics": "y"})]) == set()
	count(deny([in_one("x", {"topics": "x"}), in_one("x", {"topics": "y"})])) == 1
}

worker(group) := {"name": group, "properties": {"group.id": group}}

test_which_connect_cluster_is_not_known if {
	pair := [sink("a", {"topics": "x"}), sink("a", {"topics": "y"})]
	denied({"connectors": pair, "connect_workers": [worker("g"), worker("h")]}) == set()
	count(denied({"connectors": pair, "connect_workers": [worker("g"), worker("g")]})) == 1
}

test_one_slot_of_one_server if {
	on_server([postgres("a", {"slot.name": "s"}), postgres("b", {"slot.name": "s", "database.dbname": "other"})]) == {{
		"msg": "connectors `a` and `b` have the same `slot.name` `s`",
		"at": ["connectors", 1, "config", "slot.name"],
		"related": [{"at": ["connectors", 0, "config", "slot.name"], "msg": "the same value here"}],
	}}
	deny([postgres("a", {"slot.name": "s"}), postgres("b", {"slot.name": "s"})]) == set()
}

test_slot_and_port_that_nobody_names if {
	without_port := {"name": "b", "class": "io.debezium.connector.postgresql.PostgresConnector", "config": {"database.hostname": "DB"}}
	{violation.msg | some violation in on_server([postgres("a", {}), without_port])} == {"connectors `a` and `b` have the same `slot.name` `debezium`, which is the default"}
	count(on_server([postgres("a", {"slot.name": "debezium"}), without_port])) == 1
	on_server([postgres("a", {"slot.name": "a"}), without_port]) == set()
	on_server([mysql("a", {}), mysql("b", {})]) == set()
}

test_one_server_id_of_one_server if {
	count(on_server([mysql("a", {"database.server.id": 184054}), mysql("b", {"database.server.id": "184054"})])) == 1
	deny([mysql("a", {"database.server.id": 184054}), mysql("b", {"database.server.id": "184054"})]) == set()
}

test_one_topic_prefix if {
	{violation.at | some violation in deny([
		postgres("a", {"topic.prefix": "p", "slot.name": "a"}),
		mysql("b", {"database.server.name": "p"}),
	])} == {["connectors", 1, "config", "database.server.name"]}
	deny([sink("a", {"topic.prefix": "p"}), sink("b", {"topic.prefix": "p"})]) == set()
}

test_one_schema_history if {
	count(deny([
		mysql("a", {"schema.history.internal.kafka.topic": "history"}),
		mysql("b", {"schema.history.internal.kafka.topic": "history", "database.hostname": "other"}),
	])) == 1
	deny([
		mysql("a", {"schema.history.internal.kafka.topic": "history", "schema.history.internal.kafka.bootstrap.servers": "x:9092"}),
		mysql("b", {"schema.history.internal.kafka.topic": "history", "schema.history.internal.kafka.bootstrap.servers": "y:9092"}),
	]) == set()
}

test_nothing_in_common if {
	deny([]) == set()
	deny([postgres("a", {})]) == set()
	deny([postgres("a", {"slot.name": "s"}), postgres("b", {"slot.name": "t"})]) == set()
}

test_what_is_not_known if {
	on_server([postgres("a", {"slot.name": "${env:S}"}), postgres("b", {"slot.name": "${env:S}"})]) == set()
	two_kafkas := {"groups": 2, "connect_workers": [], "connectors": [mysql("a", {"topic.prefix": "p"}), mysql("b", {"topic.prefix": "p"})]}
	denied(two_kafkas) == set()
}
