# METADATA
# title: Connect workers of one group that disagree
# description: |
#   Workers of one group.id elect a leader and share out the connectors among them. Where they keep their data in different
#   topics, what runs depends on which of them leads: connectors vanish and come back with every rebalance.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_running
#     description: Kafka, running Kafka Connect
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: give the workers the same topics, or each cluster of workers its own group.id
package hy_msg_lint.connector.connect_group_clash

import data.hy_msg_lint.lib.group

deny contains violation if {
	count(input.connect_workers) > 1
	some pair in group.repeated(groups)
	worker := input.connect_workers[pair.again]
	other := input.connect_workers[pair.first]
	some key in ["config.storage.topic", "offset.storage.topic", "status.storage.topic"]
	theirs := object.get(other.properties, key, "$")
	own := object.get(worker.properties, key, "$")
	own != theirs
	not contains(own, "$")
	not contains(theirs, "$")
	violation := {
		"msg": sprintf("Connect workers `%s` and `%s` are of one group, `%s`, and have different topics for `%s`: `%s` and `%s`", [
			other.name, worker.name, pair.key, key, theirs, own,
		]),
		"at": ["connect_workers", pair.again, "properties", key],
		"related": [{"at": ["connect_workers", pair.first, "properties", key], "msg": "the other worker"}],
	}
}

groups := [[id, index] |
	some index, worker in input.connect_workers
	id := object.get(worker.properties, "group.id", "$")
	not contains(id, "$")
]
