package hy_msg_lint.lib.kafka_test

import data.hy_msg_lint.lib.kafka

node(overrides) := object.union(
	{
		"kind": "broker",
		"name": "kafka-1",
		"roles": ["broker", "controller"],
		"partial": false,
		"properties": {},
		"image_defaults": {},
		"image_defaults_known": true,
		"unresolved": [],
		"cluster": null,
	},
	overrides,
)

topic(overrides) := object.union(
	{"kind": "topic", "name": "orders", "config": {}, "unresolved": [], "cluster": null},
	overrides,
)

cluster(brokers) := {"complete": true, "brokers": brokers, "controllers": [], "deciding": {"brokers": [i | some i, _ in brokers], "controllers": []}}

test_integer if {
	kafka.integer(3) == 3
	kafka.integer("3") == 3
	kafka.integer(" 3 ") == 3
	kafka.integer("-1") == -1
	kafka.integer("0") == 0
}

test_not_an_integer if {
	not kafka.integer("three")
	not kafka.integer("3.5")
	not kafka.integer(3.5)
	not kafka.integer("${RF}")
	not kafka.integer("")
	not kafka.integer(null)
	not kafka.integer(true)
}

test_effective_prefers_what_is_written if {
	kafka.effective(
		node({"properties": {"min.insync.replicas": "2"}, "image_defaults": {"other": "1"}}),
		"min.insync.replicas",
	) == {"key": "min.insync.replicas", "value": "2", "from": "properties", "at": ["properties", "min.insync.replicas"]}
}

test_effective_falls_back_to_the_image if {
	kafka.effective(
		node({"image_defaults": {"offsets.topic.replication.factor": "1"}}),
		"offsets.topic.replication.factor",
	) == {
		"key": "offsets.topic.replication.factor",
		"value": "1",
		"from": "image",
		"at": ["image_defaults", "offsets.topic.replication.factor"],
	}
}

test_effective_falls_back_to_the_product if {
	kafka.effective(node({}), "offsets.topic.replication.factor").value == 3
	kafka.effective(node({}), "offsets.topic.replication.factor").from == "product"
}

test_effective_of_a_summary_without_kind if {
	kafka.effective(object.remove(node({}), ["kind"]), "min.insync.replicas").value == 1
}

test_nothing_is_effective_where_it_may_stand_elsewhere if {
	not kafka.effective(node({"partial": true}), "min.insync.replicas")
	not kafka.effective(node({"image_defaults_known": false}), "min.insync.replicas")
	not kafka.effective(node({}), "confluent.license.topic.replication.factor")
}

test_hidden if {
	kafka.hidden(node({"image_defaults_known": false}), "min.insync.replicas")
	not kafka.hidden(node({"image_defaults_known": false, "partial": true}), "min.insync.replicas")
	not kafka.hidden(node({"image_defaults_known": false, "properties": {"min.insync.replicas": "2"}}), "min.insync.replicas")
	not kafka.hidden(node({}), "min.insync.replicas")
}

test_controller_has_one_factor if {
	kafka.replication_keys(node({"roles": ["controller"]})) == {"default.replication.factor"}
}

test_connector_factors if {
	connector := {
		"kind": "connector",
		"name": "c",
		"class": "io.debezium.connector.postgresql.PostgresConnector",
		"config": {
			"topic.creation.default.replication.factor": 1,
			"topic.creation.audit.replication.factor": "2",
			"errors.deadletterqueue.topic.replication.factor": "1",
			"replication.factor": "1",
			"topic.creation.default.partitions": 1,
		},
	}
	{setting.key | some setting in kafka.replication_factors(connector)} == {
		"topic.creation.default.replication.factor",
		"topic.creation.audit.replication.factor",
		"errors.deadletterqueue.topic.replication.factor",
	}
}

test_mirror_connector_factors if {
	connector := {
		"kind": "connector",
		"name": "c",
		"class": "org.apache.kafka.connect.mirror.MirrorSourceConnector",
		"config": {"replication.factor": "1", "offset-syncs.topic.replication.factor": "1"},
	}
	count(kafka.replication_factors(connector)) == 2
}

