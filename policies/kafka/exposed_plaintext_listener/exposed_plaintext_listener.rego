# METADATA
# title: Exposed PLAINTEXT listener
# description: |
#   A PLAINTEXT listener has no encryption and no authentication: everyone who reaches the port can read and write every
#   topic that the anonymous user may. Use it only on the brokers' own network.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_overview
#     description: Kafka, security protocols
#   - ref: https://docs.docker.com/engine/network/port-publishing/
#     description: Docker, published ports pass the host's firewall
# custom:
#   input: [listener]
#   severity: error
#   concern: exposure
#   fix: unsafe
#   help: map the listener to SASL_SSL, or remove the published port and keep the listener on a network that the parameter `allowed_networks` lists
#   parameters:
#     allowed_networks:
#       type: list
#       default: [infra_net]
#       description: networks, by key or by name, on which PLAINTEXT is allowed
#     allow_project_networks:
#       type: boolean
#       default: false
#       description: allow networks that the project creates (not `external`)
#     allow_loopback:
#       type: boolean
#       default: false
#       description: allow a port that is published on a loopback address of the host
package hy_msg_lint.kafka.exposed_plaintext_listener

import data.hy_msg_lint.lib.reach
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	is_plaintext
	input.bind == "networks"
	count(ways) > 0
	not reach.is_outside(input)
	violation := object.union(object.union(weight, fix), {
		"msg": sprintf(
			"listener `%s` of `%s` is PLAINTEXT and can be reached through %s",
			[input.name, input.broker, resource.listed([way.phrase | some way in ways])],
		),
		"label": sprintf("PLAINTEXT, reachable through %s", [resource.listed([way.phrase | some way in ways])]),
		"at": ways[0].at,
		"related": array.concat(bound, mapped),
		"help": reach.advice(input, parameters, "SASL_SSL"),
		"explains": {"rules": consequences, "at": [["clients"], ["networks"]]},
	})
}

# Where nobody says which networks are suitable, a network of containers exposes less than a port of the host.
weight := {"severity": "warning"} if is_lesser

weight := {} if not is_lesser

is_lesser if {
	count(parameters.allowed_networks) == 0
	every way in ways {
		way.at[0] == "networks"
	}
}

deny contains violation if {
	is_plaintext
	some way in ways
	reach.is_outside(input)
	violation := {
		"msg": sprintf("listener `%s` of `%s` is PLAINTEXT%s", [input.name, input.broker, outside(way)]),
		"label": "PLAINTEXT, reachable from outside of Kubernetes",
		"at": way.at,
		"related": reach.unencrypted(input),
		"help": "set `tls: true`, or make it a listener of type `internal`",
	}
}

unknown contains violation if {
	is_plaintext
	reach.is_unknown(input)
	violation := {
		"msg": sprintf(
			"whether PLAINTEXT listener `%s` of `%s` can be reached from outside %s",
			[input.name, input.broker, reach.unknown_reason(input)],
		),
		"at": reach.unknown_place(input),
		"help": what.reach(input),
	}
}

unknown contains violation if {
	is_plaintext
	input.bind == "elsewhere"
	count(ways) > 0
	violation := {
		"msg": sprintf("whether listener `%s` of `%s` can be reached from outside depends on %s", [input.name, input.broker, reach.bound_host(input)]),
		"at": ["host"],
		"help": "bind the listener to `0.0.0.0` or to a loopback address",
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	input.protocol == "PLAINTEXT"
	input.bind == "networks"
	count(ways) == 0
	some path in reach.deciding_places(input, parameters)
	resource.is_open(path)
	violation := {
		"msg": sprintf(
			"whether PLAINTEXT listener `%s` of `%s` can be reached from outside %s",
			[input.name, input.broker, resource.missing(path)],
		),
		"at": path,
	}
}

unknown contains violation if {
	count(object.get(input, "published_unknown", [])) > 0
	input.protocol == "PLAINTEXT"
	input.bind == "networks"
	count(ways) == 0
	some path in reach.open_places(input)
	violation := {
		"msg": sprintf(
			"whether a port of `%s` publishes PLAINTEXT listener `%s` %s",
			[input.service, input.name, reason(path)],
		),
		"at": path,
		"help": "publish single ports instead of a range",
	}
}

unknown contains violation if {
	input.protocol != "PLAINTEXT"
	resource.is_open(["protocol"])
	input.bind != "container"
	object.get(input, "tls", false) != true
	may_be_reached
	violation := {
		"msg": sprintf("the protocol of listener `%s` of `%s` %s", [input.name, input.broker, resource.missing(["protocol"])]),
		"at": ["protocol"],
	}
}

unknown contains violation if {
	input.protocol_from == "unknown"
	input.bind != "container"
	count(ways) > 0
	violation := {
		"msg": sprintf("whether listener `%s` of `%s` is PLAINTEXT is not known: Redpanda configures encryption in `redpanda.yaml`", [input.name, input.broker]),
		"at": ["name"],
		"help": "publish the port on a loopback address of the host",
	}
}

# Clients talk to it in the clear. Where it is published, the other listeners that are on its networks are the lesser matter.
consequences := ["plaintext-client"] if count(object.get(input, "published", [])) == 0

consequences := ["plaintext-client", "exposed-plaintext-listener"] if count(object.get(input, "published", [])) > 0

is_plaintext if {
	input.protocol == "PLAINTEXT"
	not resource.is_open(["protocol"])
}

may_be_reached if count(ways) > 0

may_be_reached if reach.is_unknown(input)

outside(way) := sprintf(" and can be reached through %s", [way.phrase]) if not reach.is_refused(input)

outside(_) := sprintf(", and the operator refuses type `%s` without TLS", [input.type]) if reach.is_refused(input)

parameters := data.parameters["exposed-plaintext-listener"]

ways := reach.ways(input, parameters)

bound := [{"at": ["name"], "msg": sprintf("listener `%s` binds %s", [input.name, reach.bound_host(input)])}]

mapped := [{"at": ["protocol"], "msg": "mapped to PLAINTEXT here"}] if input.protocol_from == "map"

mapped := [] if input.protocol_from != "map"

reason(path) := resource.missing(path) if resource.is_open(path)

reason(path) := "is not known: it is a port range" if not resource.is_open(path)

# Where loopback is allowed, and nothing else exposes the listener.
fix := {"fix": {"title": "publish the port on 127.0.0.1 alone", "edits": [{"set": array.concat(way.at, ["host_ip"]), "to": "127.0.0.1"} |
	some way in ways
]}} if {
	parameters.allow_loopback
	every way in ways {
		way.at[0] == "published"
	}
} else := {}
