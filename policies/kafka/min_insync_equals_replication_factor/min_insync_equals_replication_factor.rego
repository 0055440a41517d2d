# METADATA
# title: min.insync.replicas equal to the replication factor
# description: |
#   A write with acks=all waits for every replica, so one broker that restarts or fails stops all writes. A rolling
#   upgrade becomes an outage.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#topicconfigs_min.insync.replicas
#     description: Kafka, min.insync.replicas
# custom:
#   input: [topic, broker, ksqldb]
#   severity: warning
#   concern: durability
#   fix: unsafe
#   help: set min.insync.replicas to one less than the replication factor
package hy_msg_lint.kafka.min_insync_equals_replication_factor

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some pair in kafka.insync_pairs(input)
	pair.minimum.value == pair.factor.value

	# A factor of one is low-replication-factor's business.
	pair.factor.value > 1
	places := kafka.places(pair)
	violation := object.union({
		"msg": sprintf(
			"%s has `%s` %v, equal to %s %v: no broker may restart",
			[resource.title(input), resource.setting(input, pair.minimum.key), pair.minimum.value, kafka.factor_name(input, pair.factor), pair.factor.value],
		),
		"label": sprintf("`min.insync.replicas` %v, replication factor %v", [pair.minimum.value, pair.factor.value]),
		"at": places.primary.at,
		"related": [{"at": places.other.at, "msg": sprintf("%v, %s", [places.other.value, kafka.origin(places.other)])}],
		"help": kafka.insync_help(input, pair),
	}, kafka.insync_fix(input, pair))
}

unknown contains violation if {
	count(input.unresolved) > 0
	some setting in kafka.insync_unresolved(input)
	violation := {
		"msg": sprintf("%s of %s %s", [kafka.factor_name(input, setting), resource.title(input), resource.missing(setting.at)]),
		"at": setting.at,
	}
}
