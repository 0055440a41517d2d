# METADATA
# title: Variable that the image ignores
# description: |
#   Each image reads its own variable names and ignores all others without a warning. A variable under another image's
#   name, or in lower case, has no effect: the server runs with its default.
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
#   concern: hygiene
#   fix: unsafe
#   help: rename the variable to the name that the image reads
package hy_msg_lint.compose.ignored_variable

import data.hy_msg_lint.lib.images
import data.hy_msg_lint.lib.naming
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	some entry in ignored.sure
	not entry.instead in required
	not is_refused(entry)
	violation := object.union(fix([entry]), {
		"msg": sprintf("service `%s` sets `%s`, which %s ignores%s", [input.name, entry.variable, subject, behind(entry)]),
		"at": ["start_script", "environment", entry.variable],
		"key": true,
		"help": advice(entry),
	})
}

deny contains violation if {
	some group in groups
	names := [entry.variable | some entry in group.entries]
	violation := object.union(object.union(fix(group.entries), followed(group)), {
		"msg": sprintf("service `%s` sets %s%s%s", [input.name, some_of(names), misnamed(group), consequence(group)]),
		"at": ["start_script", "environment", names[0]],
		"key": true,
		"severity": severity(group),
		"help": renaming(group),
		"related": [{"at": ["start_script", "environment", name], "msg": "this variable is ignored, too"} |
			some name in array.slice(names, 1, count(names))
		],
	})
}

# Which listeners belong to the controllers, and how each is protected, is told under names that the image does not read.
followed(group) := {"explains": {"rules": ["unmapped-listener"], "at": unmapped(group)}} if count(unmapped(group)) > 0

followed(group) := {} if count(unmapped(group)) == 0

unmapped(group) := [["project", "services", input.name, "listeners", i, "name"] |
	some entry in group.entries
	some end in ["CONTROLLER_LISTENER_NAMES", "LISTENER_SECURITY_PROTOCOL_MAP"]
	endswith(entry.variable, end)
	some i, _ in object.get(object.get(input, ["project", "services", input.name], {}), "listeners", [])
]

# The image reads the variables under their new names. What it would take for something else has none.
fix(entries) := {"fix": {
	"title": sprintf("write %s", [some_of([entry.instead | some entry in entries])]),
	"edits": [{"rename": ["start_script", "environment", entry.variable], "to": entry.instead} | some entry in entries],
}} if {
	every entry in entries {
		object.get(entry, "because", "") == ""
		not is_removable(entry)
	}
} else := {}

unknown contains violation if {
	names := sort({entry.variable | some entry in ignored.open} - {entry.variable | some entry in ignored.sure})
	count(names) > 0
	violation := {
		"msg": sprintf("whether %s reads %s of service `%s` depends on its version, which the tag does not name", [subject, resource.quoted(names), input.name]),
		"at": ["start_script", "image"],
		"help": what.version,
	}
}

facts := images.facts(input)

ignored := images.ignored(facts)

groups := naming.groups(facts, required)

subject := resource.image({
	"image": input.start_script.image,
	"built": object.get(input.start_script, "built", false),
})

# What the image exits without is found by `missing-required-setting`, which says how it is spelled.
required := naming.lacking(facts)

# Kafka refuses a broker that has a ZooKeeper and no roles: `invalid-broker-config` speaks.
is_refused(entry) if {
	entry.instead == "KAFKA_PROCESS_ROLES"
	entry.because != ""
	object.get(input, "runs", "") == "broker"
}

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

# The first names, and how many there are besides.
some_of(names) := resource.quoted(names) if count(names) < 4

some_of(names) := sprintf("`%s`, `%s` and %d others", [names[0], names[1], count(names) - 2]) if count(names) > 3

misnamed(group) := sprintf(" with Bitnami's prefix `%s`, which %s does not strip: `%s` is not a Kafka property", [group.affix, subject, property]) if {
	group.kind == "prefixed"
	property := replace(lower(trim_prefix(sort({entry.variable | some entry in group.entries})[0], "KAFKA_")), "_", ".")
}

misnamed(group) := sprintf(" without `%s`, which %s requires", [group.affix, subject]) if group.kind != "prefixed"

consequence(group) := sprintf("; any variable that begins with `%s` disables the image's default configuration, so the broker exits at once", [until]) if {
	naming.loses_default(facts, group)
	until := facts.table.default_until
}

consequence(group) := sprintf(", so it lacks %s and exits at once", [resource.quoted(sort(lost(group)))]) if {
	not naming.loses_default(facts, group)
	count(lost(group)) > 0
}

consequence(group) := "" if {
	not naming.loses_default(facts, group)
	count(lost(group)) == 0
}

lost(group) := naming.grave(facts, group, required) & required

severity(group) := "error" if naming.is_grave(facts, group, required)

severity(group) := "warning" if not naming.is_grave(facts, group, required)

renaming(group) := sprintf("write %s", [some_of([entry.instead | some entry in group.entries])])
