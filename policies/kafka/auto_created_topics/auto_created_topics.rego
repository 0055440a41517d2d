# METADATA
# title: Automatic topic creation
# description: |
#   With auto.create.topics.enable, which is Kafka's default, a misspelt name in any client creates a topic with the
#   broker's default partitions, replication factor and retention.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_auto.create.topics.enable
#     description: Kafka, auto.create.topics.enable
# custom:
#   input: [broker]
#   severity: warning
#   concern: hygiene
#   fix: unsafe
#   help: set auto.create.topics.enable to false, and declare topics
package hy_msg_lint.kafka.auto_created_topics

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

key := "auto.create.topics.enable"

name := resource.setting(input, key)

deny contains violation if {
	kafka.is_broker(input)
	setting := kafka.effective(input, key)
	lower(sprintf("%v", [setting.value])) != "false"
	not resource.is_open(setting.at)
	violation := {
		"msg": sprintf("%s creates every topic that a client names: `%s` %s", [resource.title(input), name, said(setting)]),
		"label": sprintf("`%s` %s", [name, said(setting)]),
		"at": setting.at,
		"help": sprintf("set `%s` to `false`, and declare topics", [name]),
		"fix": {"title": sprintf("set `%s` to `false`", [name]), "set": ["properties", key], "to": "false"},
	}
}

unknown contains violation if {
	kafka.is_broker(input)
	count(input.unresolved) > 0
	resource.is_open(["properties", key])
	violation := {
		"msg": sprintf("`%s` of %s %s", [name, resource.title(input), resource.missing(["properties", key])]),
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
		"help": what.image(input, [key]),
	}
}

said(setting) := "is true by default" if setting.from == "product"

said(setting) := "is set to true by its image" if setting.from == "image"

said(setting) := sprintf("is %v", [setting.value]) if setting.from == "properties"
