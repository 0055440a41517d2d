# METADATA
# title: Quotation marks in a variable's value
# description: |
#   In a list, `- KAFKA_LISTENERS="PLAINTEXT://:9092"` is one text: neither YAML nor Compose removes the quotation marks, and
#   the server gets them as a part of the value. It rejects `"PLAINTEXT` as a listener, `"3"` as a number, and exits.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#environment
#     description: Compose Specification, environment
# custom:
#   input: [service]
#   severity: error
#   concern: start
#   fix: safe
#   help: remove the quotation marks, or quote the whole entry
package hy_msg_lint.compose.quoted_variable

import data.hy_msg_lint.lib.quoted
import data.hy_msg_lint.lib.resource

# What the program can mend is one finding, and the rest another: one entry that is left to its author keeps no other one as it is.
deny contains violation if {
	some group in [mendable, left]
	count(group) > 0
	violation := object.union(fix(group), {
		"msg": sprintf("%s of service `%s` %s quotation marks in the value: Compose keeps them inside a list entry", [some_of(group), input.name, has(group)]),
		"at": ["quoted_variables", group[0]],
		"severity": severity(group),
		"label": "the quotation marks are a part of the value",
		"help": help(group[0]),
		"related": [{"at": ["quoted_variables", name], "msg": "here, too"} | some name in array.slice(group, 1, count(group))],
	})
}

names := quoted.names(input)

# Of a secret the quotation marks may be a part that somebody else has, too.
mendable := [name |
	some name in names
	not is_free(name)
	regex.match(`^[A-Za-z0-9_./:@%+=-]+(,[A-Za-z0-9_./:@%+=-]+)*$`, meant(name))
]

left := [name |
	some name in names
	not name in mendable
]

fix(group) := {"fix": {
	"title": sprintf("remove the quotation marks of %s", [resource.quoted(group)]),
	"edits": [{"set": ["quoted_variables", name], "to": meant(name)} | some name in group],
}} if {
	group == mendable
} else := {}

has(group) := "has" if count(group) == 1

has(group) := "have" if count(group) > 1

# The first names, and how many there are besides.
some_of(group) := resource.quoted(group) if count(group) < 4

some_of(group) := sprintf("`%s`, `%s` and %d other variables", [group[0], group[1], count(group) - 2]) if count(group) > 3

# Words that quotation marks change and do not break: secrets and names that nobody else has to know.
severity(group) := "error" if count([name | some name in group; not is_free(name)]) > 0

severity(group) := "warning" if count([name | some name in group; not is_free(name)]) == 0

is_free(name) if is_secret(name)

is_free(name) if {
	some end in {"CLIENT_ID", "GROUP_ID", "SERVICE_ID", "BROKER_RACK"}
	endswith(name, end)
}

is_secret(name) if {
	some word in {"PASSWORD", "SECRET", "JAAS", "TOKEN", "CREDENTIALS"}
	contains(name, word)
}

help(name) := sprintf("write `- %s=%s`, or quote the whole entry", [name, meant(name)]) if is_short(name)

help(name) := "remove the quotation marks, or quote the whole entry" if not is_short(name)

meant(name) := trim(input.quoted_variables[name], "\"'")

is_short(name) if {
	not is_secret(name)
	count(meant(name)) < 60
}
