# METADATA
# title: min.insync.replicas above the replication factor
# description: |
#   A write with acks=all waits for more in-sync replicas than the topic has, so before Kafka 3.7 every such write fails with
#   NotEnoughReplicasException. Later versions wait for as many as there are, and the setting does not do what it says.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#topicconfigs_min.insync.replicas
#     description: Kafka, min.insync.replicas
#   - ref: https://github.com/apache/kafka/pull/14594
#     description: Kafka, the effective minimum from 3.7 on
# custom:
#   input: [topic, broker, ksqldb, connect_worker]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: set min.insync.replicas to one less than the replication factor
package hy_msg_lint.kafka.min_insync_above_replication_factor

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.version

deny contains violation if {
	some pair in kafka.insync_pairs(input)
	pair.minimum.value > pair.factor.value
	places := kafka.places(pair)
	violation := object.union({
		"msg": sprintf(
			"%s has `%s` %v, above %s %v: %s",
			[resource.title(input), resource.setting(input, pair.minimum.key), pair.minimum.value, kafka.factor_name(input, pair.factor), pair.factor.value, outcome(pair)],
		),
		"severity": severity(pair),
		"label": sprintf("`min.insync.replicas` %v, replication factor %v", [pair.minimum.value, pair.factor.value]),
		"at": places.primary.at,
		"related": [{"at": places.other.at, "msg": sprintf("%v, %s", [places.other.value, kafka.origin(places.other)])}],
		"help": kafka.insync_help(input, pair),
	}, kafka.insync_fix(input, pair))
}

# An internal topic that sets no min.insync.replicas of its own gets that of the brokers.
deny contains violation if {
	some pair in kafka.internal_pairs(input)
	pair.minimum.value > pair.factor.value
	violation := object.union({
		"msg": sprintf("%s has `%s` %v, below `%s` %v of the brokers: %s", [
			resource.title(input), resource.setting(input, pair.factor.key), pair.factor.value,
			kafka.minimum_name(input, pair.minimum), pair.minimum.value,
			outcome_of_internal(pair),
		]),
		"severity": severity(pair),
		"label": sprintf("replication factor %v, `min.insync.replicas` %v", [pair.factor.value, pair.minimum.value]),
		"at": pair.factor.at,
		"related": [{"at": pair.minimum.at, "msg": sprintf("%v, %s", [pair.minimum.value, kafka.origin(pair.minimum)])}],
		"help": internal_help(pair),
	}, internal_fix(pair))
}

internal_help(pair) := kafka.insync_help(input, pair) if kafka.has_no_room(input, pair)

internal_help(pair) := sprintf("set `%s` to %v", [resource.setting(input, pair.factor.key), pair.minimum.value + 1]) if {
	not kafka.has_no_room(input, pair)
}

internal_fix(pair) := kafka.insync_fix(input, pair) if kafka.has_no_room(input, pair)

internal_fix(pair) := {} if not kafka.has_no_room(input, pair)

# Of Kafka 3.7 and later no write fails: the leader of a partition counts with the number of its replicas where that is less.
outcome(pair) := sprintf("%s fails", [written_to(pair)]) if era == "old"

outcome(pair) := sprintf("before Kafka 3.7 %s fails", [written_to(pair)]) if era == "unknown"

outcome(pair) := capped(pair) if era == "new"

outcome_of_internal(_) := "every write to that topic fails" if era == "old"

outcome_of_internal(_) := "before Kafka 3.7 every write to that topic fails" if era == "unknown"

outcome_of_internal(pair) := capped(pair) if era == "new"

capped(pair) := "Kafka 3.7 and later take the one replica that there is, so the minimum protects nothing" if pair.factor.value < 2

capped(pair) := sprintf("Kafka 3.7 and later take all %v replicas as the minimum, so no broker may restart", [pair.factor.value]) if {
	pair.factor.value > 1
}

written_to(pair) := "every transaction" if pair.factor.key == "transaction.state.log.replication.factor"

written_to(pair) := "every write with acks=all" if pair.factor.key != "transaction.state.log.replication.factor"

severity(_) := "error" if era == "old"

severity(_) := "warning" if era == "unknown"

severity(pair) := "info" if {
	era == "new"
	pair.factor.value < 2
}

severity(pair) := "warning" if {
	era == "new"
	pair.factor.value > 1
}

default era := "unknown"

era := "old" if {
	some known in versions
	version.is_below(known, bound)
}

era := "new" if {
	count(versions) > 0
	every known in versions {
		version.is_from(known, bound)
	}
}

bound := "3.7"

# Those of the brokers, an empty text for one that is not known.
versions := {object.get(input, "kafka_version", "")} if input.kind == "broker"

versions := {object.get(broker, "kafka_version", "") | some broker in cluster_brokers} if input.kind != "broker"

cluster_brokers := input.cluster.brokers if {
	not object.get(input, "brokers_elsewhere", false)
	is_object(input.cluster)
	object.get(input.cluster, "groups", 1) == 1
} else := []

unknown contains violation if {
	count(input.unresolved) > 0
	some setting in kafka.insync_unresolved(input)
	violation := {
		"msg": sprintf("%s of %s %s", [kafka.factor_name(input, setting), resource.title(input), resource.missing(setting.at)]),
		"at": setting.at,
	}
}
