# METADATA
# title: Obsolete attribute `version`
# description: |
#   Compose has one format and ignores `version`, with a warning at every command: "the attribute `version` is obsolete".
#   It says nothing of what the file may use.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/version-and-name/
#     description: Compose Specification, version and name
# custom:
#   input: [project]
#   severity: info
#   concern: hygiene
#   fix: safe
#   general: true
#   help: remove `version`
package hy_msg_lint.compose.obsolete_version

deny contains violation if {
	some file, _ in input.versions
	violation := {
		"msg": sprintf("project `%s` sets `version`, which Compose ignores, with a warning", [input.name]),
		"label": "ignored",
		"at": ["versions", file],
		"key": true,
		"fix": {"title": "remove `version`", "remove": ["versions", file]},
	}
}
