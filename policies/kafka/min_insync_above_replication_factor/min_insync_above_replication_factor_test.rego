package hy_msg_lint.kafka.min_insync_above_replication_factor_test

import data.hy_msg_lint.kafka.min_insync_above_replication_factor as rule

broker(fields) := object.union(
	{
		"kind": "broker",
		"name": "kafka-1",
		"roles": ["broker"],
		"partial": false,
		"properties": {},
		"image_defaults": {},
		"image_defaults_known": true,
		"kafka_version": "3.6",
		"unresolved": [],
		"cluster": null,
	},
	fields,
)

topic(fields) := object.union(
	{"kind": "topic", "name": "orders", "config": {}, "unresolved": [], "cluster": null},
	fields,
)

cluster(properties) := {
	"name": "p",
	"complete": true,
	"brokers": [broker({"properties": properties}), broker({"name": "kafka-2", "properties": properties})],
	"controllers": [],
	"deciding": {"brokers": [0], "controllers": []},
}

deny(resource) := violations if {
	labelled := rule.deny with input as resource
	violations := {object.remove(violation, ["label", "severity"]) | some violation in labelled}
}

test_topic if {
	deny(topic({"replication_factor": 1, "config": {"min.insync.replicas": "2"}})) == {{
		"msg": "topic `orders` has `min.insync.replicas` 2, above the replication factor 1: before Kafka 3.7 every write with acks=all fails",
		"help": "set the replication factor to 3",
		"at": ["config", "min.insync.replicas"],
		"related": [{"at": ["replication_factor"], "msg": "1, set here"}],
	}}
}

test_topic_in_order if {
	deny(topic({"replication_factor": 3, "config": {"min.insync.replicas": "2"}})) == set()
	deny(topic({"replication_factor": 3, "config": {"min.insync.replicas": "3"}})) == set()
	deny(topic({"replication_factor": 1})) == set()
	deny(topic({"config": {"min.insync.replicas": "2"}})) == set()
}

test_topic_that_inherits_the_minimum if {
	resource := topic({"replication_factor": 1, "cluster": cluster({"min.insync.replicas": "2"})})
	deny(resource) == {{
		"msg": "topic `orders` has `min.insync.replicas` 2, above the replication factor 1: every write with acks=all fails",
		"help": "set the replication factor to 3",
		"at": ["replication_factor"],
		"related": [{
			"at": ["cluster", "brokers", 0, "properties", "min.insync.replicas"],
			"msg": "2, inherited from the brokers",
		}],
	}}
}

test_topic_that_inherits_the_factor if {
	resource := topic({"config": {"min.insync.replicas": 4}, "cluster": cluster({"default.replication.factor": "3"})})
	{violation.at | some violation in deny(resource)} == {["config", "min.insync.replicas"]}
}

test_topic_that_inherits_both if {
	deny(topic({"cluster": cluster({"default.replication.factor": "1", "min.insync.replicas": "2"})})) == set()
}

test_broker if {
	{violation.msg | some violation in deny(broker({"properties": {"min.insync.replicas": "2"}}))} == {"broker `kafka-1` has `min.insync.replicas` 2, above `default.replication.factor` 1: every write with acks=all fails"}
	deny(broker({"properties": {"min.insync.replicas": "2", "default.replication.factor": "3"}})) == set()
	deny(broker({})) == set()
}

test_transactions if {
	deny(broker({"properties": {"transaction.state.log.replication.factor": "1"}})) == {{
		"msg": "broker `kafka-1` has `transaction.state.log.min.isr` 2, above `transaction.state.log.replication.factor` 1: every transaction fails",
		"help": "set `transaction.state.log.replication.factor` to 3",
		"at": ["properties", "transaction.state.log.replication.factor"],
		"related": [{"at": ["properties", "transaction.state.log.min.isr"], "msg": "2, the product's default"}],
	}}
	deny(broker({"properties": {
		"transaction.state.log.replication.factor": "1",
		"transaction.state.log.min.isr": "1",
	}})) == set()
}

test_image if {
	violations := deny(broker({
		"properties": {"transaction.state.log.min.isr": "2"},
		"image_defaults": {"transaction.state.log.replication.factor": "1"},
	}))
	{[violation.at, violation.related[0].msg] | some violation in violations} == {[["properties", "transaction.state.log.min.isr"], "1, set by the image"]}
}

test_share_coordinator if {
	count(deny(broker({"properties": {
		"share.coordinator.state.topic.replication.factor": "1",
		"share.coordinator.state.topic.min.isr": "2",
	}}))) == 1
}

test_nothing_known_nothing_said if {
	deny(broker({"image_defaults_known": false, "properties": {"min.insync.replicas": "2"}})) == set()
	deny(broker({"partial": true, "properties": {"min.insync.replicas": "2"}})) == set()
	deny(broker({"roles": ["controller"], "properties": {"min.insync.replicas": "2"}})) == set()
}

