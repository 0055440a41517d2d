# METADATA
# title: Invalid topic name
# description: |
#   A topic name has 1 to 249 letters, digits, dots, underscores and hyphens, and is not `.` or `..`. Kafka rejects any
#   other name, and producers wait for a topic that never exists.
# related_resources:
#   - ref: https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/internals/Topic.java
#     description: Kafka, the legal names of topics
# custom:
#   input: [topic]
#   severity: error
#   concern: start
#   fix: none
#   help: "use only letters, digits, `.`, `_` and `-`"
package hy_msg_lint.topic.invalid_topic_name

deny contains violation if {
	not regex.match(`^[a-zA-Z0-9._-]{1,249}$`, input.name)
	not needs_variable
	input.name != ""
	violation := {"msg": sprintf("`%s` is not a valid topic name: %s", [input.name, reason]), "at": []}
}

deny contains {"msg": "the topic name is empty", "at": []} if input.name == ""

deny contains violation if {
	input.name in {".", ".."}
	violation := {"msg": sprintf("`%s` is not a valid topic name: it is reserved", [input.name]), "at": []}
}

unknown contains violation if {
	needs_variable
	violation := {
		"msg": sprintf("the name of topic `%s` contains a variable, so it cannot be checked", [input.name]),
		"at": [],
		"help": "write the name without a variable",
	}
}

# What a shell, a template or a playbook fills in.
needs_variable if contains(input.name, "$")

needs_variable if contains(input.name, "{{")

reason := sprintf("it has %d characters, more than 249", [count(input.name)]) if {
	count(input.name) > 249
	count(illegal) == 0
}

reason := sprintf("it has %s", [concat(", ", illegal)]) if count(illegal) > 0

illegal := sort({visible(character) |
	some character in split(input.name, "")
	not regex.match(`^[a-zA-Z0-9._-]$`, character)
})

visible(character) := "a space" if character == " "

visible(character) := "a tab" if character == "\t"

visible(character) := "a line break" if character in {"\n", "\r"}

visible(character) := sprintf("`%s`", [character]) if not character in {" ", "\t", "\n", "\r"}
