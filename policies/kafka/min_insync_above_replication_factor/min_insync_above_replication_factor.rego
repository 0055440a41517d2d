# METADATA
# title: min.insync.replicas above the replication factor
# description: |
#   A write with acks=all waits for more in-sync replicas than the topic has, so every such write fails with
#   NotEnoughReplicasException. Kafka accepts the settings; the first producer fails.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#topicconfigs_min.insync.replicas
#     description: Kafka, min.insync.replicas
# custom:
#   input: [topic, broker, ksqldb, connect_worker]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: set min.insync.replicas to one less than the replication factor
package hy_msg_lint.kafka.min_insync_above_replication_factor

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some pair in kafka.insync_pairs(input)
	pair.minimum.value > pair.factor.value
	places := kafka.places(pair)
	violation := object.union({
		"msg": sprintf(
			"%s has `%s` %v, above %s %v: every write with acks=all fails",
			[resource.title(input), resource.setting(input, pair.minimum.key), pair.minimum.value, kafka.factor_name(input, pair.factor), pair.factor.value],
		),
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
		"msg": sprintf("%s has `%s` %v, below `%s` %v of the brokers: every write to that topic fails", [
			resource.title(input), resource.setting(input, pair.factor.key), pair.factor.value,
			kafka.minimum_name(input, pair.minimum), pair.minimum.value,
		]),
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

unknown contains violation if {
	count(input.unresolved) > 0
	some setting in kafka.insync_unresolved(input)
	violation := {
		"msg": sprintf("%s of %s %s", [kafka.factor_name(input, setting), resource.title(input), resource.missing(setting.at)]),
		"at": setting.at,
	}
}
