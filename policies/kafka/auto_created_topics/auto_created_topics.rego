# METADATA
# title: Topics that create themselves
# description: |
#   With auto.create.topics.enable, which is Kafka's default, a misspelt name in any client makes a topic with the broker's
#   defaults: its partitions, its replication factor, its retention. It looks like one that somebody decided on.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_auto.create.topics.enable
#     description: Kafka, auto.create.topics.enable
# custom:
#   input: [broker]
#   severity: error
#   concern: hygiene
#   fix: safe
#   help: set auto.create.topics.enable to false and create topics on purpose
package hy_msg_lint.kafka.auto_created_topics

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

key := "auto.create.topics.enable"

deny contains violation if {
	kafka.is_broker(input)
	setting := kafka.effective(input, key)
	lower(sprintf("%v", [setting.value])) != "false"
	not resource.is_open(setting.at)
	violation := {
		"msg": sprintf("%s creates a topic for every name that a client asks for: `%s` %s", [resource.title(input), key, said(setting)]),
		"at": setting.at,
		"fix": {"title": "create topics on purpose", "set": ["properties", key], "to": "false"},
	}
}

unknown contains violation if {
	kafka.is_broker(input)
	count(input.unresolved) > 0
	resource.is_open(["properties", key])
	violation := {
		"msg": sprintf("`%s` of %s %s", [key, resource.title(input), resource.missing(["properties", key])]),
		"at": ["properties", key],
	}
}

unknown contains violation if {
	kafka.is_broker(input)
	input.family != "redpanda"
	kafka.hidden(input, key)
	violation := {
		"msg": sprintf("whether %s creates topics by itself is not known: %s may set `%s`", [resource.title(input), resource.image(input), key]),
		"at": ["properties", key],
	}
}

said(setting) := "is true by default" if setting.from == "product"

said(setting) := "is true by the image" if setting.from == "image"

said(setting) := sprintf("is %v", [setting.value]) if setting.from == "properties"
