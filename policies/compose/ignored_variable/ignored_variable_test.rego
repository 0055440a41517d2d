package hy_msg_lint.compose.ignored_variable_test

import data.hy_msg_lint.compose.ignored_variable as rule

service(image, version, environment) := {
	"kind": "service",
	"name": "kafka",
	"unresolved": [],
	"start_script": {"image": image, "repository": split(image, ":")[0], "version": version, "environment": environment},
}

test_another_image_reads_it if {
	found := rule.deny with input as service("apache/kafka:4.1.0", "4.1.0", {"KAFKA_CFG_NODE_ID": "1"})
	found == {{
		"msg": "service `kafka` sets `KAFKA_CFG_NODE_ID`, which image `apache/kafka:4.1.0` does not read: it reads `KAFKA_NODE_ID`",
		"at": ["start_script", "environment", "KAFKA_CFG_NODE_ID"],
		"key": true,
		"help": "write `KAFKA_NODE_ID`",
	}}
}

test_nothing_to_write_instead if {
	found := rule.deny with input as service("debezium/kafka:3.3", "3.3", {"KAFKA_LOG_DIRS": "/data"})
	{[one.msg, one.help] | some one in found} == {[
		"service `kafka` sets `KAFKA_LOG_DIRS`, which image `debezium/kafka:3.3` does not read: its log is always below `/kafka/data`",
		"remove the variable",
	]}
}

test_what_is_read_is_there_already if {
	found := rule.deny with input as service("cp-schema-registry:7.9.0", "7.9.0", {
		"SCHEMA_REGISTRY_HOST_NAME": "r",
		"SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS": "k:9092",
		"SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL": "z:2181",
	})
	{one.help | some one in found} == {"remove the variable"}
}

test_what_is_missing_is_said_once if {
	rule.deny == set() with input as service("debezium/connect:3.3", "3.3", {"CONNECT_CONFIG_STORAGE_TOPIC": "c", "OFFSET_STORAGE_TOPIC": "o"})
}

test_hidden_version if {
	hidden := service("debezium/kafka:latest", "", {"ZOOKEEPER_CONNECT": "z:2181"})
	rule.deny == set() with input as hidden
	found := rule.unknown with input as hidden
	found == {{
		"msg": "whether image `debezium/kafka:latest` reads `ZOOKEEPER_CONNECT`, which service `kafka` sets, depends on its version",
		"at": ["start_script", "image"],
	}}
}

test_read_variables if {
	rule.deny == set() with input as service("apache/kafka:4.1.0", "4.1.0", {"KAFKA_NODE_ID": "1", "http_proxy": "p"})
	rule.deny == set() with input as service("shop/kafka:1", "1", {"KAFKA_CFG_NODE_ID": "1"})
	rule.unknown == set() with input as {"kind": "service", "name": "kafka", "unresolved": []}
}
