# METADATA
# title: ZooKeeper address without a ZooKeeper
# description: |
#   A broker on ZooKeeper connects to it before it opens a port. If no address leads to a ZooKeeper, the broker exits after
#   `zookeeper.connection.timeout.ms`, and Confluent's image after 40 seconds. Containers use the port that ZooKeeper
#   listens to, not the port published on the host.
# related_resources:
#   - ref: https://kafka.apache.org/39/documentation.html#brokerconfigs_zookeeper.connect
#     description: Kafka 3.9, zookeeper.connect
#   - ref: https://docs.docker.com/compose/how-tos/networking/
#     description: Docker Compose, networking
# custom:
#   input: [broker, schema_registry]
#   severity: error
#   concern: start
#   fix: none
#   help: use ZooKeeper's service name and the port that it listens to
package hy_msg_lint.compose.unresolved_zookeeper

import data.hy_msg_lint.lib.connection
import data.hy_msg_lint.lib.project
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.version

# No address leads to a ZooKeeper.
deny contains violation if {
	count(wrong) > 0
	count(wrong) == count(input.zookeepers)
	not is_open
	some i in wrong
	edge := input.zookeepers[i]
	violation := object.union(place(edge, i), {
		"msg": sprintf("%s does not start: it looks for ZooKeeper at `%s`, %s", [resource.title(input), connection.address(edge), fault(edge)]),
		"label": label(edge),
		"help": help(edge),
		"related": related(edge, i),
	})
}

# One of several does.
deny contains violation if {
	is_one_of_several
	some i in wrong
	edge := input.zookeepers[i]
	violation := object.union(place(edge, i), {
		"msg": sprintf("%s looks for ZooKeeper at `%s` as well, %s", [resource.title(input), connection.address(edge), fault(edge)]),
		"severity": "warning",
		"label": label(edge),
		"help": help(edge),
		"related": related(edge, i),
	})
}

unknown contains violation if {
	uses_zookeeper
	is_open
	count(zookeepers) > 0
	violation := {
		"msg": sprintf("whether %s finds ZooKeeper %s", [resource.title(input), resource.missing(["properties", key])]),
		"at": ["properties", key],
	}
}

key := {"broker": "zookeeper.connect", "schema_registry": "kafkastore.connection.url"}[input.kind]

is_open if resource.is_open(["properties", key])

is_one_of_several if {
	count(wrong) > 0
	count(wrong) < count(input.zookeepers)
}

is_one_of_several if {
	count(wrong) > 0
	is_open
}

# The services of the project that run ZooKeeper.
zookeepers := [name |
	some name, service in input.project.services
	service.runs == "zookeeper"
]

# The addresses, by their numbers, at which no ZooKeeper answers.
wrong := [i |
	uses_zookeeper
	some i, edge in object.get(input, "zookeepers", [])
	is_wrong(edge)
]

is_wrong(edge) if edge.answer in {"closed", "no_zookeeper", "own_container", "host_network", "no_names", "nobody"}

is_wrong(edge) if {
	edge.answer == "apart"
	input.project.complete
}

# Kafka 4 has no ZooKeeper, and a node with roles has controllers.
uses_zookeeper if {
	input.kind == "broker"
	not has_roles
	not is_from("4.0")
}

# Since 7.0, with Kafka 3, the registry finds brokers by itself.
uses_zookeeper if {
	input.kind == "schema_registry"
	is_string(object.get(input, "kafka_version", null))
	version.is_below(input.kafka_version, "3.0")
}

has_roles if {
	some list in [input.properties, input.image_defaults]
	object.get(list, "process.roles", "") != ""
}

is_from(bound) if {
	is_string(object.get(input, "kafka_version", null))
	version.is_from(input.kafka_version, bound)
}

fault(edge) := "which is its own container, where no ZooKeeper runs" if edge.answer == "own_container"

fault(edge) := sprintf("but `%s` listens on %s", [edge.service, resource.listed([sprintf("%v", [port]) | some port in edge.ports])]) if {
	edge.answer == "closed"
}

fault(edge) := sprintf("which is %s and not ZooKeeper", [connection.server(input.project, edge.service)]) if edge.answer == "no_zookeeper"

fault(edge) := sprintf("but `%s` is on none of its networks", [edge.service]) if edge.answer == "apart"

fault(edge) := "but service names do not resolve with `network_mode: host`" if edge.answer == "host_network"

fault(edge) := sprintf("but the name does not resolve, because of the `network_mode` of %s", [resource.quoted(sort(with_mode(edge)))]) if {
	edge.answer == "no_names"
}

fault(edge) := sprintf("but no service of the project is called `%s`%s", [edge.host, project.hint(input.project, edge.host)]) if edge.answer == "nobody"

label(edge) := trim_prefix(trim_prefix(fault(edge), "which is "), "but ")

# Of the two, those that say something of their network.
with_mode(edge) := {name |
	some name in {input.service, edge.service}
	object.get(input.project.services[name], "network_mode", null) != null
}

help(edge) := sprintf("write `%s` in place of `%s`", [offered(edge)[0], connection.address(edge)]) if count(offered(edge)) > 0

help(edge) := sprintf("add both services to one network: `%s` and `%s`", [input.service, edge.service]) if {
	count(offered(edge)) == 0
	edge.answer == "apart"
}

help(edge) := "remove `network_mode`, or write `localhost` and a published port of ZooKeeper" if {
	count(offered(edge)) == 0
	edge.answer in {"host_network", "no_names"}
}

help(edge) := sprintf("set `%s` to ZooKeeper's service name and the port that it listens to", [resource.setting(input, key)]) if {
	count(offered(edge)) == 0
	not edge.answer in {"apart", "host_network", "no_names"}
}

offered(edge) := array.concat(
	[connection.address(other) | some other in edge.better; other.host == object.get(edge, "service", null)],
	[connection.address(other) | some other in edge.better; other.host != object.get(edge, "service", null)],
)

# Several brokers with the same mistake are one finding: it is shown at the first, and its cause is the ZooKeeper that they miss.
place(edge, i) := {"at": ["zookeepers", i, field(edge)], "cause": ["zookeepers", i, "better", 0]} if count(edge.better) > 0

place(edge, i) := {"at": ["zookeepers", i, field(edge)]} if count(edge.better) == 0

field(edge) := "port" if edge.answer == "closed"

field(edge) := "host" if edge.answer != "closed"

related(edge, i) := [{"at": ["zookeepers", i, "ports", 0], "msg": sprintf("`%s` listens here", [edge.service])}] if edge.answer == "closed"

related(edge, _) := [{"at": ["project", "services", edge.service], "msg": "this service"}] if edge.answer == "apart"

related(edge, _) := [] if not edge.answer in {"closed", "apart"}
