# METADATA
# title: Log in the container
# description: |
#   A broker's log is its data. Where no volume is mounted at log.dirs, the log is a part of the container, and every record is
#   gone when the container is replaced, for an upgrade or a changed setting.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_log.dirs
#     description: Kafka, log.dirs
#   - ref: https://docs.docker.com/engine/storage/volumes/
#     description: Docker, volumes
# custom:
#   input: [broker]
#   severity: error
#   fix: none
#   help: mount a named volume there, or claim a persistent one
package hy_msg_lint.kafka.ephemeral_log_dirs

import data.hy_msg_lint.lib.resource

deny contains violation if {
	not object.get(input, "partial", false)
	some index, folder in object.get(input, "log_dirs", [])
	[what, severity] := judged[folder.mount]
	violation := {
		"msg": sprintf("%s keeps its log in `%s`, %s", [resource.title(input), folder.path, what]),
		"at": ["log_dirs", index, "path"],
		"severity": severity,
	}
}

judged := {
	"none": ["where nothing is mounted", "error"],
	"tmpfs": ["which is memory", "error"],
	"ephemeral": ["in storage that goes with its pod", "warning"],
	"anonymous": ["in a volume without a name, which the next container does not get", "warning"],
}
