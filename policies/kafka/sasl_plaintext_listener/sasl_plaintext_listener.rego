# METADATA
# title: SASL_PLAINTEXT listener reachable
# description: |
#   A SASL_PLAINTEXT listener authenticates clients but encrypts nothing. With PLAIN, the password is readable on the
#   network; with other mechanisms, every record is. Use it only where nobody else can listen.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_sasl
#     description: Kafka, authentication using SASL
# custom:
#   input: [listener]
#   severity: warning
#   concern: exposure
#   fix: none
#   help: map the listener to SASL_SSL, or keep it on networks that the parameter `allowed_networks` lists
#   parameters:
#     allowed_networks:
#       type: list
#       default: [infra_net]
#       description: networks, by key or by name, on which nobody else can listen
#     allow_project_networks:
#       type: boolean
#       default: false
#       description: allow networks that the project creates (not `external`)
#     allow_loopback:
#       type: boolean
#       default: true
#       description: allow a port that is published on a loopback address of the host
package hy_msg_lint.kafka.sasl_plaintext_listener

import data.hy_msg_lint.lib.reach
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	input.protocol == "SASL_PLAINTEXT"
	input.bind == "networks"
	count(ways) > 0
	not reach.is_outside(input)
	violation := {
		"msg": sprintf(
			"listener `%s` of `%s` is SASL_PLAINTEXT: traffic over %s is not encrypted",
			[input.name, input.broker, resource.listed([way.phrase | some way in ways])],
		),
		"label": sprintf("not encrypted, reachable through %s", [resource.listed([way.phrase | some way in ways])]),
		"at": ways[0].at,
		"related": [{"at": ["name"], "msg": sprintf("listener `%s` binds %s", [input.name, reach.bound_host(input)])}],
		"help": reach.advice(input, parameters, "SASL_SSL"),
	}
}

deny contains violation if {
	input.protocol == "SASL_PLAINTEXT"
	some way in ways
	reach.is_outside(input)
	violation := {
		"msg": sprintf("listener `%s` of `%s` is SASL_PLAINTEXT: %s", [input.name, input.broker, outside(way)]),
		"label": "not encrypted, reachable from outside of Kubernetes",
		"at": way.at,
		"related": reach.unencrypted(input),
		"help": "set `tls: true`, or make it a listener of type `internal`",
	}
}

unknown contains violation if {
	input.protocol == "SASL_PLAINTEXT"
	reach.is_unknown(input)
	violation := {
		"msg": sprintf(
			"whether SASL_PLAINTEXT listener `%s` of `%s` can be reached from outside %s",
			[input.name, input.broker, reach.unknown_reason(input)],
		),
		"at": reach.unknown_place(input),
		"help": what.reach(input),
	}
}

unknown contains violation if {
	input.protocol == "SASL_PLAINTEXT"
	is_open
	count(ways) == 0
	some path in array.concat(reach.deciding_places(input, parameters), published)
	resource.is_open(path)
	violation := {
		"msg": sprintf(
			"whether SASL_PLAINTEXT listener `%s` of `%s` can be reached from outside %s",
			[input.name, input.broker, resource.missing(path)],
		),
		"at": path,
	}
}

is_open if {
	input.bind == "networks"
	count(input.unresolved) > 0
}

outside(way) := sprintf("traffic over %s is not encrypted", [way.phrase]) if not reach.is_refused(input)

outside(_) := sprintf("the operator refuses type `%s` without TLS", [input.type]) if reach.is_refused(input)

parameters := data.parameters["sasl-plaintext-listener"]

ways := reach.ways(input, parameters)

published := reach.open_places(input) if count(object.get(input, "published_unknown", [])) > 0

published := [] if count(object.get(input, "published_unknown", [])) == 0
