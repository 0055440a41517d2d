# METADATA
# title: Topic name breaks the convention
# description: |
#   Topic names tell who owns a topic, what it contains and which version it has. Access rules, quotas and dashboards
#   often match a prefix and miss topics with other names.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_authz_cli
#     description: Kafka, access rules by prefixed names
# custom:
#   input: [topic]
#   severity: info
#   concern: hygiene
#   fix: none
#   help: rename the topic, or extend the pattern
#   parameters:
#     pattern:
#       type: pattern
#       default: ""
#       description: a regular expression that the whole topic name must match; an empty one turns the rule off
package hy_msg_lint.topic.topic_name_convention

pattern := data.parameters["topic-name-convention"].pattern

deny contains violation if {
	pattern != ""
	not startswith(input.name, "_")
	not contains(input.name, "$")
	regex.is_valid(pattern)
	not regex.match(sprintf("^(?:%s)$", [pattern]), input.name)
	violation := {"msg": sprintf("topic `%s` does not follow the convention `%s`", [input.name, pattern]), "at": []}
}

unknown contains violation if {
	pattern != ""
	not regex.is_valid(pattern)
	violation := {
		"msg": sprintf("topic `%s` cannot be checked: `%s` is not a valid regular expression", [input.name, pattern]),
		"at": [],
		"help": "correct the parameter `pattern` of `topic-name-convention` in `hy-msg-lint.yaml`",
	}
}
