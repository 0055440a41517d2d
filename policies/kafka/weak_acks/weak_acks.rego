# METADATA
# title: Weak acknowledgements
# description: |
#   With acks of 1 a record counts as written when the leader alone has it, with 0 when it has been sent. What the leader had not
#   passed on is gone when it fails, and the producer was told that all is well. min.insync.replicas plays no part then.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#producerconfigs_acks
#     description: Kafka, acks
# custom:
#   input: [connect_worker, ksqldb, rest_proxy, connector]
#   severity: warning
#   concern: durability
#   fix: none
#   help: take the setting out, or set it to all
package hy_msg_lint.kafka.weak_acks

import data.hy_msg_lint.lib.resource

field := "config" if input.kind == "connector"

field := "properties" if input.kind != "connector"

deny contains violation if {
	some key in keys
	value := trim_space(sprintf("%v", [input[field][key]]))
	who := held_by[value]
	violation := {
		"msg": sprintf("%s sets `%s` to %s: %s has to have a record that counts as written", [resource.title(input), key, value, who]),
		"at": [field, key],
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	some key in keys
	path := [field, key]
	resource.is_open(path)
	violation := {
		"msg": sprintf("`%s` of %s %s", [key, resource.title(input), resource.missing(path)]),
		"at": path,
	}
}

held_by := {"0": "nobody", "1": "nobody but the leader"}

# Settings of producers, under whatever prefix a product keeps them.
keys := [key |
	some key, _ in input[field]
	endswith(key, "acks")
	regex.match(`(^|\.)producer\.(override\.)?acks$`, key)
]
