package hy_msg_lint.kafka.ephemeral_log_dirs_test

import data.hy_msg_lint.kafka.ephemeral_log_dirs as rule

said(mount) := {[violation.severity, violation.msg] |
	some violation in rule.deny with input as {
		"kind": "broker",
		"name": "kafka",
		"roles": ["broker"],
		"partial": false,
		"log_dirs": [{"path": "/data", "mount": mount}],
	}
}

test_gone_with_the_container if {
	said("none") == {["error", "broker `kafka` stores its data in `/data`, where no volume is mounted"]}
	said("tmpfs") == {["error", "broker `kafka` stores its data in `/data`, which is in memory"]}
	{one[0] | some one in said("anonymous")} == {"warning"}
	said("hidden") == {[
		"error",
		"broker `kafka` stores its data in `/data`, in an anonymous volume: the image declares a volume there, which hides the volume that is mounted above it",
	]}
	said("renamed") == {["error", "broker `kafka` stores its data in `/data`, a directory named after the container, so the next container starts empty"]}
	said("ephemeral") == {["warning", "broker `kafka` stores its data in `/data`, in storage that is deleted with its pod"]}
}

test_kept if {
	said("volume") == set()
	said("bind") == set()
	said("unknown") == set()
}

test_not_known if {
	rule.deny == set() with input as {"kind": "broker", "name": "kafka", "roles": ["broker"]}
	rule.deny == set() with input as {"kind": "broker", "name": "kafka", "roles": ["broker"], "partial": true, "log_dirs": [{"path": "/data", "mount": "none"}]}
}

server(dirs) := {
	"kind": "broker",
	"name": "server",
	"roles": ["broker"],
	"partial": false,
	"properties": {"log.dirs": dirs},
	"unresolved": [],
}

on_host(dirs) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as server(dirs)
}

test_tmp_of_a_host if {
	on_host("/data/a, /tmp/kafka-logs") == {[
		"broker `server` stores its data in `/tmp/kafka-logs`, which is emptied when the host starts",
		["properties", "log.dirs"],
	]}
	on_host("/var/lib/kafka,/tmpfs/x") == set()
	on_host("${DIRS}") == set()
}

unknown(fields) := {violation.msg |
	some violation in rule.unknown with input as object.union({"kind": "broker", "name": "kafka", "service": "kafka", "roles": ["broker"], "partial": false, "properties": {}, "unresolved": []}, fields)
}

test_unknown_mount if {
	unknown({"log_dirs": [{"path": "/data", "mount": "unknown"}]}) == {"whether a volume is mounted at `/data`, where broker `kafka` stores its data, is not known"}
	unknown({
		"log_dirs": [{"path": "${DIR}", "mount": "unknown"}],
		"unresolved": [{"at": ["log_dirs", 0, "path"], "variables": ["DIR"]}],
	}) == {"whether a volume is mounted at `${DIR}`, where broker `kafka` stores its data, needs `DIR`, which no file here sets"}
	unknown({"partial": true, "log_dirs": [{"path": "/data", "mount": "unknown"}]}) == set()
	unknown({"log_dirs": [{"path": "/data", "mount": "volume"}]}) == set()
}

test_fix_of_a_host if {
	fixes := {violation.fix | some violation in rule.deny with input as server("/tmp/kafka-logs, /data")}
	fixes == {{"title": "set `log.dirs` to a folder below /var/lib", "set": ["properties", "log.dirs"], "to": "/var/lib/kafka-logs, /data"}}
}

helps(family, folder) := {violation.help |
	some violation in rule.deny with input as {
		"kind": "broker", "name": "kafka", "service": "kafka", "roles": ["broker"], "partial": false,
		"family": family, "variable_prefix": "KAFKA_", "log_dirs": [folder],
	}
}

test_a_volume_goes_where_the_user_of_the_image_may_write if {
	tmp := {"path": "/tmp/kafka-logs", "mount": "none"}
	helps("apache", tmp) == {"set `KAFKA_LOG_DIRS` to `/var/lib/kafka/data`, and mount a named volume there: at `/tmp/kafka-logs` the user of the image may not write to one"}
	helps("other", tmp) == {"mount a named volume at `/tmp/kafka-logs`"}
	helps("confluent", {"path": "/var/lib/kafka/data", "mount": "anonymous"}) == {"mount a named volume at `/var/lib/kafka/data`"}
}

in_project(written, volumes) := {violation.fix | some violation in rule.deny with input as {
	"kind": "broker",
	"roles": ["broker"],
	"name": "kafka",
	"service": "kafka",
	"family": "confluent",
	"roles": ["broker"],
	"log_dirs": [{"path": "/var/lib/kafka/data", "mount": "anonymous"}],
	"properties": {},
	"project": object.union({"services": {"kafka": written}}, volumes),
	"unresolved": [],
}}

mounting(value) := {{
	"title": "mount a named volume `kafka-data` at `/var/lib/kafka/data`",
	"edits": [
		{"insert": ["project", "services", "kafka", "written", "volumes"], "value": value},
		{"insert": ["project", "volumes", "kafka-data"], "value": {}},
	],
}}

test_fix_of_a_container if {
	in_project({"written": {}}, {}) == mounting(["kafka-data:/var/lib/kafka/data"])
	in_project({"written": {"volumes": []}}, {"volumes": {"other": {}}}) == mounting("kafka-data:/var/lib/kafka/data")
	in_project({"written": {}}, {"volumes": {"kafka-data": {}}}) == set()
	in_project({}, {}) == set()
}

beside_zookeeper(volumes) := {[object.get(violation, "fix", null) != null, violation.help] | some violation in rule.deny with input as {
	"kind": "broker",
	"name": "kafka",
	"service": "kafka",
	"family": "confluent",
	"roles": ["broker"],
	"log_dirs": [{"path": "/var/lib/kafka/data", "mount": "anonymous"}],
	"properties": {"zookeeper.connect": "zoo:2181"},
	"project": {"services": {"kafka": {"runs": "broker", "written": {}}, "zoo": object.union({"runs": "zookeeper"}, volumes)}},
	"unresolved": [],
}}

volume_at(target) := {"type": "volume", "source": "zoo", "target": target}

test_a_broker_does_not_outlive_its_zookeeper if {
	fixed := {[true, "mount a named volume at `/var/lib/kafka/data`"]}
	refused := {[false, "mount a named volume at `/var/lib/kafka/data`, and volumes at the data and the log of ZooKeeper in `zoo`: a new ZooKeeper makes another cluster id, with which the broker exits"]}
	beside_zookeeper({}) == refused
	beside_zookeeper({"written": {"volumes": [volume_at("/data")]}}) == refused
	beside_zookeeper({"written": {"volumes": [object.remove(volume_at("/bitnami/zookeeper"), ["source"])]}}) == refused
	beside_zookeeper({"written": {"volumes": [volume_at("/data"), volume_at("/datalog")]}}) == fixed
	beside_zookeeper({"written": {"volumes": [volume_at("/bitnami/zookeeper")]}}) == fixed
	beside_zookeeper({"runs": null}) == fixed
}
