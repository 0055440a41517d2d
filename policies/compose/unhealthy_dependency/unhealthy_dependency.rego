# METADATA
# title: Client that does not wait for a healthy broker
# description: |
#   depends_on without a condition waits until the broker's container runs, not until it answers. Schema Registry, Connect and
#   the rest give up when they find no broker, and whether they do depends on the speed of the machine.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose Specification, depends_on
# custom:
#   input: [service]
#   severity: warning
#   fix: unsafe
#   help: "depend on it with `condition: service_healthy`, and give it a health check"
package hy_msg_lint.compose.unhealthy_dependency

servers := {"broker", "schema_registry", "connect_worker"}

deny contains violation if {
	not input.job
	some name, dependency in input.depends_on
	object.get(dependency, "condition", "service_started") == "service_started"
	runs := input.project.services[name].runs
	runs in servers
	not waits_for_another(runs)
	violation := {
		"msg": sprintf("service `%s` starts when `%s` runs, whether or not it answers", [input.name, name]),
		"at": ["depends_on", name],
	}
}

# One healthy broker is enough to start with.
waits_for_another(runs) if {
	some name, dependency in input.depends_on
	dependency.condition == "service_healthy"
	input.project.services[name].runs == runs
}
