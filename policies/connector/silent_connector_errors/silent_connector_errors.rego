# METADATA
# title: Sink drops bad records silently
# description: |
#   With errors.tolerance=all, a sink skips every record that it cannot convert. Without a dead letter queue the record
#   is lost: the consumer group moves on, and at most a log line mentions it.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#sinkconnectconfigs_errors.deadletterqueue.topic.name
#     description: Kafka, errors.deadletterqueue.topic.name
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-298%3A+Error+Handling+in+Connect
#     description: KIP-298, Error Handling in Connect
# custom:
#   input: [connector]
#   severity: error
#   concern: durability
#   fix: unsafe
#   help: set `errors.deadletterqueue.topic.name`, or set `errors.tolerance` to `none`
package hy_msg_lint.connector.silent_connector_errors

import data.hy_msg_lint.lib.connect
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.config["errors.tolerance"] == "all"
	connect.is_sink(input)
	not connect.is_managed(input)
	object.get(input.config, "errors.deadletterqueue.topic.name", "") in {"", null}
	violation := {
		"msg": sprintf("sink `%s` skips records that it cannot read, and no dead letter queue keeps them", [input.name]),
		"at": ["config", "errors.tolerance"],
		"fix": {
			"title": sprintf("set `errors.deadletterqueue.topic.name` to `%s-dlq`", [input.name]),
			"set": ["config", "errors.deadletterqueue.topic.name"],
			"to": sprintf("%s-dlq", [input.name]),
		},
	}
}

unknown contains violation if {
	resource.is_open(["config", "errors.tolerance"])
	connect.is_sink(input)
	not connect.is_managed(input)
	object.get(input.config, "errors.deadletterqueue.topic.name", "") in {"", null}
	violation := {
		"msg": sprintf("`errors.tolerance` of sink `%s` %s", [input.name, resource.missing(["config", "errors.tolerance"])]),
		"at": ["config", "errors.tolerance"],
	}
}
