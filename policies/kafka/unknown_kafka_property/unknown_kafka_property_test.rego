package hy_msg_lint.kafka.unknown_kafka_property_test

import data.hy_msg_lint.kafka.unknown_kafka_property as rule

known := {
	"broker": {"properties": {
		"auto.create.topics.enable": {},
		"listener.security.protocol.map": {},
		"listeners": {},
		"log.dir": {},
		"log.dirs": {},
		"metric.reporters": {},
		"min.insync.replicas": {},
	}},
	"topic": {"properties": {"cleanup.policy": {}, "retention.ms": {}}},
	"connect": {"properties": {"bootstrap.servers": {}, "key.converter": {}, "offset.storage.replication.factor": {}}},
	"schema_registry": {"properties": {"kafkastore.bootstrap.servers": {}, "schema.compatibility.level": {}}},
	"connector": {"properties": {"errors.tolerance": {}, "tasks.max": {}, "topics.regex": {}, "transforms": {}}},
	"consumer": {"properties": {"max.poll.records": {}, "sasl.jaas.config": {}}},
	"producer": {"properties": {"compression.type": {}}},
}

# The names that are found, each with what is said to be near it.
found(resource) := {violation.at[1]: violation.help | some violation in violations} if {
	violations := rule.deny with input as resource with data.lib.properties as known
}

of(kind, keys) := {
	"kind": kind,
	"name": "it",
	"family": "confluent",
	"roles": ["broker"],
	"partial": false,
	"properties": {key: "x" | some key in keys},
	"unresolved": [],
}

written(kind, keys) := {"kind": kind, "name": "it", "config": {key: "x" | some key in keys}, "unresolved": []}

meant(name) := sprintf("write `%s`", [name])

test_message if {
	violations := rule.deny with input as of("broker", ["auto.create.topics.enabled"])
		with data.lib.properties as known
	{violation.msg | some violation in violations} == {"broker `it` sets `auto.create.topics.enabled`, which Kafka does not know; did you mean `auto.create.topics.enable`?"}
}

test_broker if {
	found(of("broker", ["auto.create.topics.enabled", "min.insync.replica", "listener"])) == {
		"auto.create.topics.enabled": meant("auto.create.topics.enable"),
		"min.insync.replica": meant("min.insync.replicas"),
		"listener": meant("listeners"),
	}
}

test_known if found(of("broker", ["auto.create.topics.enable", "log.dir", "log.dirs"])) == {}

test_near_nothing if found(of("broker", ["super.users", "x", "", "unstable.api.versions.enable"])) == {}

test_open_prefixes if {
	found(of("broker", ["listener.name.internal.listeners", "confluent.metric.reporter", "rsm.config.log.dirx"])) == {}
	found(of("connect_worker", ["key.converter.schemas.enable", "config.providers.file.class", "admin.retries"])) == {}
	found(written("connector", ["transforms.route.type", "topic.creation.default.partitions"])) == {}
}

test_partial_service if {
	fragment := object.union(of("broker", ["min.insync.replica"]), {"partial": true})
	found(fragment) == {"min.insync.replica": meant("min.insync.replicas")}
}

test_redpanda_has_its_own if {
	found(object.union(of("broker", ["min.insync.replica"]), {"family": "redpanda"})) == {}
}

test_topic if {
	found(written("topic", ["retention.mss", "cleanup.polcy", "cleanup.policy", "redpanda.remote.read"])) == {
		"retention.mss": meant("retention.ms"),
		"cleanup.polcy": meant("cleanup.policy"),
	}
}

test_topic_without_config if found({"kind": "topic", "name": "t", "unresolved": []}) == {}

test_worker if {
	found(of("connect_worker", ["bootstrap.server", "key.convertor", "offset.storage.replicaton.factor"])) == {
		"bootstrap.server": meant("bootstrap.servers"),
		"key.convertor": meant("key.converter"),
		"offset.storage.replicaton.factor": meant("offset.storage.replication.factor"),
	}
}

