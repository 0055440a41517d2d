# METADATA
# title: Kafka Connect rejects the configuration
# description: |
#   A Connect worker checks its whole configuration before it connects to a broker. If a required setting is missing or
#   a value is invalid, the worker exits at once with an exception.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connectconfigs
#     description: Kafka, Kafka Connect configurations
# custom:
#   input: [connect_worker]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: correct the setting according to Kafka's documentation
package hy_msg_lint.connector.invalid_worker_config

import data.hy_msg_lint.lib.refusal
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.refusals
	some violation in refusal.denied(input, phrases)
}

# What is missing is told together: as a rule the rest of the file is missing.
deny contains violation if {
	count(absent) > 0
	settings := resource.quoted([setting | some [_, setting] in absent])
	violation := {
		"msg": sprintf("%s lacks %s: it does not start", [resource.title(input), settings]),
		"at": ["refusals", absent[0][0], "value"],
		"help": sprintf("set %s", [settings]),
	}
}

unknown contains violation if {
	input.refusals
	some violation in refusal.in_doubt(input, object.union(phrases, {"required-absent": {"msg": "{setting} is not set and has no default", "help": "set {setting}"}}))
}

absent := [[i, refused.setting] |
	some i, refused in object.get(input, "refusals", [])
	refused.check == "required-absent"
	refusal.is_certain(refused)
	not refusal.is_asked_by_image(refused)
]

phrases := object.union(refusal.values, {
	"server-malformed": {"msg": "{setting} has {value}, which is not `host:port`", "help": "write `host:port`"},
	"rest-listener-malformed": {"msg": "{setting} has {value}, which is not `http://host:port` or `https://host:port`", "help": "write `http://host:port`"},
	"headers-malformed": {"msg": "{setting} is {value}, which is not `action name:value`", "help": "write one of {expected}, then the name and the value of a header"},
	"number-not-below": {"msg": "{setting} is {value}, not below the {expected} of {other}", "help": "write less than {expected}, or raise {other}"},
	"number-not-above": {"msg": "{setting} is {value}, not above the {expected} of {other}", "help": "write more than {expected}, or lower {other}"},
	"signature-unverified": {"msg": "{setting} is {value}, without {expected}, which {other} signs requests with", "help": "add {expected}"},
})
