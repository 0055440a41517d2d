# The nodes of a cluster side by side.
package hy_msg_lint.lib.cluster

import data.hy_msg_lint.lib.address
import data.hy_msg_lint.lib.group

# Nodes that are known to be of one cluster, together: for each its fields, and where it stands in the cluster's input. A node
# that names nobody to coordinate with, or nobody but its own container, may be a cluster of its own and is left out.
groups(cluster) := group.slices(array.concat(joined(cluster, "brokers"), joined(cluster, "controllers")))

joined(cluster, list) := [member |
	some i, node in object.get(cluster, list, [])
	is_joined(node)
	member := {"node": node, "at": [list, i], "group": group_of(node)}
]

is_joined(node) if {
	is_number(object.get(node, "group", null))
	count(coordinators(node)) > 0
}

# With whom a node coordinates, outside of its own container: hosts of controllers and of ZooKeeper, the latter with the path
# below which the cluster keeps its things.
coordinators(node) := (voters(node) | bootstrap_servers(node)) | zookeepers(node)

voters(node) := {voter.host |
	some voter in object.get(node, "voters", [])
	is_elsewhere(voter.host)
}

bootstrap_servers(node) := {host |
	some server in split(text(node, "controller.quorum.bootstrap.servers"), ",")
	host := split(trim_space(server), ":")[0]
	is_elsewhere(host)
}

zookeepers(node) := hosts if {
	servers := text(node, "zookeeper.connect")
	path := path_below(servers)
	hosts := {sprintf("%s/%s", [host, path]) |
		some server in split(split(servers, "/")[0], ",")
		host := split(trim_space(server), ":")[0]
		is_elsewhere(host)
	}
}

text(node, key) := value if {
	value := object.get(node.properties, key, "")
	is_string(value)
} else := ""

path_below(servers) := concat("/", array.slice(parts, 1, count(parts))) if parts := split(servers, "/")

is_elsewhere(host) if {
	is_string(host)
	host != ""
	not is_own_container(host)
}

is_own_container(host) if lower(host) == "localhost"

is_own_container(host) if address.is_loopback(host)

is_own_container(host) if address.is_unspecified(host)

# Clusters that share a ZooKeeper are told apart by the path below it.
group_of(node) := sprintf("%v /%s", [node.group, path_below(text(node, "zookeeper.connect"))])
