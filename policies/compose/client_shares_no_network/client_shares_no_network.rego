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

import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource

deny contains violation if {
	count(apart) > 0
	first := apart[0]
	server := input.bootstrap_servers[first]
	broker := sort(project.called(input.project, server.host))[0]
	violation := {
		"msg": sprintf("service `%s` connects to %s and shares no network with %s: it is on %s, `%s` on %s", [
			input.name, hosts, them, resource.quoted(own.networks), server.host, resource.quoted(input.project.services[broker].networks),
		]),
		"at": ["bootstrap_servers", first, "host"],
		"related": [{"at": ["project", "services", broker], "msg": "the service that it connects to"}],
	}
}

own := input.project.services[input.name]

# The servers, by their numbers, on none of the client's networks. More networks of a partial service may stand elsewhere.
apart := [index |
	some index, server in input.bootstrap_servers
	input.project.complete
	own.partial == false
	count(own.networks) > 0
	not project.is_itself(input.project, input.name, server.host)
	brokers := project.called(input.project, server.host)
	count(brokers) > 0
	elsewhere := {broker |
		some broker in brokers
		is_apart(input.project.services[broker])
	}
	count(elsewhere) == count(brokers)
]

is_apart(broker) if {
	broker.partial == false
	count(broker.networks) > 0
	count({network | some network in own.networks} & {network | some network in broker.networks}) == 0
}

names := {input.bootstrap_servers[index].host | some index in apart}

hosts := resource.quoted(sort(names))

them := "it" if count(names) == 1

them := "them" if count(names) > 1
