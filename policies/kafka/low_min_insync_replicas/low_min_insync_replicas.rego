# METADATA
# title: Low min.insync.replicas
# description: |
#   With min.insync.replicas=1, a write with acks=all is acknowledged while only one broker has it. If that broker fails
#   before a follower catches up, acknowledged records are lost, and no client notices.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_min.insync.replicas
#     description: Kafka, min.insync.replicas
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-966%3A+Eligible+Leader+Replicas
#     description: KIP-966, Eligible Leader Replicas
# custom:
#   input: [topic, broker, ksqldb]
#   severity: error
#   concern: durability
#   fix: unsafe
#   help: set min.insync.replicas to one less than the replication factor, 2 of 3
#   parameters:
#     minimum:
#       type: integer
#       default: 2
#       description: the number of replicas that must have a record before it is acknowledged
package hy_msg_lint.kafka.low_min_insync_replicas

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

minimum := data.parameters["low-min-insync-replicas"].minimum

deny contains violation if {
	some setting in off
	number := kafka.integer(setting.value)
	number < minimum
	violation := object.union(
		{
			"msg": sprintf("%s, below %v", [said(setting), minimum]),
			"label": kafka.label(input, setting, sprintf("below %v", [minimum])),
			"at": setting.at,
			"help": help(setting),
		},
		fix(setting),
	)
}

deny contains violation if {
	some setting in off
	not kafka.integer(setting.value)
	not resource.is_open(setting.at)
	violation := {
		"msg": sprintf("%s, which is not a number", [said(setting)]),
		"label": "not a number",
		"at": setting.at,
		"help": help(setting),
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	some setting in settings
	not kafka.integer(setting.value)
	resource.is_open(setting.at)
	violation := {
		"msg": sprintf("`%s` of %s %s", [resource.setting(input, setting.key), resource.title(input), resource.missing(setting.at)]),
		"at": setting.at,
	}
}

unknown contains violation if {
	input.kind == "topic"
	object.get(input, "creates", true)
	not input.config["min.insync.replicas"]
	not resource.has_brokers(input)
	violation := {
		"msg": sprintf("topic `%s` sets no `min.insync.replicas`, and its brokers are not declared here; `clusters` in `hy-msg-lint.yaml` can name them", [input.name]),
		"at": ["config", "min.insync.replicas"],
		"help": what.brokers,
	}
}

unknown contains violation if {
	not input.image_defaults_known
	is_judged_when_absent
	keys := [key |
		some key in keys_by_kind[input.kind]
		kafka.hidden(input, key)
		kafka.product_default(input.kind, key) != null
	]
	count(keys) > 0
	violation := {
		"msg": sprintf(
			"the in-sync replicas that %s requires are not known: %s may set %s",
			[resource.title(input), resource.image(input), resource.quoted(keys)],
		),
		"at": ["properties", keys[0]],
		"help": what.image(input, keys),
	}
}

keys_by_kind := {
	"broker": [
		"min.insync.replicas",
		"transaction.state.log.min.isr",
		"share.coordinator.state.topic.min.isr",
	],
	"ksqldb": ["ksql.internal.topic.min.insync.replicas"],
}

settings := found if {
	is_judged_when_absent
	found := [setting |
		some key in keys_by_kind[input.kind]
		setting := kafka.effective(input, key)
	]
}

# A node that is a controller only is judged by what it sets itself.
settings := found if {
	input.kind == "broker"
	not kafka.is_broker(input)
	found := [setting |
		some setting in [kafka.effective(input, "min.insync.replicas")]
		setting.from == "properties"
	]
}

settings := found if {
	input.kind == "topic"
	found := [setting |
		some value in [object.get(input.config, "min.insync.replicas", null)]
		value != null
		setting := {
			"key": "min.insync.replicas",
			"value": value,
			"from": "written",
			"at": ["config", "min.insync.replicas"],
		}
	]
}

# Those worth a closer look.
off := [setting |
	some setting in settings
	not setting.value in {minimum, sprintf("%v", [minimum])}
]

is_judged_when_absent if input.kind == "ksqldb"

is_judged_when_absent if {
	input.kind == "broker"
	kafka.is_broker(input)
}

said(setting) := sprintf("%s sets `%s` to %v", [resource.title(input), resource.setting(input, setting.key), setting.value]) if {
	setting.from in {"properties", "written"}
}

said(setting) := sprintf("the image of %s sets `%s` to %v", [resource.title(input), setting.key, setting.value]) if {
	setting.from == "image"
}

said(setting) := sprintf("%s leaves `%s` at its default of %v", [resource.title(input), resource.setting(input, setting.key), setting.value]) if {
	setting.from == "product"
}

help(setting) := sprintf("add `--config %s=%v`", [setting.key, minimum]) if {
	object.get(input, "declared_by", "") == "kafka-topics"
}

help(setting) := sprintf("set `%s` to %v", [resource.setting(input, setting.key), minimum]) if {
	object.get(input, "declared_by", "") != "kafka-topics"
}

# With more replicas than that, one broker may fail all the same.
fix(setting) := {"fix": {"title": sprintf("set `min.insync.replicas` to %v", [minimum]), "set": place(setting), "to": minimum}} if {
	not has_few_brokers
	not has_small_topics(setting)
	factor := factor_of(setting)
	factor > minimum
} else := {}

# Topics that get the brokers' setting, with fewer replicas than it asks for: their writes would fail.
has_small_topics(setting) if {
	setting.key == "min.insync.replicas"
	input.kind == "broker"
	kafka.known(input, "offsets.topic.replication.factor").value <= minimum
}

has_small_topics(setting) if {
	setting.key == "min.insync.replicas"
	input.kind == "broker"
	is_object(input.cluster)
	some topic in object.get(input.cluster, "topics", [])
	not topic.config["min.insync.replicas"]
	factor := kafka.integer(object.get(topic, "replication_factor", -1))
	factor > 0
	factor <= minimum
}

has_small_topics(setting) if {
	setting.key == "min.insync.replicas"
	input.kind == "broker"
	is_object(input.cluster)
	some worker in object.get(input.cluster, "connect_workers", [])
	some key in kafka.replication_keys({"kind": "connect_worker"})
	factor := kafka.known(worker, key).value
	factor > 0
	factor <= minimum
}

has_few_brokers if resource.cluster_size(input) <= minimum

# What the image or the product sets is set by the author.
place(setting) := setting.at if setting.from != "image"

place(setting) := ["properties", setting.key] if setting.from == "image"

# The replication factor of the topics that get the setting, as far as it is known.
factor_of(setting) := [factor.value | some factor in kafka.topic_factors(input)][0] if {
	input.kind == "topic"
	setting.from == "written"
	count(kafka.topic_factors(input)) > 0
} else := number if {
	input.kind in {"broker", "ksqldb"}
	key := object.get(factors_by_minimum, setting.key, "")
	number := kafka.known(input, key).value
	number > 0
} else := 0

factors_by_minimum := {
	"ksql.internal.topic.min.insync.replicas": "ksql.internal.topic.replicas",
	"min.insync.replicas": "default.replication.factor",
	"share.coordinator.state.topic.min.isr": "share.coordinator.state.topic.replication.factor",
	"transaction.state.log.min.isr": "transaction.state.log.replication.factor",
}
