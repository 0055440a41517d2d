# METADATA
# title: Client that does not wait for a healthy broker
# description: |
#   depends_on without a condition waits until the broker's container runs, not until it answers. Schema Registry, Connect and
#   many applications give up when they find no broker, and whether they do depends on the speed of the machine.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose Specification, depends_on
# custom:
#   input: [service]
#   severity: warning
#   concern: start
#   fix: none
#   help: "depend on a broker with `condition: service_healthy`, and give it a health check"
package hy_msg_lint.compose.unhealthy_dependency

import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	is_client
	count(started) > 0
	not project.follows_a_broker(input.project, input.depends_on, started)
	not waits_itself
	violation := {
		"msg": sprintf("service `%s` starts when %s", [input.name, running]),
		"at": ["depends_on", started[0]],
		"related": [{"at": ["depends_on", name], "msg": "the same here"} |
			some name in array.slice(started, 1, count(started))
		],
	}
}

# Nodes of Kafka look for each other until they meet, and must not wait for one another; jobs are the matter of another rule.
# What an override lacks may stand elsewhere.
is_client if {
	is_object(input.depends_on)
	not input.job
	not input.runs in {"broker", "zookeeper"}
	is_object(input.project)
	input.project.services[input.name].partial == false
}

# The brokers that have to run, and no more.
started := sort([name |
	some name, dependency in input.depends_on
	dependency.condition == "service_started"
	project.is_broker(input.project.services[name])
])

running := sprintf("broker `%s` runs, whether or not it answers", [started[0]]) if count(started) == 1

running := sprintf("brokers %s run, whether or not any of them answers", [resource.quoted(started)]) if count(started) > 1

# Its command waits for a port or for a broker.
waits_itself if {
	some field in ["entrypoint", "command"]
	some word in object.get(input, field, [])
	regex.match(`wait[-_]?for|dockerize|kafka-ready|\buntil\b|\bnc\s+-\w*z`, word)
}
