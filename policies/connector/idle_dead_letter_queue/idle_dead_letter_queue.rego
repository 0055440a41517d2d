# METADATA
# title: Dead letter queue is never used
# description: |
#   A dead letter queue takes bad records only with errors.tolerance=all. With none, the default, the task fails at the
#   first bad record, and again after each restart.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#sinkconnectconfigs_errors.tolerance
#     description: Kafka, errors.tolerance
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-298%3A+Error+Handling+in+Connect
#     description: KIP-298, Error Handling in Connect
# custom:
#   input: [connector]
#   severity: warning
#   concern: durability
#   fix: unsafe
#   help: set `errors.tolerance` to `all`, or remove the dead letter queue
package hy_msg_lint.connector.idle_dead_letter_queue

import data.hy_msg_lint.lib.connect
import data.hy_msg_lint.lib.resource

key := "errors.deadletterqueue.topic.name"

deny contains violation if {
	has_queue
	object.get(input.config, "errors.tolerance", "none") == "none"
	violation := {
		"msg": sprintf("sink `%s` has a dead letter queue but fails at the first record that it cannot read: %s", [input.name, why]),
		"at": ["config", key],
		"fix": {"title": "set `errors.tolerance` to `all`", "set": ["config", "errors.tolerance"], "to": "all"},
	}
}

unknown contains violation if {
	has_queue
	resource.is_open(["config", "errors.tolerance"])
	violation := {
		"msg": sprintf("`errors.tolerance` of sink `%s` %s", [input.name, resource.missing(["config", "errors.tolerance"])]),
		"at": ["config", "errors.tolerance"],
	}
}

has_queue if {
	connect.is_sink(input)
	not connect.is_managed(input)
	not object.get(input.config, key, "") in {"", null}
}

why := "`errors.tolerance` is `none`" if input.config["errors.tolerance"]

why := "`errors.tolerance` is not set" if not input.config["errors.tolerance"]
