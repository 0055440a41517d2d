# METADATA
# title: Connect topic not compacted
# description: |
#   Connect stores its connectors, offsets and statuses in compacted topics. With another cleanup policy, retention
#   deletes them: connectors disappear or start from the beginning, and a worker that notices does not start. The config
#   topic needs a single partition, because the order of its records counts.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_running
#     description: Kafka, running Kafka Connect
#   - ref: https://github.com/apache/kafka/blob/trunk/connect/runtime/src/main/java/org/apache/kafka/connect/util/TopicAdmin.java
#     description: Kafka, how a worker looks at its topics
# custom:
#   input: [cluster]
#   severity: error
#   concern: durability
#   fix: unsafe
#   help: "create the topic with `cleanup.policy=compact`, the config topic with one partition, or let Connect create it"
package hy_msg_lint.connector.uncompacted_connect_topic

import data.hy_msg_lint.lib.connect
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	some use in uses
	policy := policy_of(use.topic)
	policy != null
	policy != "compact"
	not contains(policy, "$")
	not is_made_compact(use.topic)
	violation := {
		"msg": sprintf("%s %s instead of `compact`", [said(use), has(use.topic.config, "cleanup.policy", sprintf("cleanup policy `%s`", [policy]))]),
		"at": ["topics", use.index, "config", "cleanup.policy"],
		"related": [{"at": use.at, "msg": "the worker stores its data in this topic"}],
		"fix": {"title": "set `cleanup.policy` to `compact`", "set": ["topics", use.index, "config", "cleanup.policy"], "to": "compact"},
	}
}

deny contains violation if {
	some use in uses
	use.key == "config.storage.topic"
	partitions := partitions_of(use.topic)
	partitions > 1
	violation := {
		"msg": sprintf("%s %s instead of one", [said(use), has(use.topic, "partitions", sprintf("%v partitions", [partitions]))]),
		"at": ["topics", use.index, "partitions"],
		"related": [{"at": use.at, "msg": "the worker stores its data in this topic"}],
		"fix": {"title": "set the number of partitions to 1", "set": ["topics", use.index, "partitions"], "to": 1},
	}
}

unknown contains violation if {
	some use in uses
	object.get(use.topic, "creates", true)
	policy_of(use.topic) == null
	not is_made_compact(use.topic)
	violation := {
		"msg": sprintf("%s sets no `cleanup.policy`, and its brokers are not declared here", [said(use)]),
		"at": ["topics", use.index, "config", "cleanup.policy"],
		"help": what.brokers,
	}
}

said(use) := sprintf("topic `%s` (`%s` of Connect worker `%s`)", [use.topic.name, use.setting, use.worker])

has(settings, key, what) := sprintf("has %s", [what]) if object.get(settings, key, null) != null

has(settings, key, what) := sprintf("gets %s from its brokers", [what]) if object.get(settings, key, null) == null

# Declared topics that a worker keeps its data in; each once, however many workers of a group there are.
uses := [use |
	count(claims) > 0
	some index, topic in input.topics
	topic.name in claimed
	claim := object.get(first_claims, place_of(topic.name, object.get(topic, "group", -1)), null)
	claim != null
	use := object.union(claim, {"index": index, "topic": topic})
]

claimed := {claim.topic | some claim in claims}

first_claims := {item[0]: claims[item[1]] |
	some item in group.firsts([[place_of(claim.topic, claim.place), i] | some i, claim in claims])
}

place_of(topic, kafka) := sprintf("%v/%s", [kafka, topic])

claims := [claim |
	some member in connect.members(input)
	some key in connect.storage_keys
	topic := connect.setting(member.worker, key)
	topic != null
	claim := {
		"topic": topic.value,
		"place": member.place,
		"key": key,
		"setting": resource.setting(member.worker, key),
		"worker": member.worker.name,
		"at": array.concat(["connect_workers", member.index], topic.at),
	}
]

# What a declaration says, else what the brokers do with a topic that says nothing; null where that is not known, and for a
# command that changes something else of the topic.
policy_of(topic) := trim_space(sprintf("%v", [policy])) if {
	policy := object.get(topic.config, "cleanup.policy", null)
	policy != null
} else := of_brokers["log.cleanup.policy"] if {
	object.get(topic, "creates", true)
} else := null

partitions_of(topic) := kafka.integer(value) if {
	value := object.get(topic, "partitions", null)
	value != null
	kafka.integer(value) != -1
} else := kafka.integer(of_brokers["num.partitions"]) if {
	object.get(topic, "creates", true)
	of_brokers["num.partitions"] != null
}

of_brokers := {key: agreed(key) | some key in ["log.cleanup.policy", "num.partitions"]}

# The value of a property on which all brokers agree.
agreed(key) := value if {
	input.complete
	object.get(input, "groups", 1) == 1
	values := {value |
		some broker in input.brokers
		value := in_force(broker, key)
	}
	count(values) == 1
	some value in values
} else := null

in_force(broker, key) := text if {
	not kafka.is_foreign(broker, key)
	setting := kafka.effective(broker, key)
	is_string(setting.from)
	text := sprintf("%v", [setting.value])
	not contains(text, "$")
} else := null

# A command behind the declaration may put it right.
is_made_compact(topic) if topic.name in made_compact

made_compact := {topic.name |
	some topic in input.topics
	not object.get(topic, "creates", true)
	topic.config["cleanup.policy"] == "compact"
}
