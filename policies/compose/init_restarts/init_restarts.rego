# METADATA
# title: Job restarts forever
# description: |
#   A job ends when its work is done. restart: always or unless-stopped starts it again at once: its commands run every
#   few seconds, and no service can wait for its success.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#restart
#     description: Compose Specification, restart
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#restart_policy
#     description: Compose Specification, restart_policy
# custom:
#   input: [service]
#   severity: error
#   concern: hygiene
#   fix: unsafe
#   help: "set `restart` to `\"no\"` or `on-failure`"
package hy_msg_lint.compose.init_restarts

import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.job.ends
	in_force.value in {"always", "unless-stopped", "any"}
	violation := {
		"msg": sprintf("service `%s` is a job, and `%s: %s` starts it again whenever it ends", [input.name, in_force.key, in_force.value]),
		"at": in_force.at,
		"fix": {"title": sprintf("set `%s` to `on-failure`", [in_force.key]), "set": in_force.at, "to": "on-failure"},
	}
}

unknown contains violation if {
	input.job.ends
	count(input.unresolved) > 0
	resource.is_open(in_force.at)
	violation := {
		"msg": sprintf("whether service `%s` restarts when its commands end %s", [input.name, resource.missing(in_force.at)]),
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
