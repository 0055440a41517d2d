# METADATA
# title: Invalid topic name
# description: |
#   A topic's name has letters, digits, dots, underscores and hyphens, at most 249 of them, and is neither one dot nor two. Kafka
#   refuses to create any other, and whoever writes to it waits for a topic that never comes.
# related_resources:
#   - ref: https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/internals/Topic.java
#     description: Kafka, the legal names of topics
# custom:
#   input: [topic]
#   severity: error
#   concern: start
#   fix: none
#   help: use letters, digits, `.`, `_` and `-`
package hy_msg_lint.topic.invalid_topic_name

deny contains violation if {
	not regex.match(`^[a-zA-Z0-9._-]{1,249}$`, input.name)
	not needs_variable
	input.name != ""
	violation := {"msg": sprintf("`%s` cannot be a topic's name: %s", [input.name, reason]), "at": []}
}

deny contains {"msg": "a topic's name is empty", "at": []} if input.name == ""

deny contains violation if {
	input.name in {".", ".."}
	violation := {"msg": sprintf("`%s` cannot be a topic's name: it is kept for folders", [input.name]), "at": []}
}

unknown contains violation if {
	needs_variable
	violation := {"msg": sprintf("the name of topic `%s` is only known when it is filled in", [input.name]), "at": []}
}

# What a shell, a template or a playbook fills in.
needs_variable if contains(input.name, "$")

needs_variable if contains(input.name, "{{")

reason := sprintf("it has %d characters, and 249 are the most", [count(input.name)]) if {
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
