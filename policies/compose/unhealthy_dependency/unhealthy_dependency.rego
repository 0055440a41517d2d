# METADATA
# title: Client does not wait for a healthy broker
# description: |
#   depends_on without a condition waits only until the broker's container runs, not until the broker answers. Schema
#   Registry, Connect and many applications exit when they find no broker, so a start succeeds or fails with the speed
#   of the machine.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose Specification, depends_on
# custom:
#   input: [service]
#   severity: warning
#   concern: start
#   fix: unsafe
#   help: "depend on a broker with `condition: service_healthy`, and give the broker a health check"
package hy_msg_lint.compose.unhealthy_dependency

import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	is_client
	count(started) > 0
	not project.follows_a_broker(input.project, input.depends_on, started)
	not waits_itself
	violation := object.union(fix, {
		"msg": sprintf("service `%s` does not wait for %s", [input.name, running]),
		"label": "does not wait until the broker is healthy",
		"at": ["depends_on", started[0]],
		"related": [{"at": ["depends_on", name], "msg": "this dependency does not wait either"} |
			some name in array.slice(started, 1, count(started))
		],
	})
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

running := sprintf("broker `%s` to be healthy", [started[0]]) if count(started) == 1

running := sprintf("any of the brokers %s to be healthy", [resource.quoted(started)]) if count(started) > 1

# The start scripts of these images of Confluent's wait up to 40 s for a broker (`ensure` in schema-registry-images,
# kafka-images and kafka-rest-images); those of ksqlDB and of others do not.
waits_itself if {
	regex.match(`(^|/)(cp-schema-registry|cp-kafka-rest|cp-kafka-connect[a-z-]*|cp-server-connect[a-z-]*)$`, input.image_reference.repository)
	not is_array(object.get(input, "entrypoint", null))
	not is_array(object.get(input, "command", null))
}

# Its command waits for a port or for a broker, or is the script that does.
waits_itself if {
	some field in ["entrypoint", "command"]
	some word in object.get(input, field, [])
	regex.match(`wait[-_]?for|dockerize|kafka-ready|/etc/confluent/docker/run|\buntil\b|\bnc\s+-\w*z`, word)
}

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
