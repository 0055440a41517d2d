# METADATA
# title: Invalid connector configuration
# description: |
#   Connect rejects a connector without a class, or with values that are not text. Operators ignore keys that they do
#   not know, so those settings have no effect.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_rest
#     description: Kafka, Connect REST API
#   - ref: https://issues.apache.org/jira/browse/KAFKA-13306
#     description: KAFKA-13306, null in a configuration
#   - ref: https://strimzi.io/docs/operators/latest/configuring.html#type-KafkaConnector-reference
#     description: Strimzi, KafkaConnector
# custom:
#   input: [defect]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: correct the setting as the documentation of Connect or of the operator shows
package hy_msg_lint.connector.invalid_connector

import data.hy_msg_lint.lib.spelling

deny contains violation if {
	input.form == "connector"
	not input.unread
	more := {key: input[key] | some key in ["help", "severity"]; input[key]}
	violation := object.union({"msg": input.message, "at": ["message"], "related": related}, object.union(more, spelling.fix(input)))
}

unknown contains {"msg": input.message, "at": ["message"], "help": "correct the JSON, or write the connector to a file of its own"} if {
	input.form == "connector"
	input.unread
}

related := [{"at": ["related", i], "msg": label} | some i, label in input.related]
