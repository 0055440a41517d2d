package hy_msg_lint.compose.ignored_variable_test

import data.hy_msg_lint.compose.ignored_variable as rule

service(image, version, environment) := {
	"kind": "service",
	"name": "kafka",
	"unresolved": [],
	"start_script": {"image": image, "repository": split(image, ":")[0], "version": version, "environment": environment},
}

test_names_of_another_image_are_one_finding if {
	found := rule.deny with input as service("cp-kafka:7.9.0", "7.9.0", {
		"KAFKA_CFG_ADVERTISED_LISTENERS": "PLAINTEXT://k:9092",
		"KAFKA_CFG_NUM_PARTITIONS": "3",
		"KAFKA_ZOOKEEPER_CONNECT": "z:2181",
	})
	found == {{
		"msg": concat("", [
			"service `kafka` sets `KAFKA_CFG_ADVERTISED_LISTENERS` and `KAFKA_CFG_NUM_PARTITIONS` with Bitnami's prefix `KAFKA_CFG_`, which image ",
			"`cp-kafka:7.9.0` does not strip: `cfg.advertised.listeners` is not a Kafka property, so it lacks `KAFKA_ADVERTISED_LISTENERS` and exits at once",
		]),
		"at": ["start_script", "environment", "KAFKA_CFG_ADVERTISED_LISTENERS"],
		"key": true,
		"severity": "error",
		"help": "write `KAFKA_ADVERTISED_LISTENERS` and `KAFKA_NUM_PARTITIONS`",
		"related": [{"at": ["start_script", "environment", "KAFKA_CFG_NUM_PARTITIONS"], "msg": "this variable is ignored, too"}],
		"fix": {"title": "write `KAFKA_ADVERTISED_LISTENERS` and `KAFKA_NUM_PARTITIONS`", "edits": [
			{"rename": ["start_script", "environment", "KAFKA_CFG_ADVERTISED_LISTENERS"], "to": "KAFKA_ADVERTISED_LISTENERS"},
			{"rename": ["start_script", "environment", "KAFKA_CFG_NUM_PARTITIONS"], "to": "KAFKA_NUM_PARTITIONS"},
		]},
	}}
}

test_one_name_of_another_image_ends_apaches_own_configuration if {
	found := rule.deny with input as service("apache/kafka:4.1.0", "4.1.0", {"KAFKA_CFG_NUM_PARTITIONS": "3"})
	{[one.severity, one.msg] | some one in found} == {["error", concat("", [
		"service `kafka` sets `KAFKA_CFG_NUM_PARTITIONS` with Bitnami's prefix `KAFKA_CFG_`, which image `apache/kafka:4.1.0` does not strip: ",
		"`cfg.num.partitions` is not a Kafka property; any variable that begins with `KAFKA_` disables the image's default configuration, ",
		"so the broker exits at once",
	])]}
}

test_names_that_lack_a_part if {
	found := rule.deny with input as service("bitnami/kafka:3.9.0", "3.9.0", {"KAFKA_MIN_INSYNC_REPLICAS": "2"})
	{[one.severity, one.msg, one.help] | some one in found} == {[
		"warning",
		"service `kafka` sets `KAFKA_MIN_INSYNC_REPLICAS` without `CFG_`, which image `bitnami/kafka:3.9.0` requires",
		"write `KAFKA_CFG_MIN_INSYNC_REPLICAS`",
	]}
	bare := rule.deny with input as service("apache/kafka:4.1.0", "4.1.0", {"LISTENERS": "A://:1"})
	{[one.severity, one.msg] | some one in bare} == {[
		"warning",
		"service `kafka` sets `LISTENERS` without `KAFKA_`, which image `apache/kafka:4.1.0` requires",
	]}
}

test_nothing_to_write_instead if {
	found := rule.deny with input as service("debezium/kafka:3.3", "3.3", {"KAFKA_LOG_DIRS": "/data"})
	{[one.msg, one.help] | some one in found} == {[
		"service `kafka` sets `KAFKA_LOG_DIRS`, which image `debezium/kafka:3.3` ignores: its log is always below `/kafka/data`",
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
		"msg": "whether image `debezium/kafka:latest` reads `ZOOKEEPER_CONNECT` of service `kafka` depends on its version, which the tag does not name",
		"at": ["start_script", "image"],
		"help": "write a full version in the tag of the image, such as `8.1.1`",
	}}
}

test_read_variables if {
	rule.deny == set() with input as service("apache/kafka:4.1.0", "4.1.0", {"KAFKA_NODE_ID": "1", "http_proxy": "p"})
	rule.deny == set() with input as service("shop/kafka:1", "1", {"KAFKA_CFG_NODE_ID": "1"})
	rule.unknown == set() with input as {"kind": "service", "name": "kafka", "unresolved": []}
}

test_unmapped_listeners_follow if {
	variables := {
		"KAFKA_NODE_ID": "1",
		"KAFKA_PROCESS_ROLES": "broker,controller",
		"KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
	}
	node := object.union(service("bitnami/kafka:3.6", "3.6", variables), {"project": {"services": {"kafka": {"listeners": [{"name": "CONTROLLER"}]}}}})
	found := rule.deny with input as node
	{one.explains | some one in found} == {{"rules": ["unmapped-listener"], "at": [["project", "services", "kafka", "listeners", 0, "name"]]}}
}

test_zookeeper_without_roles_is_refused_by_kafka if {
	variables := {"KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_BROKER_ID": "1"}
	node := object.union(service("cp-kafka:8.2.0", "8.2.0", variables), {"runs": "broker"})
	{one.at | some one in rule.deny with input as node} == set()
	both := object.union(node, service("cp-kafka:8.2.0", "8.2.0", object.union(variables, {"KAFKA_PROCESS_ROLES": "broker"})))
	{one.at | some one in rule.deny with input as both} == {["start_script", "environment", "KAFKA_ZOOKEEPER_CONNECT"]}
}
