# METADATA
# title: Low replication factor
# description: |
#   A partition with one replica is unavailable while its broker is down and lost with its disk. With two replicas, one
#   failure leaves a single copy, and min.insync.replicas=2 then stops every write. Internal topics count too: consumer
#   groups need __consumer_offsets, and Connect needs its three topics.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#replication
#     description: Kafka, replication
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_default.replication.factor
#     description: Kafka, default.replication.factor
# custom:
#   input: [topic, broker, connect_worker, schema_registry, ksqldb, connector]
#   severity: error
#   concern: durability
#   fix: unsafe
#   help: set the replication factor to 3
#   parameters:
#     factor:
#       type: integer
#       default: 3
#       description: the replication factor that every topic should have; a larger one is reported as info, but where it is 1
package hy_msg_lint.kafka.low_replication_factor

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

factor := data.parameters["low-replication-factor"].factor

settings := kafka.replication_factors(input)

deny contains violation if {
	some setting in off
	number := kafka.integer(setting.value)
	number < factor
	not kafka.defers_to_cluster(setting)
	not is_refused(number)
	violation := with_fix({
		"msg": sprintf("%s, below %v", [said(setting), factor]),
		"label": kafka.label(input, setting, sprintf("below %v", [factor])),
		"at": setting.at,
		"help": help(setting),
	}, setting)
}

deny contains violation if {
	some setting in off
	setting.from != "product"
	number := kafka.integer(setting.value)
	number > factor

	# Where one replica is enough, nobody counts what more of them cost.
	factor > 1
	violation := {
		"msg": sprintf("%s, above %v", [said(setting), factor]),
		"label": kafka.label(input, setting, sprintf("above %v", [factor])),
		"at": setting.at,
		"severity": "info",
		"help": sprintf("lower it to %v, unless you need the additional copies on disk", [factor]),
	}
}

deny contains violation if {
	some setting in off
	not is_schema_checked
	not kafka.integer(setting.value)
	not is_refused_by_kafka(setting)
	not resource.is_open(setting.at)
	violation := {
		"msg": sprintf("%s, which is not a replication factor", [said(setting)]),
		"label": "not a replication factor",
		"at": setting.at,
		"help": help(setting),
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	some setting in settings
	resource.is_open(setting.at)
	not kafka.integer(setting.value)
	violation := {
		"msg": sprintf("%s of %s %s", [labelled(setting), resource.title(input), resource.missing(setting.at)]),
		"at": setting.at,
	}
}

unknown contains violation if {
	input.kind == "topic"
	object.get(input, "creates", true)
	object.get(input, "replication_factor", null) == null
	not resource.has_brokers(input)
	violation := {
		"msg": sprintf("topic `%s` sets no replication factor, and its brokers are not declared here; `clusters` in `hy-msg-lint.yaml` can name them", [input.name]),
		"at": ["replication_factor"],
		"help": what.brokers,
	}
}

unknown contains violation if {
	not is_broker
	not resource.has_brokers(input)
	some setting in settings
	kafka.defers_to_cluster(setting)
	violation := {
		"msg": sprintf(
			"%s leaves %s to the brokers, which are not declared here",
			[resource.title(input), setting_name(setting)],
		),
		"at": setting.at,
		"help": what.brokers,
	}
}

unknown contains violation if {
	not input.image_defaults_known
	keys := [key |
		some key in kafka.replication_keys(input)
		kafka.hidden(input, key)
		kafka.product_default(input.kind, key) != null
	]
	count(keys) > 0
	violation := {
		"msg": sprintf(
			"the replication factors of %s are not known: %s may set %s",
			[resource.title(input), resource.image(input), resource.quoted(keys)],
		),
		"at": ["properties", keys[0]],
		"help": what.image(input, keys),
	}
}

# Those worth a closer look.
off := [setting |
	some setting in settings
	not setting.value in wanted
]

wanted := {factor, sprintf("%v", [factor])}

is_broker if input.kind == "broker"

is_refused(number) if {
	number < 1
	is_schema_checked
}

# Where Kafka does not start with it, that is told by the rules about what it refuses.
is_refused_by_kafka(setting) if {
	some refusal in object.get(input, "refusals", [])
	startswith(refusal.check, "not-a-")
	refusal.value == setting.value
}

# Where the form has a schema, a factor that no topic can have is the matter of invalid-topic-spec.
is_schema_checked if input.schema_checked

said(setting) := sprintf("topic `%s` has replication factor %v", [input.name, setting.value]) if input.kind == "topic"

said(setting) := sprintf("%s sets `%s` to %v", [resource.title(input), resource.setting(input, setting.key), setting.value]) if {
	input.kind != "topic"
	setting.from in {"properties", "written"}
}

said(setting) := sprintf("the image of %s sets `%s` to %v", [resource.title(input), setting.key, setting.value]) if {
	setting.from == "image"
}

said(setting) := sprintf("%s leaves `%s` at its default of %v", [resource.title(input), resource.setting(input, setting.key), setting.value]) if {
	setting.from == "product"
}

setting_name(setting) := "its replication factor" if input.kind == "topic"

setting_name(setting) := sprintf("`%s`", [resource.setting(input, setting.key)]) if input.kind != "topic"

labelled(setting) := "the replication factor" if input.kind == "topic"

labelled(setting) := setting_name(setting) if input.kind != "topic"

# A topic's factor as its form writes it, else the setting.
help(setting) := sprintf(object.get(factors, object.get(input, "declared_by", ""), "set the replication factor to %v"), [factor]) if {
	input.kind == "topic"
}

help(setting) := sprintf("set `%s` to %v", [resource.setting(input, setting.key), factor]) if input.kind != "topic"

factors := {
	"cfk": "set `spec.replicas` to %v",
	"jikkou": "set `replicas` to %v",
	"julie": "set `replication.factor` to %v",
	"kafka-topics": "write `--replication-factor %v`",
	"rpk": "write `--replicas %v`",
	"strimzi": "set `spec.replicas` to %v",
	"topicctl": "set `spec.replicationFactor` to %v",
}

# Raising a written factor is safe where the project has the brokers for it; where these are not known, somebody has to look.
with_fix(violation, setting) := object.union(violation, {"fix": object.union(doubt, {
	"title": title(setting),
	"set": setting.at,
	"to": factor,
})}) if {
	setting.from in {"properties", "written"}
	not has_few_brokers

	# topicctl may list the brokers of each partition.
	object.get(input, "declared_by", "") != "topicctl"
} else := violation

title(setting) := sprintf("set the replication factor to %v", [factor]) if input.kind == "topic"

title(setting) := sprintf("set `%s` to %v", [resource.setting(input, setting.key), factor]) if input.kind != "topic"

has_few_brokers if resource.cluster_size(input) < factor

doubt := {} if {
	resource.cluster_size(input) >= factor
} else := {"safety": "unsafe"}
