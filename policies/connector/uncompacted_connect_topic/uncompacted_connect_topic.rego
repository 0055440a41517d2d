# METADATA
# title: Connect topic that forgets
# description: |
#   Connect keeps its connectors, offsets and statuses in topics that have to be compacted. Where retention deletes from them, a
#   connector is gone after a week, or starts from the beginning. The config topic has one partition, because its order counts.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_running
#     description: Kafka, running Kafka Connect
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: "create it with `cleanup.policy=compact`, the config topic with one partition, or leave its creation to Connect"
package hy_msg_lint.connector.uncompacted_connect_topic

import data.hy_msg_lint.lib.kafka

deny contains violation if {
	some use in uses
	policy := object.get(use.topic.config, "cleanup.policy", "delete")
	policy != "compact"
	not contains(policy, "$")
	violation := {
		"msg": sprintf("topic `%s`, `%s` of Connect worker `%s`, has the cleanup policy `%s` and not `compact`", [use.topic.name, use.key, use.worker, policy]),
		"at": ["topics", use.index, "config", "cleanup.policy"],
		"related": [{"at": use.at, "msg": "the worker keeps its data there"}],
	}
}

deny contains violation if {
	some use in uses
	use.key == "config.storage.topic"
	partitions := kafka.integer(object.get(use.topic, "partitions", -1))
	partitions > 1
	violation := {
		"msg": sprintf("topic `%s`, `%s` of Connect worker `%s`, has %v partitions and not one", [use.topic.name, use.key, use.worker, partitions]),
		"at": ["topics", use.index, "partitions"],
		"related": [{"at": use.at, "msg": "the worker keeps its data there"}],
	}
}

# Declared topics that a worker keeps its data in; each once, however many workers of a group there are.
uses := [use |
	some index, topic in input.topics
	object.get(topic, "creates", true)
	found := [candidate |
		some number, worker in input.connect_workers
		some key in ["config.storage.topic", "offset.storage.topic", "status.storage.topic"]
		object.get(worker.properties, key, "") == topic.name
		candidate := {
			"index": index,
			"topic": topic,
			"key": key,
			"worker": worker.name,
			"at": ["connect_workers", number, "properties", key],
		}
	]
	count(found) > 0
	use := found[0]
]
