# METADATA
# title: Setting of a converter that is gone
# description: |
#   Kafka 3.0 took internal.key.converter and internal.value.converter away; Connect keeps its own records as JSON. A worker
#   that still sets them gets something else than it says.
# related_resources:
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-738%3A+Removal+of+Connect%27s+internal+converter+properties
#     description: KIP-738, removal of Connect's internal converter properties
# custom:
#   input: [connect_worker, connector]
#   severity: warning
#   fix: safe
#   help: take the setting out
package hy_msg_lint.connector.removed_converter

import data.hy_msg_lint.lib.resource

deny contains violation if {
	some field in ["properties", "config"]
	settings := object.get(input, field, {})
	some key in object.keys(settings)
	startswith(key, "internal.")
	regex.match(`^internal\.(key|value)\.converter(\.|$)`, key)
	violation := {
		"msg": sprintf("%s sets `%s`, which Kafka Connect has not had since 3.0", [resource.title(input), key]),
		"at": [field, key],
		"fix": {"title": "take the setting out", "remove": [field, key]},
	}
}
