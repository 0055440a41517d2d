package hy_msg_lint.kafka.replication_factor_above_brokers_test

import data.hy_msg_lint.kafka.replication_factor_above_brokers as rule

cluster(size) := {
	"name": "kafka",
	"complete": true,
	"size": size,
	"brokers": [{"name": sprintf("kafka-%d", [i])} | some i in numbers.range(1, size)],
	"controllers": [],
}

topic(factor, surrounding) := {
	"kind": "topic",
	"name": "orders",
	"replication_factor": factor,
	"config": {},
	"unresolved": [],
	"cluster": surrounding,
}

broker(properties, surrounding) := {
	"kind": "broker",
	"name": "kafka-1",
	"roles": ["broker", "controller"],
	"partial": false,
	"properties": properties,
	"image_defaults": {},
	"image_defaults_known": true,
	"unresolved": [],
	"cluster": surrounding,
}

deny(resource) := violations if {
	violations := rule.deny with input as resource
}

test_topic if {
	deny(topic(3, cluster(1))) == {{
		"msg": "the replication factor of topic `orders` is 3, but the cluster has one broker",
		"help": "set the replication factor to 1, or add brokers",
		"at": ["replication_factor"],
		"cause": ["cluster", "brokers", 0, "name"],
	}}
	{violation.msg | some violation in deny(topic("4", cluster(3)))} == {"the replication factor of topic `orders` is 4, but the cluster has 3 brokers"}
}

test_enough_brokers if {
	deny(topic(3, cluster(3))) == set()
	deny(topic(1, cluster(1))) == set()
	deny(topic(-1, cluster(1))) == set()
	deny(topic("three", cluster(1))) == set()
}

test_incomplete_cluster if {
	deny(topic(3, null)) == set()
	deny(topic(3, object.remove(cluster(1), ["size"]))) == set()
}

test_broker if {
	{violation.at | some violation in deny(broker({"offsets.topic.replication.factor": "3", "transaction.state.log.replication.factor": "1"}, cluster(2)))} == {["properties", "offsets.topic.replication.factor"]}
}

test_defaults_of_the_product if {
	deny(broker({}, cluster(2))) == {{
		"msg": "broker `kafka-1` leaves `offsets.topic.replication.factor` and `transaction.state.log.replication.factor` at the default of 3, but the cluster has 2 brokers: no consumer group works and no transaction works",
		"at": ["properties", "offsets.topic.replication.factor"],
		"cause": ["cluster", "brokers", 0, "name"],
		"help": "set `offsets.topic.replication.factor` and `transaction.state.log.replication.factor` to 2 and `transaction.state.log.min.isr` to 1, or run three brokers",
		"severity": "error",
	}}
	{violation.severity | some violation in deny(broker({"offsets.topic.replication.factor": "1"}, cluster(1)))} == {"warning"}
	deny(broker({"offsets.topic.replication.factor": "1", "transaction.state.log.replication.factor": 1}, cluster(1))) == set()
	deny(broker({}, cluster(3))) == set()
	deny(object.union(broker({}, cluster(1)), {"image_defaults_known": false})) == set()
}

test_defaults_of_a_worker if {
	worker := object.union(broker({"status.storage.replication.factor": "1"}, cluster(1)), {"kind": "connect_worker", "name": "connect"})
	{violation.msg | some violation in deny(worker)} == {"Connect worker `connect` leaves `config.storage.replication.factor` and `offset.storage.replication.factor` at the default of 3, but the cluster has one broker: the worker does not start"}
}

test_connect_worker if {
	properties := {"config.storage.replication.factor": "1", "offset.storage.replication.factor": "-1", "status.storage.replication.factor": "3"}
	worker := object.union(broker(properties, cluster(1)), {"kind": "connect_worker", "name": "connect"})
	{violation.msg | some violation in deny(worker)} == {"`status.storage.replication.factor` of Connect worker `connect` is 3, but the cluster has one broker"}
}

test_connector if {
	connector := {
		"kind": "connector",
		"name": "cdc",
		"config": {"topic.creation.default.replication.factor": "3"},
		"unresolved": [],
		"cluster": cluster(1),
	}
	count(deny(connector)) == 1
}

mirror(config) := {
	"kind": "connector",
	"name": "a->b.MirrorSourceConnector",
	"class": "org.apache.kafka.connect.mirror.MirrorSourceConnector",
	"config": object.union({"offset-syncs.topic.replication.factor": 3}, config),
	"unresolved": [],
	"cluster": cluster(1),
}

test_offset_syncs_are_in_the_source if {
	deny(mirror({})) == set()
	deny(mirror({"offset-syncs.topic.location": "source"})) == set()
	count(deny(mirror({"offset-syncs.topic.location": "target"}))) == 1
	count(deny(mirror({"replication.factor": 3}))) == 1
}

