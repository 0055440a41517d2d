# METADATA
# title: Connect workers of one group disagree
# description: |
#   Workers with the same group.id form one Connect cluster and share its connectors. If they store their data in
#   different topics, the leader decides which connectors run: connectors disappear and return with every rebalance.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_running
#     description: Kafka, running Kafka Connect
# custom:
#   input: [cluster]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: give the workers the same topics, or give each Connect cluster its own `group.id`
package hy_msg_lint.connector.connect_group_clash

import data.hy_msg_lint.lib.connect
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.resource

# At the worker that has not what most have.
deny contains violation if {
	some workers in groups
	some key in connect.storage_keys
	uses := [use |
		some member in workers
		topic := connect.setting(member.worker, key)
		topic != null
		use := {"name": member.worker.name, "setting": resource.setting(member.worker, key), "group": resource.setting(member.worker, "group.id"), "topic": topic.value, "at": array.concat(["connect_workers", member.index], topic.at)}
	]
	count(uses) > 1
	usual := group.usual([use.topic | some use in uses])
	like_most := [use | some use in uses; use.topic == usual][0]
	some use in uses
	use.topic != usual
	violation := {
		"msg": sprintf("Connect worker `%s` uses topic `%s` for `%s`, but worker `%s` of the same group `%s` uses `%s`", [
			use.name, use.topic, use.setting, like_most.name, workers[0].id, usual,
		]),
		"at": use.at,
		"related": [{"at": like_most.at, "msg": sprintf("worker `%s` uses this topic", [like_most.name])}],
		"help": sprintf("give the workers the same topics, or give each Connect cluster its own `%s`", [use.group]),
		"fix": {
			"title": sprintf("set `%s` to `%s`, as on the other workers", [use.setting, usual]),
			"set": array.concat(array.slice(use.at, 0, 2), ["properties", key]),
			"to": usual,
		},
	}
}

# Connect clusters with names of their own are meant to be two.
deny contains violation if {
	some workers in groups
	named := [member | some member in workers; cluster_of(member) != ""]
	first := named[0]
	some member in named
	cluster_of(member) != cluster_of(first)
	violation := {
		"msg": sprintf("Connect clusters `%s` and `%s` have the same group `%s`, so they form one Connect cluster", [
			cluster_of(first), cluster_of(member), member.id,
		]),
		"at": place(member),
		"help": "give each Connect cluster its own group and its own topics",
		"related": [{"at": place(first), "msg": "the same group here"}],
	}
}

groups := [workers |
	count(input.connect_workers) > 1
	some workers in group.slices(connect.members(input))
	count(workers) > 1
]

cluster_of(member) := object.get(member.worker, "connect_cluster", "")

place(member) := array.concat(["connect_workers", member.index], connect.setting(member.worker, "group.id").at)
