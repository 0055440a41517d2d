# METADATA
# title: min.insync.replicas above the replication factor
# description: |
#   There are never as many replicas in sync as a write has to wait for, so every write with acks=all fails with
#   NotEnoughReplicasException. Kafka accepts the settings without a word; the first producer finds out.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#topicconfigs_min.insync.replicas
#     description: Kafka, min.insync.replicas
# custom:
#   input: [topic, broker, ksqldb, connect_worker]
#   severity: error
#   concern: durability
#   fix: none
#   help: set min.insync.replicas to one less than the replication factor
package hy_msg_lint.kafka.min_insync_above_replication_factor

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some pair in kafka.insync_pairs(input)
	pair.minimum.value > pair.factor.value
	places := kafka.places(pair)
	violation := {
		"msg": sprintf(
			"%s has `%s` %v, above %s %v",
			[resource.title(input), pair.minimum.key, pair.minimum.value, kafka.factor_name(input, pair.factor), pair.factor.value],
		),
		"at": places.primary.at,
		"related": [{"at": places.other.at, "msg": sprintf("%v, %s", [places.other.value, kafka.origin(places.other)])}],
	}
}

# An internal topic that sets no min.insync.replicas of its own gets that of the brokers.
deny contains violation if {
	some pair in kafka.internal_pairs(input)
	pair.minimum.value > pair.factor.value
	violation := {
		"msg": sprintf("%s has `%s` %v, below `min.insync.replicas` %v of the brokers: every write to that topic is refused", [
			resource.title(input), pair.factor.key, pair.factor.value, pair.minimum.value,
		]),
		"at": pair.factor.at,
		"related": [{"at": pair.minimum.at, "msg": sprintf("%v, %s", [pair.minimum.value, kafka.origin(pair.minimum)])}],
		"help": sprintf("set `%s` to one more than `min.insync.replicas`", [pair.factor.key]),
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	some setting in kafka.insync_unresolved(input)
	violation := {
		"msg": sprintf("%s of %s %s", [kafka.factor_name(input, setting), resource.title(input), resource.missing(setting.at)]),
		"at": setting.at,
	}
}
