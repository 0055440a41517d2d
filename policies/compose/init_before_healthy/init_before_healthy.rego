# METADATA
# title: Job does not wait for a healthy broker
# description: |
#   A job that creates topics needs a broker that answers. depends_on without a condition waits only until the broker's
#   container runs; the broker answers some seconds later. Whether the job succeeds depends on the speed of the machine.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose Specification, depends_on
# custom:
#   input: [service]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: "depend on a broker with `condition: service_healthy`"
package hy_msg_lint.compose.init_before_healthy

import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	starts_too_early
	count(wanted) > 0
	violation := object.union(fix, {
		"msg": sprintf("service `%s` runs %s without waiting for broker `%s` to be healthy", [
			input.name,
			resource.quoted(input.job.tools),
			wanted[0],
		]),
		"at": at,
		"related": [{"at": ["project", "services", wanted[0]], "msg": "this broker may not answer yet"}],
		"help": help(wanted[0]),
	})
}

unknown contains violation if {
	starts_too_early
	count(wanted) == 0
	is_target_open
	count(brokers) > 0
	violation := {
		"msg": sprintf("service `%s` runs %s without waiting for a broker; whether it connects to a broker of this project is not known", [
			input.name,
			resource.quoted(input.job.tools),
		]),
		"at": ["depends_on"],
		"help": "depend on a broker with `condition: service_healthy`, or name the brokers in the command of the job",
	}
}

help(broker) := sprintf("write %s", [dependency_on(broker)]) if {
	input.project.services[broker].healthcheck == "declared"
} else := sprintf("give `%s` a `healthcheck`, and write %s", [broker, dependency_on(broker)])

# Its other dependencies stay as they are.
dependency_on(broker) := sprintf("`depends_on: {%s}`", [concat(", ", [sprintf("%s: {condition: %s}", [name, condition]) |
	some name, condition in object.union(conditions, {broker: "service_healthy"})
])])

conditions := {name: object.get(dependency, "condition", "service_started") | some name, dependency in dependencies}

# What an override or a template lacks may stand elsewhere.
starts_too_early if {
	input.job
	not input.job.waits
	uses_brokers
	is_object(input.project)
	input.project.services[input.name].partial == false
	not project.follows_a_broker(input.project, dependencies, wanted)
	not follows_a_job
}

# Those of `curl` alone talk to Connect.
uses_brokers if {
	some tool in input.job.tools
	tool != "curl"
}

dependencies := object.get(input, "depends_on", {})

# Another job of the brokers has done its work, or a server of theirs answers.
follows_a_job if {
	some name, dependency in dependencies
	dependency.condition == "service_completed_successfully"
	input.project.services[name].job
}

follows_a_job if {
	some name, dependency in dependencies
	dependency.condition == "service_healthy"
	input.project.services[name].runs in {"schema_registry", "connect_worker", "rest_proxy", "ksqldb"}
}

# The brokers that it depends on, else those that it is told to connect to.
wanted := sort(started) if count(started) > 0

wanted := sort(reached) if count(started) == 0

started := {name |
	some name, _ in dependencies
	project.is_broker(input.project.services[name])
}

reached := {name |
	some server in input.bootstrap_servers
	some name in project.called(input.project, server.host)
	project.is_broker(input.project.services[name])
}

# It names no broker, or leaves it to a variable.
is_target_open if count(input.bootstrap_servers) == 0

is_target_open if {
	some server in input.bootstrap_servers
	contains(server.host, "$")
}

brokers := [name |
	some name, service in input.project.services
	project.is_broker(service)
]

at := ["depends_on", wanted[0]] if count(started) > 0

at := ["depends_on"] if count(started) == 0

# A dependency that has a condition gets another one, where the broker has a health check to wait for.
fix := {"fix": {
	"title": sprintf("set the condition of `%s` to `service_healthy`", [checked[0]]),
	"set": ["depends_on", checked[0], "condition"],
	"to": "service_healthy",
}} if {
	count(checked) > 0
} else := {}

checked := [name |
	some name in sort(started)
	input.depends_on[name].condition == "service_started"
	input.project.services[name].healthcheck == "declared"
]
