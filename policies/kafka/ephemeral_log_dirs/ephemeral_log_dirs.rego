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
#   concern: durability
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
		"help": help(folder),
	}
}

# On a host of its own, /tmp is emptied when that starts.
deny contains violation if {
	object.get(input, "service", null) == null
	some key in ["log.dir", "log.dirs", "metadata.log.dir"]
	folders := object.get(input.properties, key, "")
	some folder in split(folders, ",")
	startswith(trim_space(folder), "/tmp/")
	violation := {
		"msg": sprintf("%s keeps its log in `%s`, which is emptied when the host starts", [resource.title(input), trim_space(folder)]),
		"at": ["properties", key],
		"help": "keep it in a folder that lasts, such as /var/lib/kafka",
	}
}

unknown contains violation if {
	not object.get(input, "partial", false)
	some index, folder in object.get(input, "log_dirs", [])
	folder.mount == "unknown"
	path := ["log_dirs", index, "path"]
	violation := {
		"msg": sprintf("whether a volume is mounted at `%s`, where %s keeps its log, %s", [folder.path, resource.title(input), why(path)]),
		"at": path,
	}
}

help(folder) := "mount the volume right at that folder" if folder.mount == "hidden"

help(folder) := "give the service a `hostname`, or set `log.dirs`" if folder.mount == "renamed"

help(folder) := "mount a named volume there, or claim a persistent one" if not folder.mount in {"hidden", "renamed"}

why(path) := resource.missing(path) if resource.is_open(path)

why(path) := "is not known" if not resource.is_open(path)

judged := {
	"none": ["where nothing is mounted", "error"],
	"hidden": ["in a volume without a name: the image declares one there, which hides what is mounted above it", "error"],
	"renamed": ["a folder that is named after the container, so the next one begins with an empty log", "error"],
	"tmpfs": ["which is memory", "error"],
	"ephemeral": ["in storage that goes with its pod", "warning"],
	"anonymous": ["in a volume without a name, which the next container does not get", "warning"],
}
