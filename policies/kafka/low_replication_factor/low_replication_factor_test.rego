package hy_msg_lint.kafka.low_replication_factor_test

import data.hy_msg_lint.kafka.low_replication_factor as rule

defaults := {"low-replication-factor": {"factor": 3}}

node(kind, fields) := object.union(
	{
		"kind": kind,
		"name": "kafka-1",
		"service": "kafka-1",
		"image": "confluentinc/cp-kafka:8.1.1",
		"roles": ["broker", "controller"],
		"partial": false,
		"properties": {},
		"image_defaults": {},
		"image_defaults_known": true,
		"unresolved": [],
		"cluster": null,
	},
	fields,
)

topic(fields) := object.union(
	{"kind": "topic", "name": "orders", "config": {}, "unresolved": [], "cluster": null},
	fields,
)

cluster(size) := {
	"name": "kafka",
	"complete": true,
	"size": size,
	"brokers": [broker | some i in numbers.range(1, size); broker := node("broker", {"name": sprintf("kafka-%d", [i])})],
	"controllers": [],
}

deny(resource) := violations if {
	labelled := rule.deny with input as resource with data.parameters as defaults
	violations := {object.remove(violation, ["label", "fix"]) | some violation in labelled}
}

fixes(resource) := {violation.fix | some violation in found} if {
	found := rule.deny with input as resource with data.parameters as defaults
}

unknown(resource) := violations if {
	violations := rule.unknown with input as resource with data.parameters as defaults
}

test_topic_below if {
	deny(topic({"replication_factor": 1})) == {{
		"msg": "topic `orders` has replication factor 1, below 3",
		"help": "set the replication factor to 3",
		"at": ["replication_factor"],
	}}
	count(deny(topic({"replication_factor": "2"}))) == 1
	count(deny(topic({"replication_factor": 0}))) == 1
}

test_topic_at_the_factor if {
	deny(topic({"replication_factor": 3})) == set()
	deny(topic({"replication_factor": "3"})) == set()
}

test_topic_above_is_info if {
	violations := deny(topic({"replication_factor": 5}))
	{[violation.msg, violation.severity] | some violation in violations} == {["topic `orders` has replication factor 5, above 3", "info"]}
}

test_no_replication_factor if {
	every value in ["three", "3.5", 3.5, ""] {
		{violation.msg | some violation in deny(topic({"replication_factor": value}))} == {sprintf("topic `orders` has replication factor %v, which is not a replication factor", [value])}
	}
}

test_what_no_topic_can_have_is_told_by_the_form if {
	every value in ["three", "3.5", 3.5, "", 0, "0", -2] {
		deny(topic({"replication_factor": value, "declared_by": "topics file", "schema_checked": true})) == set()
		deny(topic({"replication_factor": value, "declared_by": "cfk", "schema_checked": true})) == set()
		count(deny(topic({"replication_factor": value, "declared_by": "kafka-topics"}))) == 1
	}
}

test_fix_where_there_are_brokers_for_it if {
	sure := {"title": "set the replication factor to 3", "set": ["replication_factor"], "to": 3}
	fixes(topic({"replication_factor": 1, "cluster": cluster(3)})) == {sure}
	fixes(topic({"replication_factor": 1, "cluster": cluster(1)})) == set()
	fixes(topic({"replication_factor": 1, "cluster": cluster(3), "declared_by": "topicctl"})) == set()
	every surrounding in [null, object.remove(cluster(3), ["size"])] {
		fixes(topic({"replication_factor": 1, "cluster": surrounding})) == {object.union(sure, {"safety": "unsafe"})}
	}
}

test_topic_that_inherits if {
	every value in [{}, {"replication_factor": -1}, {"replication_factor": "-1"}] {
		deny(topic(object.union(value, {"cluster": cluster(1)}))) == set()
		unknown(topic(object.union(value, {"cluster": cluster(1)}))) == set()
		deny(topic(value)) == set()
		{violation.at | some violation in unknown(topic(value))} == {["replication_factor"]}
	}
}

