# METADATA
# title: Exposed PLAINTEXT listener
# description: |
#   A PLAINTEXT listener has no encryption and no authentication: whoever reaches the port reads and writes every topic
#   that the anonymous user may. That is tolerable on the brokers' own network and nowhere else.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_overview
#     description: Kafka, security protocols
#   - ref: https://docs.docker.com/engine/network/port-publishing/
#     description: Docker, published ports pass the host's firewall
# custom:
#   input: [listener]
#   severity: error
#   fix: none
#   help: map the listener to SASL_SSL, or take away the published port and keep the listener on an allowed network
#   parameters:
#     allowed_networks:
#       type: list
#       default: [infra_net]
#       description: networks, by key or by name, on which PLAINTEXT is suitable
#     allow_loopback:
#       type: boolean
#       default: false
#       description: a port published on a loopback address of the host is no exposure
package hy_msg_lint.kafka.exposed_plaintext_listener

import data.hy_msg_lint.lib.resource

deny contains violation if {
	is_plaintext
	input.bind == "networks"
	count(ways) > 0
	violation := {
		"msg": sprintf(
			"listener `%s` of `%s` is PLAINTEXT and can be reached through %s",
			[input.name, input.broker, resource.listed([way.phrase | some way in ways])],
		),
		"at": ways[0].at,
		"related": array.concat(bound, mapped),
	}
}

unknown contains violation if {
	is_plaintext
	input.bind == "elsewhere"
	count(ways) > 0
	violation := {
		"msg": sprintf("whether listener `%s` of `%s` can be reached from outside depends on %s", [input.name, input.broker, bound_host]),
		"at": ["host"],
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	input.protocol == "PLAINTEXT"
	input.bind == "networks"
	count(ways) == 0
	some path in deciding_places
	resource.unresolved_at(input, path)
	violation := {
		"msg": sprintf(
			"whether PLAINTEXT listener `%s` of `%s` can be reached from outside %s",
			[input.name, input.broker, resource.missing_at(input, path)],
		),
		"at": path,
	}
}

unknown contains violation if {
	count(input.published_unknown) > 0
	input.protocol == "PLAINTEXT"
	input.bind == "networks"
	count(ways) == 0
	some path in open_places
	violation := {
		"msg": sprintf(
			"whether a port of `%s` publishes PLAINTEXT listener `%s` %s",
			[input.service, input.name, reason(path)],
		),
		"at": path,
	}
}

unknown contains violation if {
	input.protocol != "PLAINTEXT"
	resource.unresolved_at(input, ["protocol"])
	input.bind != "container"
	count(ways) > 0
	violation := {
		"msg": sprintf("the protocol of listener `%s` of `%s` %s", [input.name, input.broker, resource.missing_at(input, ["protocol"])]),
		"at": ["protocol"],
	}
}

is_plaintext if {
	input.protocol == "PLAINTEXT"
	not resource.unresolved_at(input, ["protocol"])
}

# Every way in from beyond the allowed networks, published ports first.
ways := array.concat(published_ways, array.concat(network_ways, host_ways))

published_ways := [way |
	some i, port in input.published
	not is_tolerated(port)
	way := {"at": ["published", i], "phrase": published_phrase(port)}
]

is_tolerated(port) if {
	port.loopback
	data.parameters["exposed-plaintext-listener"].allow_loopback
}

published_phrase(port) := sprintf("published port %s", [host_port(port)]) if port.published

published_phrase(port) := sprintf("port %v, published on a port of Docker's choice", [port.target]) if not port.published

host_port(port) := sprintf("%v", [port.published]) if object.get(port, "host_ip", "") == ""

host_port(port) := sprintf("%s:%v", [bracketed(port.host_ip), port.published]) if object.get(port, "host_ip", "") != ""

bracketed(host) := sprintf("[%s]", [host]) if contains(host, ":")

bracketed(host) := host if not contains(host, ":")

network_ways := [way |
	some i, network in input.networks
	input.networks_known
	not is_allowed(network)
	not resource.unresolved_at(input, ["networks", i, "name"])
	way := {"at": ["networks", i], "phrase": sprintf("network `%s`", [network.key])}
]

is_allowed(network) if network.key in data.parameters["exposed-plaintext-listener"].allowed_networks

is_allowed(network) if network.name in data.parameters["exposed-plaintext-listener"].allowed_networks

host_ways := [way |
	some mode in [object.get(input, "network_mode", "")]
	mode == "host"
	way := {"at": ["network_mode"], "phrase": "the host's own network"}
]

bound := [{"at": ["name"], "msg": sprintf("listener `%s` binds %s", [input.name, bound_host])}]

bound_host := "every interface" if input.host in {"", "0.0.0.0", "::", "[::]"}

bound_host := sprintf("`%s`", [input.host]) if not input.host in {"", "0.0.0.0", "::", "[::]"}

mapped := [{"at": ["protocol"], "msg": "mapped to PLAINTEXT here"}] if input.protocol_from == "map"

mapped := [] if input.protocol_from != "map"

deciding_places := array.concat([["network_mode"]], unnamed_networks)

# Networks that are allowed or not by a name that a variable gives.
unnamed_networks := [["networks", i, "name"] |
	some i, network in input.networks
	not is_allowed(network)
]

# What would tell whether one of these ports leads to the listener: its own port, else each target.
open_places := [["port"]] if resource.unresolved_at(input, ["port"])

open_places := [["published_unknown", i, "target"] | some i, _ in input.published_unknown] if {
	not resource.unresolved_at(input, ["port"])
}

reason(path) := resource.missing_at(input, path) if resource.unresolved_at(input, path)

reason(path) := "is not known: it is a range that is not taken apart" if not resource.unresolved_at(input, path)