test_ksqldb if {
	count(deny(broker({"kind": "ksqldb", "properties": {"ksql.internal.topic.min.insync.replicas": "2"}}))) == 1
}

test_variable_is_unknown if {
	resource := topic({
		"replication_factor": "${RF}",
		"config": {"min.insync.replicas": "2"},
		"unresolved": [{"at": ["replication_factor"], "variables": ["RF"]}],
	})
	deny(resource) == set()
	unknown := rule.unknown with input as resource
	{violation.msg | some violation in unknown} == {"the replication factor of topic `orders` needs `RF`, which no file here sets"}
}

fixes(resource) := {violation.fix | some violation in rule.deny with input as resource}

test_fix_of_a_minimum_that_somebody_wrote if {
	fixes(topic({"replication_factor": 3, "config": {"min.insync.replicas": "5"}})) == {{"title": "set `min.insync.replicas` to 2", "set": ["config", "min.insync.replicas"], "to": 2}}
	fixes(topic({"replication_factor": 2, "config": {"min.insync.replicas": "3"}})) == set()
}

one_broker(properties) := object.union(cluster(properties), {"size": 1, "brokers": [broker({"properties": properties})]})

helps(resource) := {violation.help | some violation in rule.deny with input as resource}

test_one_broker_has_no_room_for_a_higher_factor if {
	resource := broker({"properties": {"transaction.state.log.replication.factor": "1"}, "cluster": one_broker({})})
	helps(resource) == {"set `transaction.state.log.min.isr` to 1"}
	fixes(resource) == set()
	local := rule.deny with input as resource with data.parameters as {"low-min-insync-replicas": {"minimum": 1}}
	{violation.fix | some violation in local} == {{"title": "set `transaction.state.log.min.isr` to 1", "set": ["properties", "transaction.state.log.min.isr"], "to": 1}}
	helps(topic({"replication_factor": 1, "cluster": one_broker({"min.insync.replicas": "2"})})) == {"set `min.insync.replicas` to 1"}
	helps(broker({
		"properties": {"offsets.topic.replication.factor": "1", "min.insync.replicas": "2", "default.replication.factor": "1"},
		"cluster": one_broker({}),
	})) == {"set `min.insync.replicas` to 1"}
	helps(broker({
		"kind": "connect_worker", "properties": {"status.storage.replication.factor": "1"},
		"cluster": one_broker({"min.insync.replicas": "2"}),
	})) == {"set `min.insync.replicas` to 1"}
}

test_three_brokers_have_room_for_a_higher_factor if {
	resource := broker({"properties": {"transaction.state.log.replication.factor": "1"}, "cluster": object.union(one_broker({}), {"size": 3})})
	helps(resource) == {"set `transaction.state.log.replication.factor` to 3"}
}

told(resource) := {[violation.severity, split(violation.msg, ": ")[1]] |
	some violation in rule.deny with input as resource
}

test_version_of_the_brokers if {
	low := {"properties": {"min.insync.replicas": "2"}}
	told(broker(low)) == {["error", "every write with acks=all fails"]}
	told(broker(object.union(low, {"kafka_version": "3"}))) == {["warning", "before Kafka 3.7 every write with acks=all fails"]}
	told(object.remove(broker(low), ["kafka_version"])) == {["warning", "before Kafka 3.7 every write with acks=all fails"]}
	every known in ["3.7", "3.7.0", "4.1", "latest"] {
		told(broker(object.union(low, {"kafka_version": known}))) == {["info", "Kafka 3.7 and later take the one replica that there is, so the minimum protects nothing"]}
	}
	two := {"properties": {"min.insync.replicas": "3", "default.replication.factor": "2"}, "kafka_version": "4.1"}
	told(broker(two)) == {["warning", "Kafka 3.7 and later take all 2 replicas as the minimum, so no broker may restart"]}
}

test_version_of_the_cluster if {
	asks := {"replication_factor": 1, "config": {"min.insync.replicas": "2"}}
	every case in [
		{"versions": ["3.6", "3.6"], "severity": "error"},
		{"versions": ["3.9", "3.6"], "severity": "error"},
		{"versions": ["3.9", "4.1"], "severity": "info"},
		{"versions": ["3.9", ""], "severity": "warning"},
		{"versions": [], "severity": "warning"},
	] {
		brokers := [broker({"kafka_version": known}) | some known in case.versions]
		resource := topic(object.union(asks, {"cluster": {"complete": false, "brokers": brokers}}))
		{severity | some [severity, _] in told(resource)} == {case.severity}
	}
	elsewhere := topic(object.union(asks, {"brokers_elsewhere": true, "cluster": {"complete": true, "brokers": [broker({})]}}))
	{severity | some [severity, _] in told(elsewhere)} == {"warning"}
}
