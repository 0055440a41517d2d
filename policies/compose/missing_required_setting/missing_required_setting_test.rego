package hy_msg_lint.compose.missing_required_setting_test

import data.hy_msg_lint.compose.missing_required_setting as rule

service(image, version, environment) := {
	"kind": "service",
	"name": "connect",
	"unresolved": [],
	"start_script": {"image": image, "repository": split(image, ":")[0], "version": version, "environment": environment},
}

debezium(environment) := service("debezium/connect:3.3", "3.3", environment)

test_names_all_that_is_missing if {
	found := rule.deny with input as debezium({"BOOTSTRAP_SERVERS": "kafka:9092"})
	found == {{
		"msg": "service `connect` lacks `CONFIG_STORAGE_TOPIC` and `OFFSET_STORAGE_TOPIC`, so image `debezium/connect:3.3` exits at once",
		"at": ["environment", "CONFIG_STORAGE_TOPIC"],
		"help": "set `CONFIG_STORAGE_TOPIC` to a topic's name; set `OFFSET_STORAGE_TOPIC` to a topic's name",
	}}
}

test_says_what_is_spelled_otherwise_or_empty if {
	found := rule.deny with input as debezium({"CONNECT_CONFIG_STORAGE_TOPIC": "c", "OFFSET_STORAGE_TOPIC": ""})
	{[one.msg, one.help] | some one in found} == {[
		"service `connect` lacks `CONFIG_STORAGE_TOPIC` and `OFFSET_STORAGE_TOPIC` (which is empty), so image `debezium/connect:3.3` exits at once",
		"rename `CONNECT_CONFIG_STORAGE_TOPIC` to `CONFIG_STORAGE_TOPIC`; set `OFFSET_STORAGE_TOPIC` to a topic's name",
	]}
}

test_says_why_what_is_there_is_not_enough if {
	found := rule.deny with input as service("cp-schema-registry:7.9.0", "7.9.0", {
		"SCHEMA_REGISTRY_HOST_NAME": "r",
		"SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL": "z:2181",
	})
	{one.help | some one in found} == {concat("; ", [
		"set `SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS` to `PLAINTEXT://<broker>:<port>`",
		"the image ignores `SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL`: the registry no longer asks ZooKeeper for brokers",
	])}
}

test_complete if {
	rule.deny == set() with input as debezium({"CONFIG_STORAGE_TOPIC": "c", "OFFSET_STORAGE_TOPIC": "o"})
	rule.deny == set() with input as service("shop/connect:1", "1", {})
	rule.deny == set() with input as {"kind": "service", "name": "connect", "unresolved": []}
}

test_starts_all_the_same if {
	found := rule.deny with input as service("cp-kafka:8.1.1", "8.1.1", {
		"KAFKA_NODE_ID": "1",
		"KAFKA_PROCESS_ROLES": "broker",
		"KAFKA_CONTROLLER_LISTENER_NAMES": "C",
		"KAFKA_CONTROLLER_QUORUM_VOTERS": "2@c:9093",
		"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://k:9092",
	})
	{[one.severity, one.at] | some one in found} == {["warning", ["environment", "CLUSTER_ID"]]}
}

test_forbidden if {
	found := rule.deny with input as service("cp-schema-registry:8.1.1", "8.1.1", {
		"SCHEMA_REGISTRY_HOST_NAME": "r",
		"SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS": "k:9092",
		"SCHEMA_REGISTRY_PORT": "8081",
	})
	found == {{
		"msg": "service `connect` sets `SCHEMA_REGISTRY_PORT`, which makes image `cp-schema-registry:8.1.1` exit at once",
		"at": ["start_script", "environment", "SCHEMA_REGISTRY_PORT"],
		"key": true,
		"help": "set `SCHEMA_REGISTRY_LISTENERS` instead",
	}}
}

test_hidden_version if {
	hidden := service("cp-kafka:latest", "", {"KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://k:9092"})
	rule.deny == set() with input as hidden
	found := rule.unknown with input as hidden
	{one.at | some one in found} == {["start_script", "image"]}
	every one in found {
		endswith(one.msg, "depends on the version of image `cp-kafka:latest`, which its tag does not name")
	}
}

test_open_condition if {
	open := object.union(
		service("cp-connect:7.9.0", "7.9.0", {}),
		{
			"start_script": {
				"image": "cp-kafka:8.0.0",
				"repository": "cp-kafka",
				"version": "8.0.0",
				"environment": {
					"CLUSTER_ID": "x",
					"KAFKA_NODE_ID": "1",
					"KAFKA_PROCESS_ROLES": "${ROLES}",
					"KAFKA_LISTENERS": "A://:1",
					"KAFKA_CONTROLLER_LISTENER_NAMES": "C",
					"KAFKA_CONTROLLER_QUORUM_VOTERS": "2@c:9093",
				},
			},
			"unresolved": [{"at": ["start_script", "environment", "KAFKA_PROCESS_ROLES"], "variables": ["ROLES"]}],
		},
	)
	found := rule.unknown with input as open
	found == {{
		"msg": "whether service `connect` lacks `KAFKA_ADVERTISED_LISTENERS` depends on `KAFKA_PROCESS_ROLES`, which no file here sets",
		"at": ["environment", "KAFKA_ADVERTISED_LISTENERS"],
		"help": "set `KAFKA_ADVERTISED_LISTENERS`",
	}}
}

