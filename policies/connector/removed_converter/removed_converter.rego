# METADATA
# title: Removed converter setting
# description: |
#   Kafka 3.0 removed internal.key.converter and internal.value.converter; Connect always stores its own records as
#   JSON. A worker ignores these settings.
# related_resources:
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-738%3A+Removal+of+Connect%27s+internal+converter+properties
#     description: KIP-738, removal of Connect's internal converter properties
# custom:
#   input: [connect_worker, connector]
#   severity: warning
#   concern: start
#   fix: safe
#   help: remove the setting
package hy_msg_lint.connector.removed_converter

import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.version

deny contains violation if {
	version.is_from(input.kafka_version, "3.0")
	some setting in settings
	violation := {
		"msg": sprintf("%s sets `%s`, which Kafka Connect 3.0 removed", [resource.title(input), resource.setting(input, setting[1])]),
		"label": "removed in Kafka Connect 3.0",
		"at": setting,
		"fix": {"title": sprintf("remove `%s`", [resource.setting(input, setting[1])]), "remove": setting},
	}
}

unknown contains violation if {
	not input.kafka_version
	count(settings) > 0
	violation := {
		"msg": sprintf("%s sets `%s`, which Kafka Connect 3.0 removed; its version is not known here", [resource.title(input), resource.setting(input, settings[0][1])]),
		"at": settings[0],
		"help": sprintf("remove the setting%s", [or_version]),
	}
}

# What would tell the version of the worker.
or_version := ", or name the version of the image that its Dockerfile is built on" if {
	input.built
} else := ", or write a full version in the tag of the image"

settings := [[field, key] |
	some field in ["properties", "config"]
	some key in object.keys(object.get(input, field, {}))
	startswith(key, "internal.")
	regex.match(`^internal\.(key|value)\.converter(\.|$)`, key)
]
