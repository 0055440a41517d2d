# METADATA
# title: Connect clusters that share a topic
# description: |
#   Each Connect cluster keeps its connectors, offsets and statuses in three topics of its own. Two clusters with the same topic
#   read each other's connectors and offsets: connectors start twice, or start again from the beginning.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_running
#     description: Kafka, running Kafka Connect
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: give each group of workers topics of its own
package hy_msg_lint.connector.shared_connect_topics

import data.hy_msg_lint.lib.group

deny contains violation if {
	count(input.connect_workers) > 1
	some pair in group.repeated(topics)
	worker := input.connect_workers[pair.again.worker]
	other := input.connect_workers[pair.first.worker]
	own := object.get(worker.properties, "group.id", "")
	own != object.get(other.properties, "group.id", "")
	not contains(sprintf("%s%s", [own, object.get(other.properties, "group.id", "")]), "$")
	violation := {
		"msg": sprintf("Connect workers `%s` and `%s` are of different groups and keep their data in one topic, `%s`", [other.name, worker.name, pair.key]),
		"at": ["connect_workers", pair.again.worker, "properties", pair.again.key],
		"related": [{"at": ["connect_workers", pair.first.worker, "properties", pair.first.key], "msg": "the other worker"}],
	}
}

topics := [[topic, {"worker": index, "key": key}] |
	some index, worker in input.connect_workers
	worker.properties["group.id"]
	some key in ["config.storage.topic", "offset.storage.topic", "status.storage.topic"]
	topic := object.get(worker.properties, key, "$")
	not contains(topic, "$")
]
