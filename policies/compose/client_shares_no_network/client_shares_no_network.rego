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

deny contains violation if {
	count(input.bootstrap_servers) > 0
	input.project.complete
	own := input.project.services[input.name]
	count(own.networks) > 0
	some index, server in input.bootstrap_servers
	server.host != input.name
	broker := input.project.services[server.host]
	count(broker.networks) > 0
	shared := {network | some network in own.networks} & {network | some network in broker.networks}
	count(shared) == 0
	violation := {
		"msg": sprintf("service `%s` connects to `%s` and shares no network with it: it is on %s, `%s` on %s", [
			input.name, server.host, listed(own.networks), server.host, listed(broker.networks),
		]),
		"at": ["bootstrap_servers", index, "host"],
		"related": [{"at": ["project", "services", server.host], "msg": "the service that it connects to"}],
	}
}

listed(networks) := concat(" and ", [sprintf("`%s`", [network]) | some network in networks])
