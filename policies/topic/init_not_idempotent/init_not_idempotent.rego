# METADATA
# title: Topic creation that works once
# description: |
#   An init job runs every time the platform starts. Without --if-not-exists the second start fails at the first topic, the
#   topics behind it are never looked at, and whatever waits for the job's success does not start.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#basic_ops_add_topic
#     description: Kafka, creating topics
# custom:
#   input: [topic]
#   severity: error
#   fix: none
#   help: add --if-not-exists
package hy_msg_lint.topic.init_not_idempotent

deny contains violation if {
	input.command
	object.get(input, "creates", true)
	not input.command.idempotent
	not input.command.tolerated
	violation := {
		"msg": sprintf("topic `%s` is created without `--if-not-exists`: the second run fails", [input.name]),
		"at": ["command"],
	}
}
