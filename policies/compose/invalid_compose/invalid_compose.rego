# METADATA
# title: Invalid Compose file
# description: |
#   Docker Compose rejects the whole project because of one unknown attribute, one value of the wrong type, or two
#   attributes that exclude each other. No service of the project starts.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/
#     description: Compose file reference
#   - ref: https://github.com/compose-spec/compose-spec/blob/main/spec.md
#     description: Compose Specification
# custom:
#   input: [defect]
#   severity: error
#   concern: start
#   fix: unsafe
#   general: true
#   help: "run `docker compose config` to see whether Compose accepts the project"
package hy_msg_lint.compose.invalid_compose

import data.hy_msg_lint.lib.spelling
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	input.form == "compose"
	not input.unread
	violation := object.union(
		{"msg": input.message, "at": ["message"], "related": related},
		object.union(help, spelling.fix(input)),
	)
}

unknown contains {"msg": input.message, "at": ["message"], "help": what_is_missing} if {
	input.form == "compose"
	input.unread
}

related := [{"at": ["related", i], "msg": label} | some i, label in input.related]

what_is_missing := input.help if input.help

what_is_missing := what.project if not input.help

help := {"help": input.help} if input.help

help := {} if not input.help