test_topic_by_variable_is_unknown if {
	resource := topic({"replication_factor": "${RF}", "unresolved": [{"at": ["replication_factor"], "variables": ["RF"]}]})
	deny(resource) == set()
	unknown(resource) == {{
		"msg": "the replication factor of topic `orders` needs `RF`, which no file here sets",
		"at": ["replication_factor"],
	}}
}

test_broker_without_a_default if {
	deny(node("broker", {})) == {{
		"msg": "broker `kafka-1` leaves `default.replication.factor` at its default of 1, below 3",
		"help": "set `default.replication.factor` to 3",
		"at": ["properties", "default.replication.factor"],
	}}
}

test_broker_with_everything if {
	deny(node("broker", {"properties": {
		"default.replication.factor": "3",
		"offsets.topic.replication.factor": "3",
		"transaction.state.log.replication.factor": "3",
		"confluent.license.topic.replication.factor": "3",
	}})) == set()
}

test_broker_with_low_internal_topics if {
	violations := deny(node("broker", {"properties": {
		"default.replication.factor": "3",
		"offsets.topic.replication.factor": "1",
		"transaction.state.log.replication.factor": "1",
		"share.coordinator.state.topic.replication.factor": "1",
		"confluent.metrics.reporter.topic.replicas": "1",
	}}))
	count(violations) == 4
}

test_broker_image_defaults if {
	violations := deny(node("broker", {
		"properties": {"default.replication.factor": "3"},
		"image_defaults": {"offsets.topic.replication.factor": "1"},
	}))
	violations == {{
		"msg": "the image of broker `kafka-1` sets `offsets.topic.replication.factor` to 1, below 3",
		"help": "set `offsets.topic.replication.factor` to 3",
		"at": ["image_defaults", "offsets.topic.replication.factor"],
	}}
}

test_isolated_controller if {
	resource := node("broker", {"roles": ["controller"], "properties": {"offsets.topic.replication.factor": "1"}})
	deny(resource) == {{
		"msg": "controller `kafka-1` leaves `default.replication.factor` at its default of 1, below 3",
		"help": "set `default.replication.factor` to 3",
		"at": ["properties", "default.replication.factor"],
	}}
}

test_partial_broker if {
	deny(node("broker", {"partial": true})) == set()
	unknown(node("broker", {"partial": true, "image_defaults_known": false})) == set()
	count(deny(node("broker", {"partial": true, "properties": {"offsets.topic.replication.factor": "1"}}))) == 1
}

test_broker_of_an_unknown_image if {
	resource := node("broker", {"image_defaults_known": false, "properties": {"offsets.topic.replication.factor": "3"}})
	deny(resource) == set()
	unknown(resource) == {{
		"msg": "the replication factors of broker `kafka-1` are not known: image `confluentinc/cp-kafka:8.1.1` may set `default.replication.factor`, `share.coordinator.state.topic.replication.factor` and `transaction.state.log.replication.factor`",
		"at": ["properties", "default.replication.factor"],
		"help": "set `default.replication.factor`, `share.coordinator.state.topic.replication.factor` and `transaction.state.log.replication.factor`",
	}}
}

test_broker_by_variable_is_unknown if {
	resource := node("broker", {
		"properties": {"default.replication.factor": "${RF}"},
		"unresolved": [{"at": ["properties", "default.replication.factor"], "variables": ["RF"]}],
	})
	deny(resource) == set()
	{violation.at | some violation in unknown(resource)} == {["properties", "default.replication.factor"]}
}

test_broker_default_cannot_defer if {
	{violation.msg | some violation in deny(node("broker", {"properties": {"default.replication.factor": "-1"}}))} == {"broker `kafka-1` sets `default.replication.factor` to -1, below 3"}
}

