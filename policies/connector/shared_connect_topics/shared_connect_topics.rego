# METADATA
# title: Connect clusters share a topic
# description: |
#   Each Connect cluster stores its connectors, offsets and statuses in three topics. Two clusters with the same topic
#   read each other's data: connectors start twice, or start again from the beginning.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_running
#     description: Kafka, running Kafka Connect
# custom:
#   input: [cluster]
#   severity: error
#   concern: start
#   fix: none
#   help: give each group of workers its own topics
package hy_msg_lint.connector.shared_connect_topics

import data.hy_msg_lint.lib.connect
import data.hy_msg_lint.lib.group

deny contains violation if {
	count(input.connect_workers) > 1
	some pair in group.repeated(users)
	[worker, other] := [pair.again.worker, pair.first.worker]
	violation := {
		"msg": sprintf("Connect workers `%s` and `%s` of different groups, `%s` and `%s`, use the same topic `%s`", [
			other.name, worker.name, pair.first.id, pair.again.id, pair.key[1],
		]),
		"at": pair.again.at,
		"related": [{"at": pair.first.at, "msg": "the other worker uses it here"}],
	}
}

# Topics of a Kafka, each with the first worker of every group that keeps its data there.
users := [[[use.place, use.topic], use] |
	some item in group.firsts([[[use.place, use.topic, use.id], use] | some use in uses])
	use := item[1]
]

uses := [use |
	some member in connect.members(input)
	some key in connect.storage_keys
	topic := connect.setting(member.worker, key)
	topic != null
	use := {
		"index": member.index,
		"id": member.id,
		"place": member.place,
		"topic": topic.value,
		"worker": member.worker,
		"at": array.concat(["connect_workers", member.index], topic.at),
	}
]
