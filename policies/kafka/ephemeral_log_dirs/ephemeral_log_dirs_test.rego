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
	said("none") == {["error", "broker `kafka` keeps its log in `/data`, where nothing is mounted"]}
	said("tmpfs") == {["error", "broker `kafka` keeps its log in `/data`, which is memory"]}
	{one[0] | some one in said("anonymous")} == {"warning"}
	said("ephemeral") == {["warning", "broker `kafka` keeps its log in `/data`, in storage that goes with its pod"]}
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
