# METADATA
# title: Unencrypted client on a shared network
# description: |
#   A PLAINTEXT client sends records, schemas and the passwords in connector configurations unencrypted. Other services
#   on the same network can read them.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_overview
#     description: Kafka, security overview
# custom:
#   input: [connect_worker, schema_registry, rest_proxy, ksqldb]
#   severity: warning
#   concern: exposure
#   fix: none
#   help: put the client and the brokers on a network that the parameter `allowed_networks` lists, or use a listener with SSL or SASL_SSL
#   parameters:
#     allowed_networks:
#       type: list
#       default: [infra_net]
#       description: networks, by key or by name, on which PLAINTEXT is allowed
#     allow_project_networks:
#       type: boolean
#       default: false
#       description: allow networks that the project creates (not `external`)
package hy_msg_lint.kafka.plaintext_client

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.resource

deny contains violation if {
	not input.partial
	is_object(input.cluster)
	is_object(input.project)
	# With another protocol it sends nothing in the clear, and does not connect, which `client-protocol-mismatch` finds.
	connection.protocol_of_client(input) in {"PLAINTEXT", null}
	first := exposed[0]
	violation := {
		"msg": sprintf("%s connects with PLAINTEXT to %s over %s", [resource.title(input), resource.title(first.node), over(first.shared)]),
		"at": first.at,
		"related": [{"at": first.listener_at, "msg": sprintf("listener `%s` is PLAINTEXT", [first.listener.name])}],
	}
}

# The brokers that are reached in the clear, each over networks none of which is an allowed one. One finding is enough, however
# many of them are named.
exposed := [way |
	some i, server in input.bootstrap_servers
	some k in brokers_called(server.host)
	node := input.cluster.brokers[k]
	some n, listener in object.get(node, "listeners", [])
	listener.protocol == "PLAINTEXT"
	listener.port == object.get(server, "port", null)
	shared := own_networks & networks_of(node.service)
	count(shared) > 0
	open := {key |
		some key in shared
		is_open(key)
	}
	count(open) == count(shared)
	way := {
		"node": node,
		"shared": shared,
		"listener": listener,
		"at": ["bootstrap_servers", i, "host"],
		"listener_at": ["cluster", "brokers", k, "listeners", n, "name"],
	}
]

own_networks := networks_of(input.service)

networks_of(service) := {key | some key in input.project.services[service].networks}

# The brokers of the cluster, by their numbers, whose service has this name or alias.
brokers_called(host) := sort({k |
	some service in {host} | {name | some name in object.get(input.project.services_by_name, host, [])}
	some [list, k] in object.get(input.cluster.nodes_by_name, service, [])
	list == "brokers"
	input.cluster.brokers[k].service == service
})

# A network that is declared here, under a name that is known.
is_open(key) if {
	not key in allowed
	network := input.project.networks[key]
	not network.name in allowed
	not is_suitable(network)
	not resource.unresolved_at(input.project, ["networks", key, "name"])
}

is_suitable(network) if {
	parameters.allow_project_networks
	network.external == false
}

allowed := {name | some name in parameters.allowed_networks}

parameters := data.parameters["plaintext-client"]

over(networks) := sprintf("network %s", [resource.quoted(sort(networks))]) if count(networks) == 1

over(networks) := sprintf("networks %s", [resource.quoted(sort(networks))]) if count(networks) > 1