test_variable_is_unknown if {
	resource := object.union(topic("${RF}", cluster(1)), {"unresolved": [{"at": ["replication_factor"], "variables": ["RF"]}]})
	deny(resource) == set()
	unknown := rule.unknown with input as resource
	{violation.msg | some violation in unknown} == {"the replication factor of topic `orders` needs `RF`, which no file here sets"}
	alone := rule.unknown with input as object.union(resource, {"cluster": null})
	alone == set()
}

worker_of(variable, number, surrounding) := {
	"kind": "connect_worker",
	"name": "connect",
	"partial": false,
	"brokers_elsewhere": true,
	"properties": {
		"bootstrap.servers": variable,
		"config.storage.replication.factor": number,
		"status.storage.replication.factor": number,
	},
	"image_defaults": {},
	"image_defaults_known": true,
	"unresolved": [{"at": ["properties", "bootstrap.servers"], "variables": ["BOOT"]} |
		startswith(variable, "$")
	],
	"cluster": surrounding,
}

unknown(resource) := violations if {
	violations := rule.unknown with input as resource
}

test_brokers_by_a_variable_are_unknown if {
	worker := worker_of("${BOOT}", "3", cluster(1))
	deny(worker) == set()
	unknown(worker) == {{
		"msg": "the brokers of Connect worker `connect` are not known: `bootstrap.servers` needs `BOOT`, which no file here sets",
		"at": ["properties", "bootstrap.servers"],
	}}
}

test_brokers_by_a_variable_do_not_matter if {
	unknown(worker_of("${BOOT}", "3", cluster(3))) == set()
	unknown(worker_of("${BOOT}", "3", null)) == set()
	unknown(worker_of("kafka.example.com:9092", "3", cluster(1))) == set()
}

test_fix_where_there_are_three_brokers if {
	{violation.fix | some violation in deny(topic(5, cluster(3)))} == {{"title": "set the replication factor to 3", "edits": [{"set": ["replication_factor"], "to": 3}]}}
	{violation.fix | some violation in deny(topic(3, cluster(1)))} == set()
}

helps(resource) := {violation.help | some violation in deny(resource)}

test_the_minimum_follows_the_factor if {
	helps(broker({"offsets.topic.replication.factor": "1"}, cluster(1))) == {"set `transaction.state.log.replication.factor` and `transaction.state.log.min.isr` to 1, or run three brokers"}
	helps(broker({"offsets.topic.replication.factor": "1", "transaction.state.log.min.isr": "1"}, cluster(1))) == {"set `transaction.state.log.replication.factor` to 1, or run three brokers"}
}

test_fixes_on_one_broker_where_one_replica_is_enough if {
	local := {"low-replication-factor": {"factor": 1}, "low-min-insync-replicas": {"minimum": 1}}
	resource := broker({"offsets.topic.replication.factor": "1"}, cluster(1))
	violations := rule.deny with input as resource with data.parameters as local
	{violation.fix | some violation in violations} == {{
		"title": "set `transaction.state.log.replication.factor` and `transaction.state.log.min.isr` to 1",
		"edits": [
			{"set": ["properties", "transaction.state.log.replication.factor"], "to": 1},
			{"set": ["properties", "transaction.state.log.min.isr"], "to": 1},
		],
	}}
}

with_minimum(number) := object.union(cluster(1), {
	"brokers": [broker({"min.insync.replicas": number}, null)],
	"deciding": {"brokers": [0], "controllers": []},
})

test_minimums_of_each_factor if {
	helps(broker({
		"offsets.topic.replication.factor": "3", "min.insync.replicas": "2",
		"transaction.state.log.replication.factor": "1",
	}, cluster(1))) == {"set `offsets.topic.replication.factor` and `min.insync.replicas` to 1, or add brokers"}
	helps(broker({
		"offsets.topic.replication.factor": "1", "transaction.state.log.replication.factor": "1",
		"share.coordinator.state.topic.replication.factor": "3",
	}, cluster(1))) == {"set `share.coordinator.state.topic.replication.factor` and `share.coordinator.state.topic.min.isr` to 1, or add brokers"}
	properties := {"config.storage.replication.factor": "1", "offset.storage.replication.factor": "1", "status.storage.replication.factor": "3"}
	helps(object.union(broker(properties, with_minimum("2")), {"kind": "connect_worker"})) == {"set `status.storage.replication.factor` and `min.insync.replicas` to 1, or add brokers"}
	helps(object.union(broker(properties, with_minimum("1")), {"kind": "connect_worker"})) == {"set `status.storage.replication.factor` to 1, or add brokers"}
	helps(object.union(topic(3, cluster(1)), {"config": {"min.insync.replicas": "2"}})) == {"set the replication factor and `min.insync.replicas` to 1, or add brokers"}
}
