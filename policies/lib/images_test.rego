package hy_msg_lint.lib.images_test

import data.hy_msg_lint.lib.images

service(image, environment) := {
	"start_script": object.union(
		{"image": image, "repository": split(image, ":")[0], "environment": environment},
		{"version": value |
			some value in regex.find_n(`[0-9][0-9.]*`, array.concat(split(image, ":"), [""])[1], 1)
			value != ""
		},
	),
	"unresolved": [{"at": ["start_script", "environment", name], "variables": ["V"]} |
		some name, value in environment
		contains(sprintf("%v", [value]), "${")
	],
}

facts(image, environment) := images.facts(service(image, environment))

judged(image, environment) := images.judged(facts(image, environment))

lacks(image, environment) := {names[0] | some names in judged(image, environment).lacks}

opened(image, environment) := {names[0] | some names in judged(image, environment).open}

ignored(image, environment) := {[entry.variable, entry.instead] | some entry in images.ignored(facts(image, environment)).sure}

zookeeper := {"KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://k:9092"}

kraft := {
	"CLUSTER_ID": "x",
	"KAFKA_NODE_ID": "1",
	"KAFKA_PROCESS_ROLES": "broker",
	"KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
	"KAFKA_CONTROLLER_QUORUM_VOTERS": "1@c:9093",
	"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://k:9092",
}

test_tables_are_found_by_owner_or_by_name if {
	images.facts(service("mirror/cp-kafka:7.9.0", {})).name == "cp-kafka"
	images.facts(service("debezium/connect:3.3", {})).name == "connect"
	not images.facts(service("shop/connect:3.3", {}))
	not images.facts(service("apache/kafka-connect:1", {}))
	not images.facts({"unresolved": []})
}

test_versions if {
	facts("cp-kafka:7.4.1", {}).versions == [[7, 4, 1]]
	facts("cp-kafka:7.4", {}).versions == [[7, 4, 9999]]
	facts("cp-kafka:8", {}).versions == [[8, 0], [8, 1]]
	facts("cp-kafka:latest", {}).versions == [[7, 4], [7, 9], [8, 0], [8, 1]]
	facts("debezium/connect:nightly", {}).versions == [[0, 1]]
	facts("bitnami/kafka:3.5.1", {}).versions == [[3, 5, 1]]
	count(facts("bitnami/kafka:3.5.1-debian-11-r0", {}).versions) > 1
	count(facts("bitnami/kafka:3.6.0-debian-11-r0", {}).versions) == 1
}

test_branches_by_version if {
	lacks("cp-kafka:7.9.0", zookeeper) == set()
	lacks("cp-kafka:7.3.9", kraft) == {"KAFKA_ZOOKEEPER_CONNECT"}
	lacks("cp-kafka:7.4.0", kraft) == set()
	lacks("cp-kafka:8.0.0", zookeeper) == {
		"CLUSTER_ID", "KAFKA_CONTROLLER_LISTENER_NAMES", "KAFKA_CONTROLLER_QUORUM_VOTERS",
		"KAFKA_NODE_ID", "KAFKA_PROCESS_ROLES",
	}
	lacks("cp-kafka-rest:5.5.0", {"KAFKA_REST_ZOOKEEPER_CONNECT": "z:2181"}) == {"KAFKA_REST_HOST_NAME"}
	lacks("cp-kafka-rest:6.0.0", {"KAFKA_REST_ZOOKEEPER_CONNECT": "z:2181"}) == {"KAFKA_REST_BOOTSTRAP_SERVERS"}
}

test_only_some_images_of_a_table if {
	controller := object.union(kraft, {"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:SSL"})
	lacks("cp-kafka:8.0.0", controller) == set()
	count(lacks("cp-server:8.0.0", controller)) == 3
}

test_empty_values_count_from_a_version_on if {
	empty := {"SCHEMA_REGISTRY_HOST_NAME": "", "SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS": ""}
	count(lacks("cp-schema-registry:8.0.0", empty)) == 2
	lacks("cp-schema-registry:8.1.0", empty) == set()
	lacks("cp-kafka:8.1.0", object.union(kraft, {"KAFKA_PROCESS_ROLES": ""})) == {"KAFKA_PROCESS_ROLES"}
}

test_values_that_are_not_known_count if {
	lacks("cp-schema-registry:8.0.0", {
		"SCHEMA_REGISTRY_HOST_NAME": "${H}",
		"SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS": null,
	}) == set()
}

test_a_cluster_id_is_no_matter_of_life_from_8_1_on if {
	without := object.remove(kraft, ["CLUSTER_ID"])
	lacks("cp-kafka:8.0.0", without) == {"CLUSTER_ID"}
	lacks("cp-kafka:8.1.0", without) == set()
	{names | some [names, _] in judged("cp-kafka:8.1.0", without).warns} == {["CLUSTER_ID"]}
	opened("cp-kafka:latest", without) == {"CLUSTER_ID"}
}

