# METADATA
# title: Kafka data not on a volume
# description: |
#   The log directory holds the broker's records. If no volume is mounted at log.dirs, the records are part of the
#   container and are lost when it is replaced, for an upgrade or a changed setting.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_log.dirs
#     description: Kafka, log.dirs
#   - ref: https://docs.docker.com/engine/storage/volumes/
#     description: Docker, volumes
# custom:
#   input: [broker]
#   severity: error
#   concern: durability
#   fix: unsafe
#   help: mount a named volume at the log directory
package hy_msg_lint.kafka.ephemeral_log_dirs

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.resource

deny contains violation if {
	not object.get(input, "partial", false)
	some index, folder in object.get(input, "log_dirs", [])
	[what, severity, label] := judged[folder.mount]
	violation := object.union(fix(folder), {
		"msg": sprintf("%s stores its data in `%s`, %s", [resource.title(input), folder.path, what]),
		"label": sprintf("%s `%s`", [label, folder.path]),
		"at": ["log_dirs", index, "path"],
		"severity": severity,
		"help": sprintf("%s%s", [help(folder), and_zookeeper]),
	})
}

# A volume of its own, where the user of the image may write. Brokers must not share one.
fix(folder) := {"fix": {"title": sprintf("mount a named volume `%s` at `%s`", [volume, folder.path]), "edits": [mount, declaration]}} if {
	can_mount(folder)
	mount := {
		"insert": ["project", "services", input.service, "written", "volumes"],
		"value": mounted(input.project.services[input.service].written, sprintf("%s:%s", [volume, folder.path])),
	}
	declaration := {"insert": ["project", "volumes", volume], "value": {}}
}

fix(folder) := {} if not can_mount(folder)

can_mount(folder) if {
	folder.mount in {"none", "anonymous", "hidden"}
	not is_read_only_to_its_user(folder)
	count(input.log_dirs) == 1
	object.get(input, "count", 1) == 1
	is_object(object.get(input.project.services[input.service], "written", null))
	object.get(input.project, ["volumes", volume], null) == null
	count(new_zookeepers) == 0
}

# ZooKeeper has the cluster's id and its topics. A new one makes another id, and a broker whose data has the old one exits. The
# services of the project that run ZooKeeper and do not keep what it has.
new_zookeepers := sort([name |
	kafka.is_on_zookeeper(input)
	some name, service in object.get(input, ["project", "services"], {})
	service.runs == "zookeeper"
	not keeps(service)
])

# Snapshots and the transaction log, as the images have them.
keeps(service) if {
	mounted_at := {one.target |
		some one in service.written.volumes
		one.type in {"volume", "bind"}
		object.get(one, "source", "") != ""
	}
	some folders in [
		{"/data", "/datalog"},
		{"/var/lib/zookeeper/data", "/var/lib/zookeeper/log"},
		{"/zookeeper/data", "/zookeeper/txns"},
		{"/bitnami"},
		{"/bitnami/zookeeper"},
	]
	count(folders - mounted_at) == 0
}

and_zookeeper := "" if count(new_zookeepers) == 0

and_zookeeper := sprintf(", and volumes at the data and the log of ZooKeeper in %s: a new ZooKeeper makes another cluster id, with which the broker exits", [
	resource.quoted(new_zookeepers),
]) if {
	count(new_zookeepers) > 0
}

volume := sprintf("%s-data", [input.service])

# An item of the list that is there, or a list.
mounted(written, volume) := volume if {
	is_array(object.get(written, "volumes", null))
} else := [volume]

# On a host of its own, /tmp is emptied when that starts.
deny contains violation if {
	object.get(input, "service", null) == null
	some key in ["log.dir", "log.dirs", "metadata.log.dir"]
	folders := object.get(input.properties, key, "")
	some folder in split(folders, ",")
	startswith(trim_space(folder), "/tmp/")
	violation := {
		"msg": sprintf("%s stores its data in `%s`, which is emptied when the host starts", [resource.title(input), trim_space(folder)]),
		"label": "emptied when the host starts",
		"at": ["properties", key],
		"help": sprintf("set `%s` to a directory that lasts, such as /var/lib/kafka", [resource.setting(input, key)]),
		"fix": {
			"title": sprintf("set `%s` to a folder below /var/lib", [resource.setting(input, key)]),
			"set": ["properties", key],
			"to": regex.replace(folders, `(^|,\s*)/tmp/`, "${1}/var/lib/"),
		},
	}
}

unknown contains violation if {
	not object.get(input, "partial", false)
	some index, folder in object.get(input, "log_dirs", [])
	folder.mount == "unknown"
	path := ["log_dirs", index, "path"]
	violation := {
		"msg": sprintf("whether a volume is mounted at `%s`, where %s stores its data, %s", [folder.path, resource.title(input), why(path)]),
		"at": path,
		"help": sprintf("mount a named volume at `%s`", [folder.path]),
	}
}

help(folder) := sprintf("mount the volume at `%s` itself", [folder.path]) if folder.mount == "hidden"

help(folder) := sprintf("set the `hostname` of the service, or set `%s`", [resource.setting(input, "log.dirs")]) if folder.mount == "renamed"

help(folder) := "use storage of the type `persistent-claim`" if folder.mount == "ephemeral"

help(folder) := sprintf("mount a named volume at `%s`", [folder.path]) if {
	not folder.mount in {"hidden", "renamed", "ephemeral"}
	not is_read_only_to_its_user(folder)
}

help(folder) := sprintf("set `%s` to `%s`, and mount a named volume there: at `%s` the user of the image may not write to one", [
	resource.setting(input, "log.dirs"), writable, folder.path,
]) if {
	folder.mount in {"none", "tmpfs"}
	is_read_only_to_its_user(folder)
}

# Docker gives a new volume the owner of the directory below it, and root where there is none. These images run as `appuser`, whose
# directory this is: Dockerfiles of `apache/kafka` and `confluentinc/kafka-images`.
writable := "/var/lib/kafka/data"

is_read_only_to_its_user(folder) if {
	object.get(input, "family", "other") in {"apache", "confluent"}
	folder.mount in {"none", "tmpfs"}
	not startswith(sprintf("%s/", [folder.path]), "/var/lib/kafka/")
}

why(path) := resource.missing(path) if resource.is_open(path)

why(path) := "is not known" if not resource.is_open(path)

judged := {
	"none": ["where no volume is mounted", "error", "no volume at"],
	"hidden": ["in an anonymous volume: the image declares a volume there, which hides the volume that is mounted above it", "error", "an anonymous volume at"],
	"renamed": ["a directory named after the container, so the next container starts empty", "error", "not on the volume:"],
	"tmpfs": ["which is in memory", "error", "in memory:"],
	"ephemeral": ["in storage that is deleted with its pod", "warning", "deleted with the pod:"],
	"anonymous": ["in an anonymous volume: after `docker compose down` the next container starts empty", "warning", "an anonymous volume at"],
}
