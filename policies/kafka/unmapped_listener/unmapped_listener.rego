# METADATA
# title: Listener without a security protocol
# description: |
#   A listener whose name is not a security protocol needs an entry in listener.security.protocol.map. Without it, the
#   broker does not start.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs_listener.security.protocol.map
#     description: Kafka, listener.security.protocol.map
# custom:
#   input: [broker, listener]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: add the listener to listener.security.protocol.map
package hy_msg_lint.kafka.unmapped_listener

import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	is_unmapped
	not is_open_ended
	not needs_variable
	violation := object.union(fix, {
		"msg": sprintf("listener `%s` of `%s` has no entry in `%s`", [input.name, input.broker, map]),
		"at": ["name"],
		"help": sprintf("add `%s:PLAINTEXT` or another protocol to `%s`", [input.name, map]),
	})
}

map := resource.setting_of_node(input, "listener.security.protocol.map")

# The listener that a broker opens by default is written nowhere.
deny contains violation if {
	input.kind == "broker"
	some i, refusal in object.get(input, "refusals", [])
	refusal.check == "default-listener-unmapped"
	violation := {
		"msg": sprintf("%s does not set `%s`, so its listener is `PLAINTEXT`, which has no entry in `%s`", [resource.title(input), refusal.setting, refusal.other]),
		"at": ["refusals", i, "value"],
		"help": sprintf("set `%s`, or add `PLAINTEXT:PLAINTEXT` to `%s`", [refusal.setting, refusal.other]),
	}
}

unknown contains violation if {
	is_unmapped
	some path in [["name"], ["protocol"]]
	resource.is_open(path)
	violation := {
		"msg": sprintf("the protocol of listener `%s` of `%s` %s", [input.name, input.broker, resource.missing(path)]),
		"at": path,
	}
}

unknown contains violation if {
	is_unmapped
	not needs_variable
	some node in own_nodes
	not node.partial
	not node.image_defaults_known
	not node.properties["listener.security.protocol.map"]
	violation := {
		"msg": sprintf(
			"the protocol of listener `%s` of `%s` is not known: its image may set `%s`",
			[input.name, input.broker, map],
		),
		"at": ["name"],
		"help": what.image(node, ["listener.security.protocol.map"]),
	}
}

is_unmapped if {
	input.kind == "listener"
	input.protocol_from == "unmapped"
	input.protocol == null
}

needs_variable if resource.is_open(["name"])

needs_variable if resource.is_open(["protocol"])

# The map may stand where this cannot see it: in the image, or in the rest of a service given in part.
is_open_ended if {
	some node in own_nodes
	not node.properties["listener.security.protocol.map"]
	may_have_more(node)
}

may_have_more(node) if node.partial

may_have_more(node) if not node.image_defaults_known

# The node of the listener; its name stands for several where clusters of one name are read as one.
own_nodes := [input.cluster[list][i] | some [list, i] in input.cluster.nodes_by_name[input.broker]]

# The protocol that most listeners of the map have, where they agree.
fix := {"fix": {"title": sprintf("map `%s` to %s", [input.name, protocols[0]]), "set": place_of_map, "to": sprintf("%s,%s:%s", [written, input.name, protocols[0]])}} if {
	is_string(written)
	not contains(written, "$")
	count(protocols) == 1
} else := {}

place_of_map := ["cluster", places[0][0], places[0][1], "properties", "listener.security.protocol.map"] if count(places) == 1

places := input.cluster.nodes_by_name[input.broker]

written := object.get(own_nodes[0].properties, "listener.security.protocol.map", null) if {
	count(own_nodes) == 1
} else := null

# Those of the map without the controllers' listener.
protocols := sort({upper(parts[1]) |
	is_string(written)
	some entry in split(written, ",")
	parts := split(trim_space(entry), ":")
	count(parts) == 2
	not upper(parts[0]) == "CONTROLLER"
})
