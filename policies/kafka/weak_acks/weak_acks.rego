# METADATA
# title: Weak acks
# description: |
#   With acks=1 a record counts as written once the leader has it, with acks=0 once it is sent. Records that the leader
#   has not replicated are lost when it fails, although the producer got an acknowledgement. min.insync.replicas has no
#   effect.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#producerconfigs_acks
#     description: Kafka, acks
# custom:
#   input: [connect_worker, ksqldb, rest_proxy, connector]
#   severity: warning
#   concern: durability
#   fix: safe
#   help: remove the setting, or set it to `all`
package hy_msg_lint.kafka.weak_acks

import data.hy_msg_lint.lib.resource

field := "config" if input.kind == "connector"

field := "properties" if input.kind != "connector"

deny contains violation if {
	some key in keys
	value := trim_space(sprintf("%v", [input[field][key]]))
	who := held_by[value]
	violation := {
		"msg": sprintf("%s sets `%s` to %s: %s confirms a write", [resource.title(input), resource.setting(input, key), value, who]),
		"at": [field, key],
		"help": sprintf("remove `%s`, or set it to `all`", [resource.setting(input, key)]),
		"fix": {"title": sprintf("set `%s` to `all`", [resource.setting(input, key)]), "set": [field, key], "to": "all"},
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	some key in keys
	path := [field, key]
	resource.is_open(path)
	violation := {
		"msg": sprintf("`%s` of %s %s", [resource.setting(input, key), resource.title(input), resource.missing(path)]),
		"at": path,
	}
}

held_by := {"0": "no broker", "1": "only the leader"}

# Settings of producers, under whatever prefix a product keeps them.
keys := [key |
	some key, _ in input[field]
	endswith(key, "acks")
	regex.match(`(^|\.)producer\.(override\.)?acks$`, key)
]
