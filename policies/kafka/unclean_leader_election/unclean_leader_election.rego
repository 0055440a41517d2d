# METADATA
# title: Unclean leader election
# description: |
#   With unclean.leader.election.enable, a replica that is behind can become the leader. Every record that only the old
#   leader had is lost, even if it was acknowledged.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_unclean.leader.election.enable
#     description: Kafka, unclean.leader.election.enable
# custom:
#   input: [broker, topic]
#   severity: error
#   concern: durability
#   fix: safe
#   help: remove the setting, or set it to false
package hy_msg_lint.kafka.unclean_leader_election

import data.hy_msg_lint.lib.resource

key := "unclean.leader.election.enable"

name := resource.setting(input, key)

field := "config" if input.kind == "topic"

field := "properties" if input.kind == "broker"

deny contains violation if {
	value := input[field][key]
	lower(sprintf("%v", [value])) == "true"
	violation := {
		"msg": sprintf("%s lets replicas lead that lack records: `%s` is true", [resource.title(input), name]),
		"at": [field, key],
		"help": sprintf("remove `%s`, or set it to `false`", [name]),
		"fix": {"title": sprintf("set `%s` to `false`", [name]), "set": [field, key], "to": "false"},
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	resource.is_open([field, key])
	violation := {
		"msg": sprintf("`%s` of %s %s", [name, resource.title(input), resource.missing([field, key])]),
		"at": [field, key],
	}
}
