# METADATA
# title: Unclean leader election
# description: |
#   With unclean.leader.election.enable a replica that has fallen behind may lead a partition. Every record that only the old
#   leader had is then cut off, acknowledged or not, and the old leader throws it away when it comes back.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_unclean.leader.election.enable
#     description: Kafka, unclean.leader.election.enable
# custom:
#   input: [broker, topic]
#   severity: error
#   concern: durability
#   fix: safe
#   help: take the setting out, or set it to false
package hy_msg_lint.kafka.unclean_leader_election

import data.hy_msg_lint.lib.resource

key := "unclean.leader.election.enable"

field := "config" if input.kind == "topic"

field := "properties" if input.kind == "broker"

deny contains violation if {
	value := input[field][key]
	lower(sprintf("%v", [value])) == "true"
	violation := {
		"msg": sprintf("%s lets a replica lead that has not got all records: `%s` is true", [resource.title(input), key]),
		"at": [field, key],
		"fix": {"title": "let only replicas in sync lead", "set": [field, key], "to": "false"},
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	resource.is_open([field, key])
	violation := {
		"msg": sprintf("`%s` of %s %s", [key, resource.title(input), resource.missing([field, key])]),
		"at": [field, key],
	}
}