test_hidden_versions if {
	lacks("cp-kafka:latest", kraft) == set()
	opened("cp-kafka:latest", kraft) == set()
	lacks("cp-kafka:latest", zookeeper) == set()
	"KAFKA_PROCESS_ROLES" in opened("cp-kafka:latest", zookeeper)
	"KAFKA_PROCESS_ROLES" in lacks("cp-kafka:8", zookeeper)
	lacks("cp-kafka", object.remove(zookeeper, ["KAFKA_ADVERTISED_LISTENERS"])) == {"KAFKA_ADVERTISED_LISTENERS"}
	# They agree that something is missing: the newest version says what.
	lacks("cp-schema-registry", {"SCHEMA_REGISTRY_HOST_NAME": "r"}) == {"SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS"}
}

test_conditions_on_values_that_are_not_known if {
	unnamed := object.union(object.remove(kraft, ["KAFKA_ADVERTISED_LISTENERS"]), {"KAFKA_PROCESS_ROLES": "${ROLES}"})
	opened("cp-kafka:7.9.0", unnamed) == {"KAFKA_ADVERTISED_LISTENERS", "KAFKA_LISTENERS"}
	judged("cp-kafka:7.9.0", unnamed).deciding == {"KAFKA_PROCESS_ROLES"}
	host := object.union(kraft, {"KAFKA_ADVERTISED_LISTENERS": "SASL_PLAINTEXT://${HOST}:9092"})
	lacks("cp-kafka:7.9.0", host) == {"KAFKA_OPTS"}
	plain := object.union(kraft, {"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://${HOST}:9092"})
	opened("cp-kafka:7.9.0", plain) == set()
	whole := object.union(kraft, {"KAFKA_ADVERTISED_LISTENERS": "${LISTENERS}"})
	"KAFKA_OPTS" in opened("cp-kafka:7.9.0", whole)
}

test_certificates_by_the_text_of_listeners if {
	named := object.union(zookeeper, {"KAFKA_ADVERTISED_LISTENERS": "SSL://k:9092", "KAFKA_SSL_CLIENT_AUTH": "required"})
	count(lacks("cp-kafka:7.9.0", named)) == 5
	count(lacks("cp-kafka:7.9.0", object.remove(named, ["KAFKA_SSL_CLIENT_AUTH"]))) == 3
	mapped := object.union(zookeeper, {"KAFKA_ADVERTISED_LISTENERS": "OUT://k:9092", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "OUT:SSL"})
	lacks("cp-kafka:7.9.0", mapped) == set()
}

forbidden(image, environment) := {name | some [name, _, _] in judged(image, environment).forbidden}

test_forbidden_variables if {
	forbidden("cp-kafka:7.9.0", {"KAFKA_PORT": "9092", "KAFKA_HOST": "", "KAFKA_ADVERTISED_HOST_NAME": "k"}) == {"KAFKA_PORT"}
	forbidden("apache/kafka:4.1.0", {"KAFKA_PORT": "9092"}) == set()
	controller := {"KAFKA_PROCESS_ROLES": "controller", "KAFKA_ADVERTISED_LISTENERS": "CONTROLLER://c:9093"}
	forbidden("apache/kafka:4.1.0", controller) == {"KAFKA_ADVERTISED_LISTENERS"}
	forbidden("apache/kafka:4.1.0", object.union(controller, {"KAFKA_ADVERTISED_LISTENERS": "${MAYBE}"})) == set()
	forbidden("apache/kafka:4.1.0", object.union(controller, {"KAFKA_ADVERTISED_LISTENERS": "C://${H}:1"})) == {"KAFKA_ADVERTISED_LISTENERS"}
	forbidden("confluent-local:7.9.0", {"KAFKA_PROCESS_ROLES": "controller"}) == {"KAFKA_PROCESS_ROLES"}
	forbidden("bitnami/kafka:3.9.0", {"KAFKA_CFG_PROCESS_ROLES": "broker", "KAFKA_CFG_ZOOKEEPER_CONNECT": "z"}) == {"KAFKA_CFG_ZOOKEEPER_CONNECT"}
	forbidden("bitnami/kafka:3.9.0", {
		"KAFKA_CFG_PROCESS_ROLES": "broker",
		"KAFKA_CFG_ZOOKEEPER_CONNECT": "z",
		"KAFKA_CFG_ZOOKEEPER_METADATA_MIGRATION_ENABLE": "true",
	}) == set()
}

test_aliases_and_files_of_bitnami if {
	lacks("bitnami/kafka:4.0.0", {"KAFKA_PROCESS_ROLES": "broker", "KAFKA_NODE_ID_COMMAND": "hostname"}) == set()
	lacks("bitnami/kafka:4.0.0", {"KAFKA_CFG_PROCESS_ROLES": "broker", "KAFKA_CFG_NODE_ID_FILE": "/id"}) == set()
	lacks("bitnami/kafka:4.0.0", {
		"KAFKA_CFG_PROCESS_ROLES": "broker,controller",
		"KAFKA_CFG_NODE_ID": "1",
		"KAFKA_CFG_LISTENERS": "A://:1",
		"KAFKA_CONTROLLER_QUORUM_VOTERS": "1@k:1",
		"KAFKA_CONTROLLER_LISTENER_NAMES": "A",
	}) == {"KAFKA_CFG_CONTROLLER_LISTENER_NAMES"}
}