test_clients_inside_a_worker if {
	found(of("connect_worker", [
		"consumer.max.poll.record",
		"consumer.max.poll.records",
		"producer.compresion.type",
		"producer.confluent.monitoring.interceptor.topic",
	])) == {
		"consumer.max.poll.record": meant("consumer.max.poll.records"),
		"producer.compresion.type": meant("producer.compression.type"),
	}
}

test_schema_registry if {
	found(of("schema_registry", [
		"kafkastore.bootstrap.server",
		"kafkastore.sasl.jaas.config",
		"kafkastore.sasl.jass.config",
		"schema.compatibility.levels",
	])) == {
		"kafkastore.bootstrap.server": meant("kafkastore.bootstrap.servers"),
		"kafkastore.sasl.jass.config": meant("kafkastore.sasl.jaas.config"),
		"schema.compatibility.levels": meant("schema.compatibility.level"),
	}
}

test_connector if {
	found(written("connector", [
		"error.tolerance",
		"task.max",
		"tasks.min",
		"topic",
		"topic.regex",
		"producer.override.compression.typ",
		"consumer.override.max.poll.records",
		"database.hostname",
	])) == {
		"error.tolerance": meant("errors.tolerance"),
		"task.max": meant("tasks.max"),
		"producer.override.compression.typ": meant("producer.override.compression.type"),
	}
}

test_what_begins_with_a_separator_is_switched_off if {
	switched_off := ["_min.insync.replicas", ".min.insync.replicas", "-min.insync.replicas"]
	found(of("broker", switched_off)) == {}
	found(of("broker", ["min.insync.replica"])) == {"min.insync.replica": meant("min.insync.replicas")}
}

fixes(resource) := {violation.fix | some violation in violations} if {
	violations := rule.deny with input as resource with data.lib.properties as known
}

test_fix_writes_the_name_as_its_author_does if {
	fixes(of("broker", ["min.insync.replica"])) == {{"title": "write `min.insync.replicas`", "rename": ["properties", "min.insync.replica"], "to": "min.insync.replicas"}}
	in_compose := object.union(of("broker", ["min.insync.replica"]), {"variable_prefix": "KAFKA_"})
	{fix.to | some fix in fixes(in_compose)} == {"KAFKA_MIN_INSYNC_REPLICAS"}
	fixes(of("broker", ["min.insync.replica", "min.insync.replicas"])) == set()
}

gravity(properties, minimum) := {[object.get(violation, "severity", "warning"), object.get(violation, "explains", {})] |
	some violation in rule.deny with input as object.union(of("broker", {}), {"roles": ["broker"], "properties": properties})
		with data.lib.properties as known
		with data.parameters as {"low-min-insync-replicas": {"minimum": minimum}}
}

test_a_slip_in_a_minimum_is_as_grave_as_the_default if {
	gravity({"min.insync.replica": "2"}, 2) == {["error", {"rules": ["low-min-insync-replicas"], "at": [["properties", "min.insync.replicas"]]}]}
	gravity({"min.insync.replica": "2"}, 1) == {["warning", {}]}
	gravity({"min.insync.replica": "2", "min.insync.replicas": "2"}, 2) == {["warning", {}]}
	gravity({"log.dirz": "/data"}, 2) == {["warning", {}]}
}

mechanisms := object.union(known, {"broker": {"properties": {"sasl.enabled.mechanisms": {}, "ssl.enabled.protocols": {}}}})

test_a_word_for_another_has_no_fix if {
	said := {[violation.help, object.get(violation, "fix", null)] |
		some violation in rule.deny with input as of("broker", ["ssl.enabled.mechanisms"]) with data.lib.properties as mechanisms
	}
	said == {["write `sasl.enabled.mechanisms`", null]}
	fixed := {violation.fix.to |
		some violation in rule.deny with input as of("broker", ["sasl.enabled.mechanism"]) with data.lib.properties as mechanisms
	}
	fixed == {"sasl.enabled.mechanisms"}
}