test_connect_worker if {
	deny(node("connect_worker", {})) == set()
	count(deny(node("connect_worker", {"properties": {
		"config.storage.replication.factor": "1",
		"offset.storage.replication.factor": "1",
		"status.storage.replication.factor": "1",
	}}))) == 3
	count(deny(node("connect_worker", {"image_defaults": {"config.storage.replication.factor": "1"}}))) == 1
}

test_connect_worker_that_defers if {
	resource := node("connect_worker", {"properties": {"config.storage.replication.factor": "-1"}})
	deny(resource) == set()
	{violation.msg | some violation in unknown(resource)} == {"Connect worker `kafka-1` leaves `config.storage.replication.factor` to the brokers, which are not declared here"}
	unknown(object.union(resource, {"cluster": cluster(3)})) == set()
}

test_schema_registry if {
	deny(node("schema_registry", {})) == set()
	count(deny(node("schema_registry", {"properties": {"kafkastore.topic.replication.factor": "1"}}))) == 1
}

test_ksqldb if {
	{violation.at | some violation in deny(node("ksqldb", {}))} == {["properties", "ksql.internal.topic.replicas"]}
	deny(node("ksqldb", {"properties": {"ksql.internal.topic.replicas": "3"}})) == set()
	count(deny(node("ksqldb", {"properties": {
		"ksql.internal.topic.replicas": "3",
		"ksql.streams.replication.factor": "1",
	}}))) == 1
}

test_connector if {
	violations := deny({
		"kind": "connector",
		"name": "orders-cdc",
		"class": "io.debezium.connector.postgresql.PostgresConnector",
		"config": {
			"topic.creation.default.replication.factor": 1,
			"topic.creation.audit.replication.factor": "3",
		},
		"unresolved": [],
		"cluster": null,
	})
	violations == {{
		"msg": "connector `orders-cdc` sets `topic.creation.default.replication.factor` to 1, below 3",
		"help": "set `topic.creation.default.replication.factor` to 3",
		"at": ["config", "topic.creation.default.replication.factor"],
	}}
}

test_parameter if {
	labelled := rule.deny with input as topic({"replication_factor": 2}) with data.parameters as {"low-replication-factor": {"factor": 2}}
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
	violations == set()
	quiet := rule.deny with input as node("broker", {"properties": {"default.replication.factor": "2"}})
		with data.parameters as {"low-replication-factor": {"factor": 2}}
	quiet == set()
}

test_command_that_changes_a_topic if {
	unknown(topic({"creates": false})) == set()
	count(unknown(topic({}))) == 1
}

test_a_service_is_told_its_variable if {
	violations := deny(node("broker", {"variable_prefix": "KAFKA_CFG_", "variables": {"offsets.topic.replication.factor": "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"}, "properties": {"offsets.topic.replication.factor": "1"}}))
	{[violation.msg, violation.help] | some violation in violations} == {
		["broker `kafka-1` leaves `KAFKA_CFG_DEFAULT_REPLICATION_FACTOR` at its default of 1, below 3", "set `KAFKA_CFG_DEFAULT_REPLICATION_FACTOR` to 3"],
		["broker `kafka-1` sets `KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR` to 1, below 3", "set `KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR` to 3"],
	}
}

test_a_topic_is_told_its_field if {
	{violation.help | some violation in deny(topic({"replication_factor": 1, "declared_by": "topicctl"}))} == {"set `spec.replicationFactor` to 3"}
	{violation.help | some violation in deny(topic({"replication_factor": 1, "declared_by": "kafka-topics"}))} == {"write `--replication-factor 3`"}
}

test_the_label_says_what_is_wrong_at_the_place if {
	written := rule.deny with input as topic({"replication_factor": 2}) with data.parameters as defaults
	{violation.label | some violation in written} == {"2, below 3"}
	absent := rule.deny with input as node("broker", {}) with data.parameters as defaults
	"`default.replication.factor` is not set: the default is 1" in {violation.label | some violation in absent}
}
