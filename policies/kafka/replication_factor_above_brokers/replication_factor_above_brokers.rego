# METADATA
# title: Replication factor above the number of brokers
# description: |
#   Kafka cannot place two replicas of a partition on one broker. Creating a topic with more replicas than brokers fails
#   with InvalidReplicationFactorException. Without its internal topics, consumer groups and transactions do not work,
#   and a Connect worker does not start.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#replication
#     description: Kafka, replication
# custom:
#   input: [topic, broker, connect_worker, ksqldb, connector]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: add brokers, or lower the factor to the number of brokers
package hy_msg_lint.kafka.replication_factor_above_brokers

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

settings := kafka.replication_factors(input)

deny contains violation if {
	brokers := resource.cluster_size(input)
	brokers > 0
	some setting in settings
	setting.from != "product"
	not is_elsewhere(setting)
	number := kafka.integer(setting.value)
	number > brokers
	violation := object.union(fix({setting}, brokers), {
		"msg": sprintf("%s of %s is %v, but the cluster has %s", [name(setting), resource.title(input), number, counted(brokers)]),
		"at": setting.at,
		"cause": ["cluster", "brokers", 0, "name"],
		"help": sprintf("%s, or add brokers", [lowering({setting}, brokers)]),
	})
}

# Nothing is written: one finding for all settings that the product leaves at a factor which its brokers cannot keep.
deny contains violation if {
	brokers := resource.cluster_size(input)
	brokers > 0
	open_settings := {setting |
		some setting in settings
		setting.from == "product"
		consequences[setting.key]
		kafka.integer(setting.value) > brokers
	}
	left := sort([setting.key | some setting in open_settings])
	count(left) > 0
	violation := object.union(fix(open_settings, brokers), {
		"msg": sprintf("%s leaves %s at the default of 3, but the cluster has %s: %s", [
			resource.title(input), resource.settings(input, left), counted(brokers), resource.listed(sort({consequences[key] | some key in left})),
		]),
		"at": ["properties", left[0]],
		"cause": ["cluster", "brokers", 0, "name"],
		"help": sprintf("%s, or run three brokers", [lowering(open_settings, brokers)]),
		"severity": severity(left),
	})
}

# What does not work while a topic cannot be created. Others are created when somebody asks for what they are for.
consequences := {
	"config.storage.replication.factor": "the worker does not start",
	"offset.storage.replication.factor": "the worker does not start",
	"offsets.topic.replication.factor": "no consumer group works",
	"status.storage.replication.factor": "the worker does not start",
	"transaction.state.log.replication.factor": "no transaction works",
}

# Many applications use no transactions.
severity(keys) := "warning" if keys == ["transaction.state.log.replication.factor"]

severity(keys) := "error" if keys != ["transaction.state.log.replication.factor"]

unknown contains violation if {
	count(input.unresolved) > 0
	resource.cluster_size(input) > 0
	some setting in settings
	resource.is_open(setting.at)
	not kafka.integer(setting.value)
	violation := {
		"msg": sprintf("%s of %s %s", [name(setting), resource.title(input), resource.missing(setting.at)]),
		"at": setting.at,
	}
}

# A variable says whether the brokers are those beside the resource, which are too few.
unknown contains violation if {
	object.get(input, "brokers_elsewhere", false)
	is_number(input.cluster.size)
	input.cluster.size > 0
	some setting in settings
	setting.from != "product"
	kafka.integer(setting.value) > input.cluster.size
	some key in {"bootstrap.servers", "ksql.streams.bootstrap.servers"}
	at := ["properties", key]
	resource.is_open(at)
	violation := {
		"msg": sprintf("the brokers of %s are not known: `%s` %s", [resource.title(input), resource.setting(input, key), resource.missing(at)]),
		"at": at,
	}
}

# MirrorMaker writes to the cluster that a connector is in, but for this topic, which the source has unless told otherwise
# (KIP-716).
is_elsewhere(setting) if {
	setting.key == "offset-syncs.topic.replication.factor"
	object.get(input.config, "offset-syncs.topic.location", "source") != "target"
}

name(setting) := "the replication factor" if setting.key == "replication factor"

name(setting) := sprintf("`%s`", [resource.setting(input, setting.key)]) if setting.key != "replication factor"

counted(brokers) := "one broker" if brokers == 1

counted(brokers) := sprintf("%v brokers", [brokers]) if brokers != 1

# What to set: the factors, and each min.insync.replicas that would then stop writes.
lowering(lowered, brokers) := sprintf("set %s to %v", [resource.listed(array.concat(factors(lowered), minimums(lowered, brokers))), brokers]) if {
	count(beside(lowered, brokers)) > 0
	insync_for(brokers) == brokers
}

lowering(lowered, brokers) := sprintf("set %s to %v and %s to %v", [
	resource.listed(factors(lowered)), brokers,
	resource.listed(minimums(lowered, brokers)), insync_for(brokers),
]) if {
	count(beside(lowered, brokers)) > 0
	insync_for(brokers) != brokers
}

lowering(lowered, brokers) := sprintf("set %s to %v", [resource.listed(factors(lowered)), brokers]) if {
	count(beside(lowered, brokers)) == 0
}

factors(lowered) := sort([name(setting) | some setting in lowered])

minimums(lowered, brokers) := sort([one.name | some one in beside(lowered, brokers)])

beside(lowered, brokers) := {{"name": sprintf("`%s`", [kafka.minimum_name(input, minimum)]), "at": minimum.at, "from": minimum.from} |
	some setting in lowered
	some minimum in kafka.minimums_beside(input, setting)
	minimum.value > insync_for(brokers)
}

# The most in-sync replicas that writes may wait for while one broker is down; with one broker there is no such number.
insync_for(brokers) := max([brokers - 1, 1])

# A cluster with fewer brokers than replicas are asked for needs brokers, not other factors.
fix(lowered, brokers) := {"fix": {
	"title": lowering(lowered, brokers),
	"edits": array.concat(
		[{"set": setting.at, "to": brokers} | some setting in lowered],
		[{"set": one.at, "to": insync_for(brokers)} | some one in beside(lowered, brokers)],
	),
}} if {
	brokers >= data.parameters["low-replication-factor"].factor
	every setting in lowered {
		setting.from in {"properties", "written", "product"}
	}
	every one in beside(lowered, brokers) {
		can_set(one, brokers)
	}
} else := {}

can_set(one, _) if one.from in {"properties", "written", "product"}

can_set(one, brokers) if {
	one.from == "brokers"
	brokers == 1
}