test_inherited_from_brokers_that_agree if {
	brokers := [
		node({"properties": {"min.insync.replicas": "2"}}),
		node({"name": "kafka-2", "properties": {"min.insync.replicas": "2"}}),
	]
	kafka.inherited(cluster(brokers), "min.insync.replicas") == {
		"key": "min.insync.replicas",
		"value": 2,
		"from": "brokers",
		"at": ["cluster", "brokers", 0, "properties", "min.insync.replicas"],
	}
}

test_nothing_inherited_from_brokers_that_disagree if {
	brokers := [node({"properties": {"min.insync.replicas": "2"}}), node({"name": "kafka-2"})]
	not kafka.inherited(cluster(brokers), "min.insync.replicas")
}

test_nothing_inherited_where_a_broker_is_not_known if {
	brokers := [
		node({"properties": {"min.insync.replicas": "2"}}),
		node({"name": "kafka-2", "image_defaults_known": false}),
	]
	not kafka.inherited(cluster(brokers), "min.insync.replicas")
	not kafka.inherited(cluster([node({"properties": {"min.insync.replicas": "${MIN}"}})]), "min.insync.replicas")
}

test_nothing_inherited_without_brokers if {
	not kafka.inherited(cluster([]), "min.insync.replicas")
	not kafka.inherited(null, "min.insync.replicas")
	not kafka.inherited(object.union(cluster([node({})]), {"complete": false}), "min.insync.replicas")
}

test_isolated_controllers_decide_on_the_factor if {
	surrounding := object.union(
		cluster([node({"roles": ["broker"], "properties": {"default.replication.factor": "3"}})]),
		{
			"controllers": [node({"name": "controller-1", "roles": ["controller"]})],
			"deciding": {"brokers": [0], "controllers": [0]},
		},
	)
	not kafka.inherited(surrounding, "default.replication.factor")
	kafka.inherited(surrounding, "min.insync.replicas").value == 1
}

test_pairs_of_a_broker if {
	pairs := kafka.insync_pairs(node({"properties": {
		"default.replication.factor": "3",
		"min.insync.replicas": "3",
		"transaction.state.log.replication.factor": "1",
	}}))
	[[pair.factor.value, pair.minimum.value] | some pair in pairs] == [[3, 3], [1, 2]]
}

test_no_pair_of_defaults_alone if kafka.insync_pairs(node({})) == []

test_no_pair_of_an_isolated_controller if {
	not kafka.insync_pairs(node({"roles": ["controller"], "properties": {"min.insync.replicas": "2"}}))
}

test_pair_of_a_topic if {
	pairs := kafka.insync_pairs(topic({"replication_factor": 3, "config": {"min.insync.replicas": "2"}}))
	[[pair.factor.value, pair.minimum.value] | some pair in pairs] == [[3, 2]]
}

test_pair_of_a_topic_that_inherits if {
	brokers := [node({"properties": {"default.replication.factor": "3", "min.insync.replicas": "2"}})]
	inheriting := topic({"replication_factor": 2, "cluster": cluster(brokers)})
	[[pair.factor.value, pair.minimum.value] | some pair in kafka.insync_pairs(inheriting)] == [[2, 2]]
	deferring := topic({"replication_factor": "-1", "config": {"min.insync.replicas": 4}, "cluster": cluster(brokers)})
	[[pair.factor.value, pair.minimum.value] | some pair in kafka.insync_pairs(deferring)] == [[3, 4]]
}

test_no_pair_of_a_topic_that_inherits_both if {
	brokers := [node({"properties": {"default.replication.factor": "3", "min.insync.replicas": "3"}})]
	kafka.insync_pairs(topic({"cluster": cluster(brokers)})) == []
}

test_no_pair_with_an_unknown_half if {
	kafka.insync_pairs(topic({"replication_factor": 3})) == []
	kafka.insync_pairs(topic({
		"replication_factor": "${RF}",
		"config": {"min.insync.replicas": "2"},
		"unresolved": [{"at": ["replication_factor"], "variables": ["RF"]}],
	})) == []
}

test_redpanda_has_properties_of_its_own if {
	redpanda := node({"family": "redpanda", "image_defaults_known": false, "properties": {"default_topic_replications": "1"}})
	[[setting.key, setting.value] | some setting in kafka.replication_factors(redpanda)] == [["default_topic_replications", "1"]]
	not kafka.hidden(redpanda, "min.insync.replicas")
	kafka.hidden(node({"family": "redpanda", "image_defaults_known": false, "properties": {}}), "default_topic_replications")
}
