# METADATA
# title: Job that is started again and again
# description: |
#   A job ends when its work is done. With restart of always or unless-stopped the engine starts it again at once, for as long as
#   the machine runs: its commands are repeated every few seconds, and nothing can wait for its success.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#restart
#     description: Compose Specification, restart
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#restart_policy
#     description: Compose Specification, restart_policy
# custom:
#   input: [service]
#   severity: error
#   concern: hygiene
#   fix: safe
#   help: "set `restart` to `\"no\"` or `on-failure`"
package hy_msg_lint.compose.init_restarts

import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.job.ends
	in_force.value in {"always", "unless-stopped", "any"}
	violation := {
		"msg": sprintf("service `%s` ends when its commands are done, and `%s: %s` starts it again", [input.name, in_force.key, in_force.value]),
		"at": in_force.at,
		"fix": {"title": "restart only after a failure", "set": in_force.at, "to": "on-failure"},
	}
}

unknown contains violation if {
	input.job.ends
	count(input.unresolved) > 0
	resource.is_open(in_force.at)
	violation := {
		"msg": sprintf("whether service `%s` starts again when its commands are done %s", [input.name, resource.missing(in_force.at)]),
		"at": in_force.at,
	}
}

# A restart policy below `deploy` replaces `restart`. Docker Compose takes one without a condition for none.
in_force := {
	"key": "condition",
	"value": object.get(input.deploy.restart_policy, "condition", "none"),
	"at": ["deploy", "restart_policy", "condition"],
} if {
	is_object(input.deploy.restart_policy)
} else := {"key": "restart", "value": object.get(input, "restart", "no"), "at": ["restart"]}
