# METADATA
# title: Job that is started again and again
# description: |
#   A job ends when its work is done. With restart of always or unless-stopped the engine starts it again at once, for as long as
#   the machine runs: its commands are repeated every few seconds, and nothing can wait for its success.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#restart
#     description: Compose Specification, restart
# custom:
#   input: [service]
#   severity: error
#   fix: safe
#   help: "set `restart` to `\"no\"` or `on-failure`"
package hy_msg_lint.compose.init_restarts

deny contains violation if {
	input.job.ends
	some place in places
	violation := {
		"msg": sprintf("service `%s` ends when its commands are done, and `%s` starts it again", [input.name, place.value]),
		"at": place.at,
		"fix": {"title": "restart only after a failure", "set": place.at, "to": place.instead},
	}
}

places := [{"value": input.restart, "at": ["restart"], "instead": "on-failure"}] if {
	object.get(input, "restart", "") in {"always", "unless-stopped"}
	not input.deploy.restart_policy
} else := [{"value": "condition: any", "at": ["deploy", "restart_policy", "condition"], "instead": "on-failure"}] if {
	input.deploy.restart_policy.condition == "any"
} else := []
