# METADATA
# title: Topic name against the convention
# description: |
#   Names are how people find out whose a topic is, what is in it and which version it has. Access rules, quotas and dashboards
#   are given by prefix, so a topic that is called otherwise falls through all of them.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_authz_cli
#     description: Kafka, access rules by prefixed names
# custom:
#   input: [topic]
#   severity: warning
#   concern: hygiene
#   fix: none
#   help: rename the topic, or allow its name in the pattern
#   parameters:
#     pattern:
#       type: pattern
#       default: ""
#       description: a regular expression that the whole name must match; with an empty one nothing is judged
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
		"msg": sprintf("topic `%s` cannot be held to `%s`, which is no regular expression", [input.name, pattern]),
		"at": [],
	}
}
