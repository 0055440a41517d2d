# METADATA
# title: Variable that the image does not read
# description: |
#   Each image has its own names for its variables, and says nothing about others: what is set under the name that another image
#   reads, or in small letters, has no effect, and the server runs with its default.
# related_resources:
#   - ref: https://docs.confluent.io/platform/current/installation/docker/config-reference.html
#     description: Confluent, Docker configuration parameters
#   - ref: https://github.com/debezium/container-images
#     description: Debezium, start scripts of the images
#   - ref: https://github.com/bitnami/containers/tree/main/bitnami/kafka#configuration
#     description: Bitnami, configuration of Kafka's image
# custom:
#   input: [service]
#   severity: warning
#   fix: none
#   help: write the variable as the image reads it
package hy_msg_lint.compose.ignored_variable

import data.hy_msg_lint.lib.images
import data.hy_msg_lint.lib.resource

deny contains violation if {
	some entry in ignored.sure
	not entry.instead in required
	violation := {
		"msg": sprintf("service `%s` sets `%s`, which %s does not read%s", [input.name, entry.variable, subject, behind(entry)]),
		"at": ["start_script", "environment", entry.variable],
		"key": true,
		"help": advice(entry),
	}
}

unknown contains violation if {
	names := sort({entry.variable | some entry in ignored.open} - {entry.variable | some entry in ignored.sure})
	count(names) > 0
	violation := {
		"msg": sprintf("whether %s reads %s, which service `%s` sets, depends on its version", [subject, resource.quoted(names), input.name]),
		"at": ["start_script", "image"],
	}
}

facts := images.facts(input)

ignored := images.ignored(facts)

subject := resource.image({
	"image": input.start_script.image,
	"built": object.get(input.start_script, "built", false),
})

# What the image exits without is found by `missing-required-setting`, which says how it is spelled.
required := {name | some names in images.judged(facts).lacks; some name in names}

behind(entry) := sprintf(": it reads `%s`", [entry.instead]) if {
	entry.instead != ""
	entry.because == ""
}

behind(entry) := sprintf(": %s", [entry.because]) if entry.because != ""

advice(entry) := "remove the variable" if {
	is_removable(entry)
} else := sprintf("write `%s`", [entry.instead])

# There is nothing else to write, or it is written.
is_removable(entry) if entry.instead == ""

is_removable(entry) if entry.instead in object.keys(input.start_script.environment)
