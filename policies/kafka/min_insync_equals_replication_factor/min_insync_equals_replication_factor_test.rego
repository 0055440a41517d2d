package hy_msg_lint.kafka.min_insync_equals_replication_factor_test

import data.hy_msg_lint.kafka.min_insync_equals_replication_factor as rule

broker(fields) := object.union(
	{
		"kind": "broker",
		"name": "kafka-1",
		"roles": ["broker"],
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

cluster(properties) := {
	"name": "p",
	"complete": true,
	"brokers": [broker({"properties": properties}), broker({"name": "kafka-2", "properties": properties})],
	"controllers": [],
	"deciding": {"brokers": [0], "controllers": []},
}

deny(resource) := violations if {
	labelled := rule.deny with input as resource
	violations := {object.remove(violation, ["label"]) | some violation in labelled}
}

test_topic if {
	deny(topic({"replication_factor": 3, "config": {"min.insync.replicas": "3"}})) == {{
		"msg": "topic `orders` has `min.insync.replicas` 3, equal to the replication factor 3: no broker may restart",
		"help": "set `min.insync.replicas` to 2",
		"at": ["config", "min.insync.replicas"],
		"related": [{"at": ["replication_factor"], "msg": "3, set here"}],
		"fix": {"title": "set `min.insync.replicas` to 2", "set": ["config", "min.insync.replicas"], "to": 2},
	}}
}

test_a_single_replica_is_another_rule if {
	deny(topic({"replication_factor": 1, "config": {"min.insync.replicas": "1"}})) == set()
	deny(broker({"properties": {"default.replication.factor": "1"}})) == set()
}

test_not_equal if {
	deny(topic({"replication_factor": 3, "config": {"min.insync.replicas": "2"}})) == set()
	deny(topic({"replication_factor": 2, "config": {"min.insync.replicas": "3"}})) == set()
}

test_topic_that_inherits if {
	resource := topic({"replication_factor": 2, "cluster": cluster({"min.insync.replicas": "2"})})
	{violation.at | some violation in deny(resource)} == {["replication_factor"]}
}

test_broker if {
	{violation.msg | some violation in deny(broker({"properties": {
		"default.replication.factor": "2",
		"min.insync.replicas": "2",
	}}))} == {"broker `kafka-1` has `min.insync.replicas` 2, equal to `default.replication.factor` 2: no broker may restart"}
}

test_transactions_against_the_default if {
	violations := deny(broker({"properties": {"transaction.state.log.replication.factor": "2"}}))
	{violation.at | some violation in violations} == {["properties", "transaction.state.log.replication.factor"]}
}

test_variable_is_unknown if {
	resource := broker({
		"properties": {"default.replication.factor": "3", "min.insync.replicas": "${MIN}"},
		"unresolved": [{"at": ["properties", "min.insync.replicas"], "variables": ["MIN"]}],
	})
	deny(resource) == set()
	unknown := rule.unknown with input as resource
	{violation.msg | some violation in unknown} == {"`min.insync.replicas` of broker `kafka-1` needs `MIN`, which no file here sets"}
}

fixes(resource) := {violation.fix | some violation in rule.deny with input as resource}

test_fix_of_a_minimum_that_somebody_wrote if {
	fixes(topic({"replication_factor": 3, "config": {"min.insync.replicas": "3"}})) == {{"title": "set `min.insync.replicas` to 2", "set": ["config", "min.insync.replicas"], "to": 2}}
	fixes(topic({"replication_factor": 2, "config": {"min.insync.replicas": "2"}})) == set()
}