fixes(resource) := {violation.fix | some violation in rule.deny with input as resource}

node(ids) := object.union(
	service("confluentinc/cp-kafka:8.1.1", "8.1.1", {
		"KAFKA_PROCESS_ROLES": "broker",
		"KAFKA_NODE_ID": "1",
		"KAFKA_LISTENERS": "PLAINTEXT://:9092",
		"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://k:9092",
		"KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
		"KAFKA_CONTROLLER_QUORUM_VOTERS": "1@k:9093",
	}),
	{"cluster": {"groups": 1, "brokers": [{"cluster_id": id} | some id in ids]}},
)

test_fix_takes_the_cluster_id_of_the_other_nodes if {
	fixes(node(["a", "a"])) == {{"title": "set `CLUSTER_ID` to `a`, as on the other nodes", "insert": ["environment", "CLUSTER_ID"], "value": "a"}}
	fixes(node(["a", "b"])) == set()
	fixes(node(["${ID}"])) == set()
	fixes(node([])) == set()
}

test_fix_of_a_name_that_is_misspelt if {
	fixes(debezium({"CONNECT_CONFIG_STORAGE_TOPIC": "c", "OFFSET_STORAGE_TOPIC": "o"})) == {{
		"title": "write `CONFIG_STORAGE_TOPIC`",
		"safety": "unsafe",
		"edits": [{"rename": ["start_script", "environment", "CONNECT_CONFIG_STORAGE_TOPIC"], "to": "CONFIG_STORAGE_TOPIC"}],
	}}
	fixes(debezium({"CONNECT_CONFIG_STORAGE_TOPIC": "c"})) == set()
}

test_zookeeper_is_no_longer_there if {
	old := {"KAFKA_BROKER_ID": "1", "KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://k:9092"}
	found := rule.deny with input as service("cp-kafka:8.0.1", "8.0.1", old)
	{one.at | some one in found} == {["start_script", "environment", "KAFKA_ZOOKEEPER_CONNECT"]}
	every one in found {
		startswith(one.msg, "service `connect` sets `KAFKA_ZOOKEEPER_CONNECT`, but Kafka 4 has no ZooKeeper: without `CLUSTER_ID`")
	}
	later := rule.deny with input as service("cp-kafka:8.2.0", "8.2.0", old)
	{one.at | some one in later} == {["start_script", "environment", "KAFKA_ZOOKEEPER_CONNECT"]}
}

test_slip_in_a_name if {
	found := rule.deny with input as service("cp-kafka:6.1.1", "6.1.1", {"KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_ADVERTISED_LISTENER": "PLAINTEXT://k:9092"})
	{[one.msg, one.at, one.help] | some one in found} == {[
		"service `connect` sets `KAFKA_ADVERTISED_LISTENER`, not `KAFKA_ADVERTISED_LISTENERS`, without which image `cp-kafka:6.1.1` exits at once; did you mean `KAFKA_ADVERTISED_LISTENERS`?",
		["start_script", "environment", "KAFKA_ADVERTISED_LISTENER"],
		"rename `KAFKA_ADVERTISED_LISTENER` to `KAFKA_ADVERTISED_LISTENERS`",
	]}
	plain := rule.deny with input as service("cp-kafka:6.1.1", "6.1.1", {"KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_LISTENERS": "PLAINTEXT://k:9092"})
	{one.at | some one in plain} == {["environment", "KAFKA_ADVERTISED_LISTENERS"]}
}

of_worker(registries) := helps if {
	worker := object.union(
		service("confluentinc/cp-kafka-connect:7.6.0", "7.6.0", {
			"CONNECT_BOOTSTRAP_SERVERS": "kafka:9092", "CONNECT_GROUP_ID": "g", "CONNECT_CONFIG_STORAGE_TOPIC": "c",
			"CONNECT_OFFSET_STORAGE_TOPIC": "o", "CONNECT_STATUS_STORAGE_TOPIC": "s", "CONNECT_REST_ADVERTISED_HOST_NAME": "connect",
			"CONNECT_KEY_CONVERTER": "org.apache.kafka.connect.storage.StringConverter",
			"CONNECT_VALUE_CONVERTER": "io.confluent.connect.avro.AvroConverter",
		}),
		{"cluster": {"schema_registries": registries, "clients_by_name": {"connect": [["connect_workers", 0]]}}},
	)
	helps := {[violation.help, object.get(violation, "explains", {})] |
		some violation in rule.deny with input as worker
	}
}

test_the_registry_of_the_project if {
	explains := {"rules": ["converter-without-registry"], "at": [["cluster", "connect_workers", 0, "properties", "value.converter"]]}
	own := {"service": "registry", "properties": {"listeners": "http://0.0.0.0:8085"}}
	of_worker([own]) == {["set `CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL` to `http://registry:8085`", explains]}
	of_worker([object.union(own, {"properties": {"listeners": "https://r:8085"}})]) == {["set `CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL` to `http://registry:8081`", explains]}
	of_worker([own, own]) == {["set `CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL` to `http://<registry>:8081`", explains]}
}
