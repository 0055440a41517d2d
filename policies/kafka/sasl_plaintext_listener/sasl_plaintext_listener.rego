# METADATA
# title: SASL without encryption, in reach
# description: |
#   On a SASL_PLAINTEXT listener clients log in and nothing is encrypted. With PLAIN the password itself goes over the wire, with
#   the other mechanisms every record does, for whoever listens on the way. That is suitable where nobody else is.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_sasl
#     description: Kafka, authentication using SASL
# custom:
#   input: [listener]
#   severity: warning
#   concern: exposure
#   fix: none
#   help: map the listener to SASL_SSL, or keep it on an allowed network
#   parameters:
#     allowed_networks:
#       type: list
#       default: [infra_net]
#       description: networks, by key or by name, on which nobody else listens
#     allow_loopback:
#       type: boolean
#       default: true
#       description: nobody else listens on a loopback address of the host
package hy_msg_lint.kafka.sasl_plaintext_listener

import data.hy_msg_lint.lib.reach
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.protocol == "SASL_PLAINTEXT"
	input.bind == "networks"
	count(ways) > 0
	not reach.is_outside(input)
	violation := {
		"msg": sprintf(
			"listener `%s` of `%s` is SASL_PLAINTEXT, and what goes over %s is not encrypted",
			[input.name, input.broker, resource.listed([way.phrase | some way in ways])],
		),
		"at": ways[0].at,
		"related": [{"at": ["name"], "msg": sprintf("listener `%s` binds %s", [input.name, reach.bound_host(input)])}],
	}
}

deny contains violation if {
	input.protocol == "SASL_PLAINTEXT"
	some way in ways
	reach.is_outside(input)
	violation := {
		"msg": sprintf("listener `%s` of `%s` is SASL_PLAINTEXT, and %s", [input.name, input.broker, outside(way)]),
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

outside(way) := sprintf("what goes over %s is not encrypted", [way.phrase]) if not reach.is_refused(input)

outside(_) := sprintf("the operator refuses type `%s` without TLS", [input.type]) if reach.is_refused(input)

parameters := data.parameters["sasl-plaintext-listener"]

ways := reach.ways(input, parameters)

published := reach.open_places(input) if count(object.get(input, "published_unknown", [])) > 0

published := [] if count(object.get(input, "published_unknown", [])) == 0
