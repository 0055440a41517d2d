# METADATA
# title: Server without a health check
# description: |
#   Compose cannot tell whether a server without a health check answers, so no service can wait for it. A service that
#   waits for it to be healthy never starts.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose Specification, healthcheck
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference, HEALTHCHECK
# custom:
#   input: [service]
#   severity: warning
#   concern: hygiene
#   fix: none
#   help: "add a `healthcheck` that queries the server: `kafka-broker-api-versions` for a broker, its HTTP port for the others"
package hy_msg_lint.compose.missing_healthcheck

import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

words := {
	"broker": "broker",
	"schema_registry": "Schema Registry",
	"connect_worker": "Connect worker",
	"rest_proxy": "REST proxy",
	"ksqldb": "ksqlDB server",
}

deny contains violation if {
	is_string(input.runs)
	words[input.runs]
	lacks_one
	violation := object.union(
		{
			"msg": sprintf("%s has no health check%s", [server, end]),
			"label": sprintf("no health check%s", [end]),
			"at": ["healthcheck"],
			"explains": {
				"rules": ["unhealthy-dependency"],
				"at": [["project", "services", name] | some name in object.get(own, "started_by", [])],
			},
		},
		weight,
	)
}

unknown contains violation if {
	is_string(input.runs)
	words[input.runs]
	own.healthcheck == "absent"
	checks_by_itself == null
	violation := object.union({
		"msg": sprintf("whether %s has a health check is not known: %s", [server, reason]),
		"at": ["healthcheck"],
		"help": "add a `healthcheck` to the service",
	}, where)
}

reason := sprintf("line %d of the Dockerfile that it is built from cannot be parsed", [input.broken_dockerfile]) if {
	is_number(input.broken_dockerfile)
} else := sprintf("%s may have one", [image])

where := {"related": [{"at": ["broken_dockerfile"], "msg": "this line cannot be parsed"}]} if {
	is_number(input.broken_dockerfile)
} else := {}

server := sprintf("%s `%s`", [word, input.name])

word := "controller" if is_controller

word := words[input.runs] if not is_controller

is_controller if {
	input.runs == "broker"
	not project.is_broker(own)
}

own := input.project.services[input.name]

lacks_one if own.healthcheck == "disabled"

lacks_one if {
	own.healthcheck == "absent"
	checks_by_itself == false
}

# Whether the image has a health check of its own; null where that is not known. Of the images of the field, those of Connect
# that Confluent makes from cp-kafka have one, and those made from cp-server have none (Dockerfiles of Confluent's repositories
# kafka-images, schema-registry-images, kafka-rest-images and ksql-images, of apache/kafka, bitnami/containers,
# debezium/container-images, strimzi/strimzi-kafka-operator and wurstmeister/kafka-docker).
checks_by_itself := true if {
	is_named(`cp-kafka-connect[a-z-]*`)
} else := false if {
	is_named(concat("|", [
		`cp-kafka`, `cp-server`, `cp-enterprise-kafka`, `confluent-local`, `cp-server-connect[a-z-]*`,
		`cp-kafka-rest`, `cp-schema-registry`, `cp-ksqldb-server`, `cp-ksql-server`, `confluentinc/ksqldb-server`,
		`apache/kafka(-native)?`, `bitnami[a-z]*/(kafka|schema-registry)`, `debezium/(kafka|connect|connect-base)`,
		`(wurstmeister|strimzi)/kafka`, `(redpandadata|vectorized)/redpanda[a-z-]*`,
	]))
} else := null

# True where the image's repository ends in one of `names`.
is_named(names) if {
	is_string(deciding)
	regex.match(sprintf(`^([^@]*[/}])?(%s)(:[^/]*)?(@.*)?$`, [names]), deciding)
}

# The image whose health check the container has: the one that its Dockerfile starts from, or its own. What is built from a
# Dockerfile that is not read is called as its author likes.
deciding := input.base_image if {
	is_string(input.base_image)
} else := input.image if {
	is_string(input.image)
	not is_object(input.build)
} else := null

image := sprintf("image `%s`", [deciding]) if is_string(deciding)

image := "the Dockerfile that it is built from" if deciding == null

end := "" if count(own.awaited_by) == 0

end := sprintf(", so `%s`, which waits for it to be healthy, never starts", own.awaited_by) if count(own.awaited_by) == 1

end := sprintf(", so %s, which wait for it to be healthy, never start", [resource.quoted(own.awaited_by)]) if count(own.awaited_by) in {2, 3}

end := sprintf(", so %d services, which wait for it to be healthy, never start", [count(own.awaited_by)]) if count(own.awaited_by) > 3

weight := {} if count(own.awaited_by) == 0

weight := {
	"severity": "error",
	"related": [{"at": ["project", "services", input.name, "awaited_by", 0], "msg": "this service waits for it"}],
} if {
	count(own.awaited_by) > 0
}
