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
#   fix: unsafe
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
		object.union(weight, fix),
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
	not is_object(object.get(input, "build", null))
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

# Asks the server itself, with what its image has. A disabled check stays: somebody wrote that.
fix := {"fix": {"title": "add a `healthcheck` that asks the server whether it answers", "insert": ["healthcheck"], "value": {
	"interval": "10s",
	"retries": 12,
	"test": question,
}}} if {
	own.healthcheck == "absent"
	is_string(question)
} else := {}

question := sprintf("%s%s --bootstrap-server %s > /dev/null", [silenced, tool, address]) if {
	input.runs == "broker"
	not is_controller
	is_string(tool)
	some address in array.slice(addresses, 0, 1)
} else := "rpk cluster health | grep -E 'Healthy:.+true'" if {
	input.runs == "broker"
	is_named(`(redpandadata|vectorized)/redpanda`)
} else := sprintf("curl --fail --silent http://localhost:%v > /dev/null", [own_port]) if {
	input.runs in {"schema_registry", "connect_worker", "rest_proxy"}
	is_number(own_port)
	is_named(`cp-server-connect[a-z-]*|cp-kafka-rest|cp-schema-registry|debezium/connect`)
} else := "curl --fail --silent http://localhost:8088/info > /dev/null" if {
	input.runs == "ksqldb"
	is_named(`cp-ksqldb-server|confluentinc/ksqldb-server`)
	not is_string(object.get(input, ["environment", "KSQL_LISTENERS"], null))
} else := null

# Where the images have the tool.
tool := "kafka-broker-api-versions" if {
	is_named(`cp-kafka|cp-server|cp-enterprise-kafka|confluent-local`)
} else := "/opt/kafka/bin/kafka-broker-api-versions.sh" if {
	is_named(`apache/kafka|(wurstmeister|strimzi)/kafka`)
} else := "kafka-broker-api-versions.sh" if {
	is_named(`bitnami[a-z]*/kafka`)
} else := null

# The tool is a JVM with the environment of the broker, and cannot bind the ports that the broker's JVM has: it gets such
# variables without a value, which the shell of CMD-SHELL does.
silenced := concat("", [sprintf("%s= ", [name]) |
	some name in [
		"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JMX_PORT", "KAFKA_DEBUG", "KAFKA_JMX_OPTS",
		"KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_OPTS",
	]
	some set, value in object.get(input, "environment", {})
	set == name
	may_bind(name, value)
])

may_bind(name, value) if {
	name in {"JMX_PORT", "KAFKA_DEBUG"}
	value != ""
}

# What is not known may have an agent.
may_bind(_, value) if value == null

may_bind(_, value) if {
	is_string(value)
	regex.match(`-javaagent:|-agentlib:|-agentpath:|-Xrunjdwp|-Dcom\.sun\.management\.jmxremote\.(rmi\.)?port|\$`, value)
}

# The ports of listeners at which a client in the container needs no settings, and reaches what they advertise.
addresses := [sprintf("%s:%v", [host, listener.port]) |
	some listener in object.get(own, "listeners", [])
	listener.protocol == "PLAINTEXT"
	not listener.controller
	listener.told == "reached"
	is_number(listener.port)
	some host in [bound_to(object.get(listener, "host", ""))]
	not contains(host, "$")
]

bound_to(host) := "localhost" if {
	host in {"", "0.0.0.0", "::", "[::]"}
} else := host

own_port := {"connect_worker": 8083, "rest_proxy": 8082, "schema_registry": 8081}[input.runs] if {
	every variable, _ in object.get(input, "environment", {}) {
		not endswith(variable, "_LISTENERS")
		not endswith(variable, "_PORT")
	}
} else := to_number(found[0][1]) if {
	some variable in ["CONNECT_LISTENERS", "KAFKA_REST_LISTENERS", "SCHEMA_REGISTRY_LISTENERS"]
	text := object.get(input, ["environment", variable], null)
	is_string(text)
	found := regex.find_all_string_submatch_n(`^http://[^,:/]*:([0-9]+)/?$`, text, 1)
	count(found) == 1
} else := null
