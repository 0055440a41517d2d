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
	member := {"node": node, "at": [list, i], "group": node.ensemble}
]

is_joined(node) if is_number(object.get(node, "ensemble", null))

text(node, key) := value if {
	value := object.get(node.properties, key, "")
	is_string(value)
} else := ""

is_elsewhere(host) if {
	is_string(host)
	host != ""
	not is_own_container(host)
}

is_own_container(host) if lower(host) == "localhost"

is_own_container(host) if address.is_loopback(host)

is_own_container(host) if address.is_unspecified(host)
