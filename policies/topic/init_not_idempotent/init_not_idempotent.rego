# METADATA
# title: Topic creation fails on the second run
# description: |
#   An init job runs every time the platform starts, and a create command fails if the topic exists. If the script stops
#   at errors, later topics are not created, and services that wait for the job do not start.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#basic_ops_add_topic
#     description: Kafka, creating topics
#   - ref: https://docs.redpanda.com/current/reference/rpk/rpk-topic/rpk-topic-create/
#     description: Redpanda, rpk topic create
# custom:
#   input: [topic]
#   severity: warning
#   concern: start
#   fix: unsafe
#   help: add `--if-not-exists`
package hy_msg_lint.topic.init_not_idempotent

deny contains violation if {
	input.command.idempotent == false
	input.command.tolerated == false
	object.get(input, "creates", true)
	violation := object.union(
		{
			"msg": sprintf("topic `%s` is created without `--if-not-exists`: the command fails if the topic exists", [input.name]),
			"at": ["command"],
		},
		object.union(advice, fix),
	)
}

fix := {"fix": object.union(
	{"title": "add `--if-not-exists`", "after": ["command", "create"], "word": "--if-not-exists"},
	doubt,
)} if {
	input.command.create
} else := {}

doubt := {"safety": "unsafe"} if input.declared_by == "rpk"

doubt := {} if input.declared_by != "rpk"

# Not every rpk has the flag.
advice := {"help": "add `--if-not-exists`, or `|| true` where `rpk` is too old to know it"} if input.declared_by == "rpk"

advice := {} if input.declared_by != "rpk"
