# METADATA
# title: Client on another network than its broker
# description: |
#   Services find each other by name on the networks that they share. A client that is told to connect to a broker on none of its
#   networks does not even resolve the name.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/
#     description: Compose Specification, networks
# custom:
#   input: [service]
#   severity: error
#   fix: none
#   help: join one of the broker's networks
package hy_msg_lint.compose.client_shares_no_network

import data.hy_msg_lint.lib.resource

deny contains violation if {
	count(apart) > 0
	first := apart[0]
	host := input.bootstrap_servers[first].host
	violation := {
		"msg": sprintf("service `%s` connects to %s and shares no network with %s: it is on %s, `%s` on %s", [
			input.name, hosts, them, resource.quoted(own.networks), host, resource.quoted(input.project.services[host].networks),
		]),
		"at": ["bootstrap_servers", first, "host"],
		"related": [{"at": ["project", "services", host], "msg": "the service that it connects to"}],
	}
}

own := input.project.services[input.name]

# The servers, by their numbers, on none of the client's networks.
apart := [index |
	some index, server in input.bootstrap_servers
	input.project.complete
	count(own.networks) > 0
	server.host != input.name
	broker := input.project.services[server.host]
	count(broker.networks) > 0
	shared := {network | some network in own.networks} & {network | some network in broker.networks}
	count(shared) == 0
]

names := {input.bootstrap_servers[index].host | some index in apart}

hosts := resource.quoted(sort(names))

them := "it" if count(names) == 1

them := "them" if count(names) > 1
