# METADATA
# title: Job that does not wait for a broker
# description: |
#   A job that creates topics needs a broker that answers. depends_on without a condition waits until a container runs, which a
#   broker does for a minute before it answers. The job then fails, or not, depending on the machine.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose Specification, depends_on
# custom:
#   input: [service]
#   severity: error
#   fix: none
#   help: "depend on a broker with `condition: service_healthy`"
package hy_msg_lint.compose.init_before_healthy

deny contains violation if {
	input.job
	not input.job.waits
	uses_brokers
	count(brokers) > 0
	count(healthy) == 0
	violation := {
		"msg": sprintf("service `%s` calls %s and does not wait until a broker is healthy", [input.name, tools]),
		"at": at,
	}
}

# A job of `curl` alone talks to Connect.
uses_brokers if {
	some tool in input.job.tools
	tool != "curl"
}

tools := concat(" and ", [sprintf("`%s`", [tool]) | some tool in input.job.tools])

brokers := {name |
	some name, service in input.project.services
	service.runs == "broker"
}

waited := {name: condition |
	some name, dependency in object.get(input, "depends_on", {})
	condition := object.get(dependency, "condition", "service_started")
}

# A broker itself, or something that cannot be healthy or done before one is.
healthy contains name if {
	some name in brokers
	object.get(waited, name, "") == "service_healthy"
}

healthy contains name if {
	some name, condition in waited
	not name in brokers
	condition in {"service_healthy", "service_completed_successfully"}
	leads_to_a_broker(name)
}

leads_to_a_broker(name) if {
	runs := object.get(input.project.services[name], "runs", null)
	runs in {"schema_registry", "connect_worker", "rest_proxy", "ksqldb"}
}

leads_to_a_broker(name) if input.project.services[name].job

at := ["depends_on", sort(object.keys(waited) & brokers)[0]] if {
	count(object.keys(waited) & brokers) > 0
} else := ["depends_on"]
