# METADATA
# title: Kafka rejects the topic's settings
# description: |
#   Kafka checks the settings of a topic by type, range and name when it creates or changes the topic. One invalid value
#   is enough: the request fails with `InvalidConfigurationException`, and there is no topic.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#topicconfigs
#     description: Kafka, topic configurations
#   - ref: https://docs.redpanda.com/current/reference/properties/topic-properties/
#     description: Redpanda, topic properties
# custom:
#   input: [topic]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: write a value that Kafka's documentation allows
package hy_msg_lint.topic.invalid_topic_config

import data.hy_msg_lint.lib.refusal
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.version

deny contains violation if {
	some i, refused in input.refusals
	is_refused(refused)
	phrase := phrases[refused.check]
	violation := object.union(fix(i, refused), {
		"msg": sprintf("%s: %s rejects %s `%s`", [refusal.filled(phrase.msg, refused), broker, rejected, input.name]),
		"label": sprintf("%s rejects this value", [broker]),
		"at": ["refusals", i, "value"],
		"help": help(phrase, refused),
		"related": refusal.related(phrase, i, refused),
	})
}

unknown contains violation if {
	not is_redpanda
	some i, refused in input.refusals
	is_in_doubt(refused)
	phrase := phrases[refused.check]
	violation := {
		"msg": sprintf("%s: Kafka rejects this %s, and the version of the brokers of topic `%s` is not known", [refusal.filled(phrase.msg, refused), refusal.versions(refused), input.name]),
		"at": ["refusals", i, "value"],
		"help": help(phrase, refused),
	}
}

broker := "Redpanda" if is_redpanda

broker := "Kafka" if not is_redpanda

rejected := "the change of topic" if input.creates == false

rejected := "topic" if not input.creates == false

is_redpanda if input.declared_by == "rpk"

is_redpanda if {
	some node in brokers
	node.family == "redpanda"
}

brokers := object.get(input, ["cluster", "brokers"], [])

is_refused(refused) if {
	not is_redpanda
	refusal.is_certain(refused)
}

is_refused(refused) if {
	not is_redpanda
	refused.since
	count(brokers) > 0
	every node in brokers {
		version.is_from(node.kafka_version, refused.since)
	}
}

# Redpanda reads these, takes any negative number for no limit, and has `none` for a codec.
is_refused(refused) if {
	is_redpanda
	refused.setting in of_redpanda[refused.check]
	refused.value != "none"
}

numbers := {"max.message.bytes", "retention.bytes", "retention.ms", "segment.bytes"}

of_redpanda := {
	"not-a-number": numbers,
	"not-a-whole-number": numbers,
	"not-one-of": {"cleanup.policy", "compression.type", "message.timestamp.type"},
}

is_in_doubt(refused) if {
	not refusal.is_certain(refused)
	not is_refused(refused)
	not is_accepted(refused)
}

# Every broker is of a version that takes the value.
is_accepted(refused) if {
	count(brokers) > 0
	every node in brokers {
		version.is_below(node.kafka_version, refused.since)
	}
}

# Another form of the same word, or brackets around it, is certain; a similar word and a number with a unit are guesses.
fix(i, refused) := {"fix": object.union(safety(refused), {
	"title": refusal.filled("write {meant}", refused),
	"set": ["refusals", i, "value"],
	"to": refused.meant,
})} if {
	is_string(object.get(refused, "meant", null))
} else := {}

safety(refused) := {"safety": "safe"} if {
	refused.check == "not-one-of"
	startswith(trim_left(lower(refused.value), "["), lower(refused.meant))
} else := {}

help(phrase, refused) := sprintf("write %s: `%s`", [unit(refused), refused.meant]) if {
	unit(refused)
	refused.meant
	refused.meant != "-1"
} else := refusal.filled("write {meant}", refused) if {
	refused.meant
} else := sprintf("write a number of %s", [unit(refused)]) if {
	unit(refused)
} else := refusal.help(phrase, refused)

# What Kafka counts in, where the value is no number.
unit(refused) := "milliseconds" if {
	refused.check in {"not-a-number", "not-a-whole-number"}
	endswith(refused.setting, ".ms")
}

unit(refused) := "bytes" if {
	refused.check in {"not-a-number", "not-a-whole-number"}
	endswith(refused.setting, ".bytes")
}

phrases := object.union(refusal.values, {
	"number-above": {"msg": "{setting} is {value}, above the {expected} of {other}", "help": "write {expected} or less, or raise {other}", "related": "{other} is set here"},
	"number-below": {"msg": "{setting} is {value}, below the {expected} of {other}", "help": "write {expected} or more, or lower {other}"},
	"replica-malformed": {"msg": "{setting} has {value}, which is not `partition:broker`", "help": "write `partition:broker` such as `0:1`, or `*` alone for all replicas"},
})
