package hy_msg_lint.lib.naming_test

import data.hy_msg_lint.lib.images
import data.hy_msg_lint.lib.naming

facts(image, environment) := images.facts({
	"start_script": {
		"image": image,
		"repository": split(image, ":")[0],
		"version": split(image, ":")[1],
		"environment": environment,
	},
	"unresolved": [],
})

groups(found) := naming.groups(found, naming.lacking(found))

meant(environment) := naming.meant(found, groups(found)) if found := facts("cp-kafka:7.9.0", environment)

names(image, environment) := {[group.kind, entry.variable, entry.instead] |
	some group in groups(facts(image, environment))
	some entry in group.entries
}

test_names_of_bitnami_elsewhere if {
	every image in ["apache/kafka:4.1.0", "cp-kafka:7.9.0", "confluent-local:7.9.0", "wurstmeister/kafka:2.8.1"] {
		names(image, {"KAFKA_CFG_LISTENERS": "a"}) == {["prefixed", "KAFKA_CFG_LISTENERS", "KAFKA_LISTENERS"]}
	}
	names("debezium/kafka:2.7", {"KAFKA_CFG_NODE_ID": "2"}) == {["prefixed", "KAFKA_CFG_NODE_ID", "NODE_ID"]}
	names("apache/kafka:4.1.0", {"KAFKA_CFG_LISTENERS": "a", "KAFKA_LISTENERS": "a"}) == set()
	names("bitnami/kafka:3.9.0", {"KAFKA_CFG_LISTENERS": "a"}) == set()
}

test_names_of_others_in_bitnamis_image if {
	names("bitnami/kafka:3.9.0", {"KAFKA_LISTENERS": "a", "KAFKA_MIN_INSYNC_REPLICAS": "2", "KAFKA_OPTS": "-X"}) == {[
		"unprefixed",
		"KAFKA_MIN_INSYNC_REPLICAS",
		"KAFKA_CFG_MIN_INSYNC_REPLICAS",
	]}
}

test_names_without_a_prefix if {
	names("apache/kafka:4.1.0", {"LISTENERS": "a", "NUM_PARTITIONS": "3", "NODE_ID": ""}) == {["bare", "LISTENERS", "KAFKA_LISTENERS"]}
	names("apache/kafka:4.1.0", {"LISTENERS": "a", "KAFKA_LISTENERS": "b"}) == set()
	names("cp-kafka-connect:7.9.0", {"GROUP_ID": "a", "OFFSET_FLUSH_INTERVAL_MS": "1"}) == {["bare", "GROUP_ID", "CONNECT_GROUP_ID"]}
	names("debezium/connect:3.3", {"GROUP_ID": "a"}) == set()
}

grave(image, environment) := {name |
	found := facts(image, environment)
	some group in groups(found)
	some name in naming.grave(found, group, naming.lacking(found))
}

test_what_a_broker_cannot_do_without if {
	grave("cp-kafka:7.9.0", {"KAFKA_CFG_NODE_ID": "1", "KAFKA_CFG_NUM_PARTITIONS": "3"}) == {"KAFKA_NODE_ID"}
	grave("cp-kafka:7.9.0", {"KAFKA_CFG_NODE_ID": "1", "KAFKA_NODE_ID": "2"}) == set()
	grave("bitnami/kafka:4.0.0", {
		"KAFKA_PROCESS_ROLES": "controller",
		"KAFKA_NODE_ID": "1",
		"KAFKA_LISTENERS": "C://:9093",
		"KAFKA_CONTROLLER_QUORUM_VOTERS": "1@k:9093",
		"KAFKA_CONTROLLER_LISTENER_NAMES": "C",
		"KAFKA_MIN_INSYNC_REPLICAS": "2",
	}) == {"KAFKA_CFG_CONTROLLER_LISTENER_NAMES"}
}

loses(image, environment) := {group.kind |
	found := facts(image, environment)
	some group in groups(found)
	naming.loses_default(found, group)
}

test_a_default_that_is_lost if {
	loses("apache/kafka:4.1.0", {"KAFKA_CFG_NUM_PARTITIONS": "3"}) == {"prefixed"}
	loses("apache/kafka:4.1.0", {"KAFKA_CFG_NUM_PARTITIONS": "3", "KAFKA_PROCESS_ROLES": "broker"}) == set()
	loses("apache/kafka:4.1.0", {"LISTENERS": "a"}) == set()
	loses("cp-kafka:7.9.0", {"KAFKA_CFG_NUM_PARTITIONS": "3"}) == set()
}

test_what_is_meant if {
	found := meant({"KAFKA_CFG_NODE_ID": "1", "KAFKA_CFG_LISTENERS": "a", "KAFKA_LISTENERS": "b"})
	found.environment.KAFKA_NODE_ID == "1"
	found.environment.KAFKA_LISTENERS == "b"
	"KAFKA_NODE_ID" in meant({"KAFKA_CFG_NODE_ID": null}).open
}
