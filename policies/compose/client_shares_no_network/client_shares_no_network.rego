# METADATA
# title: Client and broker share no network
# description: |
#   Services resolve each other's names only on networks that they share. A client that is on none of the broker's
#   networks cannot resolve the broker's name and never connects.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/
#     description: Compose Specification, networks
# custom:
#   input: [service]
#   severity: error
#   concern: reach
#   fix: none
#   help: add the client to one of the broker's networks
package hy_msg_lint.compose.client_shares_no_network

import data.hy_msg_lint.lib.resource

deny contains violation if {
	count(apart) > 0
	first := apart[0]
	edge := input.connections[first]
	violation := {
		"msg": sprintf("service `%s` connects to %s but shares no network with %s: it is on %s, and `%s` is on %s", [
			input.name, hosts, them, resource.quoted(own.networks), edge.host, resource.quoted(input.project.services[edge.service].networks),
		]),
		"label": sprintf("no network in common with `%s`", [edge.host]),
		"at": ["connections", first, "host"],
		"help": help(sort(input.project.services[edge.service].networks)[0]),
		"related": [{"at": ["project", "services", edge.service], "msg": "this service is on other networks"}],
	}
}

# A service that lists other networks is on `default` only if it lists that, too.
help(network) := sprintf("add `%s` to `networks` of `%s`, beside `default`", [network, input.name]) if {
	"default" in own.networks
} else := sprintf("add `%s` to `networks` of `%s`", [network, input.name])

own := input.project.services[input.name]

# The edges, by their numbers, to services on none of the client's networks.
apart := [i |
	some i, edge in input.connections
	edge.answer == "apart"
	input.project.complete
]

names := {input.connections[i].host | some i in apart}

hosts := resource.quoted(sort(names))

them := "it" if count(names) == 1

them := "them" if count(names) > 1