test_values_that_agree if {
	lacks("bitnami/kafka:3.4.0", {"ALLOW_PLAINTEXT_LISTENER": "Yes"}) == set()
	lacks("bitnami/kafka:3.4.0", {"ALLOW_PLAINTEXT_LISTENER": "no"}) == {"ALLOW_PLAINTEXT_LISTENER"}
	lacks("bitnami/kafka:3.4.0", {"KAFKA_LISTENERS": "SASL_SSL://:9092"}) == set()
	lacks("bitnami/kafka:3.4.1", {"KAFKA_ZOOKEEPER_CONNECT": "z:2181"}) == set()
}

test_ignored_variables if {
	ignored("apache/kafka:4.1.0", {"kafka_node_id": "1", "kafka_home": "/opt"}) == {["kafka_node_id", "KAFKA_NODE_ID"]}
	ignored("debezium/connect:3.3", {"CONNECT_GROUP_ID": "a", "GROUP_ID": "b", "CONNECT_KEY_CONVERTER": "c", "KEY_CONVERTER": "c"}) == {["CONNECT_GROUP_ID", "GROUP_ID"]}
	json := "org.apache.kafka.connect.json.JsonConverter"
	ignored("debezium/connect:3.3", {"CONNECT_KEY_CONVERTER": json}) == set()
	ignored("debezium/connect:3.3", {"CONNECT_KEY_CONVERTER": json, "KEY_CONVERTER": "a"}) == {["CONNECT_KEY_CONVERTER", "KEY_CONVERTER"]}
	ignored("bitnami/kafka:3.9.0", {"KAFKA_LISTENERS": "a", "KAFKA_OPTS": "-X", "CLUSTER_ID": "x"}) == {["CLUSTER_ID", "KAFKA_KRAFT_CLUSTER_ID"]}
	ignored("cp-kafka-connect:7.9.0", {"connect_rest_advertised_host_name": "c"}) == {["connect_rest_advertised_host_name", "CONNECT_REST_ADVERTISED_HOST_NAME"]}
}

test_ignored_by_version if {
	set() == ignored("debezium/kafka:3.1", {"ZOOKEEPER_CONNECT": "z"})
	ignored("debezium/kafka:3.2", {"ZOOKEEPER_CONNECT": "z"}) == {["ZOOKEEPER_CONNECT", ""]}
	found := images.ignored(facts("debezium/kafka:latest", {"ZOOKEEPER_CONNECT": "z", "KAFKA_NODE_ID": "2"}))
	{entry.variable | some entry in found.sure} == {"KAFKA_NODE_ID"}
	{entry.variable | some entry in found.open} == {"ZOOKEEPER_CONNECT"}
}

test_ids_of_debezium if {
	# Whatever they are, the script sets both ids to the one that it reads, or to 1.
	ignored("debezium/kafka:2.4", {"KAFKA_BROKER_ID": "1", "KAFKA_NODE_ID": "1"}) == set()
	ignored("debezium/kafka:2.4", {"KAFKA_BROKER_ID": "2", "BROKER_ID": "2"}) == set()
	ignored("debezium/kafka:2.4", {"KAFKA_BROKER_ID": "2", "NODE_ID": "", "BROKER_ID": "2"}) == set()
	ignored("debezium/kafka:2.4", {"KAFKA_BROKER_ID": "2"}) == {["KAFKA_BROKER_ID", "NODE_ID"]}
	ignored("debezium/kafka:2.4", {"KAFKA_BROKER_ID": "1", "BROKER_ID": "2"}) == {["KAFKA_BROKER_ID", "NODE_ID"]}
	ignored("debezium/kafka:1.8", {"KAFKA_BROKER_ID": "2"}) == set()
	ignored("debezium/kafka:1.6", {"KAFKA_BROKER_ID": "2", "NODE_ID": "2"}) == {["KAFKA_BROKER_ID", "BROKER_ID"], ["NODE_ID", "BROKER_ID"]}
	ignored("debezium/kafka:1.2", {"KAFKA_LISTENERS": "a"}) == {["KAFKA_LISTENERS", "LISTENERS"]}
	ignored("debezium/kafka:1.3", {"KAFKA_LISTENERS": "a"}) == set()
}

test_what_no_version_reads_is_ignored_whatever_the_reason if {
	ignored("debezium/kafka:latest", {"KAFKA_ZOOKEEPER_CONNECT": "z:2181"}) == {["KAFKA_ZOOKEEPER_CONNECT", ""]}
}

test_voters_of_debezium if {
	voters := {"KAFKA_CONTROLLER_QUORUM_VOTERS": "1@k:9093"}
	forbidden("debezium/kafka:3.1", voters) == set()
	forbidden("debezium/kafka:3.4", voters) == {"KAFKA_CONTROLLER_QUORUM_VOTERS"}
	forbidden("debezium/kafka:3.5.0.Final", voters) == {"KAFKA_CONTROLLER_QUORUM_VOTERS"}
	forbidden("debezium/kafka:3.5", voters) == set()
}
