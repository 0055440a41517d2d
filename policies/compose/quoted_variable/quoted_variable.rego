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

deny contains violation if {
	count(names) > 0
	violation := object.union(fix, {
		"msg": sprintf("%s of service `%s` %s quotation marks in the value: Compose keeps them inside a list entry", [some_of, input.name, has]),
		"at": ["quoted_variables", names[0]],
		"severity": severity,
		"label": "the quotation marks are a part of the value",
		"help": help,
		"related": [{"at": ["quoted_variables", name], "msg": "here, too"} | some name in array.slice(names, 1, count(names))],
	})
}

# Of a secret the quotation marks may be a part that somebody else has, too.
fix := {"fix": {
	"title": sprintf("remove the quotation marks of %s", [resource.quoted(names)]),
	"edits": [{"set": ["quoted_variables", name], "to": trim(input.quoted_variables[name], "\"'")} | some name in names],
}} if {
	every name in names {
		not is_free(name)
	}
} else := {}

names := quoted.names(input)

has := "has" if count(names) == 1

has := "have" if count(names) > 1

# The first names, and how many there are besides.
some_of := resource.quoted(names) if count(names) < 4

some_of := sprintf("`%s`, `%s` and %d other variables", [names[0], names[1], count(names) - 2]) if count(names) > 3

# Words that quotation marks change and do not break: secrets and names that nobody else has to know.
severity := "error" if count([name | some name in names; not is_free(name)]) > 0

severity := "warning" if count([name | some name in names; not is_free(name)]) == 0

is_free(name) if is_secret(name)

is_free(name) if {
	some end in {"CLIENT_ID", "GROUP_ID", "SERVICE_ID", "BROKER_RACK"}
	endswith(name, end)
}

is_secret(name) if {
	some word in {"PASSWORD", "SECRET", "JAAS", "TOKEN", "CREDENTIALS"}
	contains(name, word)
}

help := sprintf("write `- %s=%s`, or quote the whole entry", [names[0], meant]) if is_short

help := "remove the quotation marks, or quote the whole entry" if not is_short

meant := trim(input.quoted_variables[names[0]], "\"'")

is_short if {
	not is_secret(names[0])
	count(meant) < 60
}
