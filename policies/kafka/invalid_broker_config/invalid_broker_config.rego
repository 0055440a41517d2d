# METADATA
# title: Kafka rejects the configuration
# description: |
#   Kafka checks its whole configuration before it opens a port. If it rejects a name, a number or a combination, the
#   node exits at once with an exception.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs
#     description: Kafka, broker configurations
#   - ref: https://kafka.apache.org/documentation/#kraft_config
#     description: Kafka, configuration of KRaft
# custom:
#   input: [broker]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: correct the setting according to Kafka's documentation
package hy_msg_lint.kafka.invalid_broker_config

import data.hy_msg_lint.lib.kafka
import data.hy_msg_lint.lib.refusal
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.refusals
	some violation in refusal.denied(input, phrases)
}

unknown contains violation if {
	input.refusals
	some violation in refusal.in_doubt(input, phrases)
}

unknown contains violation if {
	not kafka.is_redpanda(input)
	not input.family == "strimzi"
	count(input.unresolved) > 0
	some key in names
	path := ["properties", key]
	resource.is_open(path)
	violation := {
		"msg": sprintf("whether Kafka refuses the configuration of %s is not known: `%s` %s", [resource.title(input), resource.setting(input, key), resource.missing(path)]),
		"at": path,
	}
}

# Without these, it is not known what the others mean.
names := ["process.roles", "inter.broker.listener.name", "controller.listener.names"]

phrases := object.union(object.union(object.union(refusal.values, of_nodes), object.union(of_listeners, of_names)), object.union(of_numbers, of_apache))

# The image has roles of its own, which it does not use any more.
of_apache := {"roles-absent": {
	"msg": "{setting} is not set, and any variable that begins with `KAFKA_` disables the image's default configuration",
	"help": "set {setting} and all other settings that a broker needs, or no variable that begins with `KAFKA_`",
}} if {
	input.family == "apache"
} else := {}

of_nodes := {
	"roles-absent": {"msg": "{setting} is not set, and neither is a ZooKeeper", "help": "set {setting} to `broker`, `controller` or `broker,controller`"},
	"zookeeper-only": {"msg": "{setting} is not set and {other} names {value}, which Kafka 4 no longer uses", "help": "set {setting}, and run controllers in place of ZooKeeper"},
	"role-twice": {"msg": "{setting} has role {value} twice", "help": "remove one of them"},
	"node-id-absent": {"msg": "{setting} is not set, but every node with roles needs it", "help": "set {setting} to a number that no other node has"},
	"ids-differ": {"msg": "{setting} is {value}, and {other} has another number", "help": "remove {setting}", "related": "{other} is set here"},
	"broker-id-reserved": {"msg": "{setting} is {value}, above {expected}, which Kafka reserves for generated ids", "help": "write {expected} or less, or raise {other}"},
	"cluster-id-malformed": {"msg": "{setting} is {value}, but Kafka before 3.7 takes only a UUID of 22 characters in base64", "help": "write what `kafka-storage random-uuid` prints, the same on every node"},
	"quorum-absent": {"msg": "{setting} is not set, so the node cannot find the controllers", "help": "set {setting} to `id@host:port` of every controller"},
	"bootstrap-malformed": {"msg": "{setting} has {value}, which is not `host:port`", "help": "write `host:port`"},
	"voter-unroutable": {"msg": "{setting} has a voter at {value}, where no node can be reached", "help": "write the host name of the controller"},
	"control-plane-with-roles": {"msg": "{setting} is {value}, and a node with roles has no such listener", "help": "remove {setting}"},
	"control-plane-inter-broker": {"msg": "{setting} is {value}, the listener between brokers", "help": "give it a listener of its own, or remove {setting}"},
	"control-plane-unknown": {"msg": "{setting} is {value}, but no advertised listener has that name", "help": "write one of {expected}"},
	"classic-protocol-absent": {"msg": "{setting} is {value}, without `classic`", "help": "add `classic`, or remove {setting}"},
	"consumer-protocol-on-zookeeper": {"msg": "{setting} has {value}, which brokers on ZooKeeper do not have", "help": "remove {value}"},
}

of_listeners := {
	"listener-malformed": {"msg": "{setting} has {value}, which is not `NAME://host:port`", "help": "write `NAME://host:port`"},
	"listener-unnamed": {"msg": "{setting} has {value}, a listener without a name", "help": "write `NAME://host:port`"},
	"listener-name-twice": {"msg": "{setting} has two listeners called {value}", "help": "give one of them another name, and map it to its protocol", "related": "the first one"},
	"port-twice": {"msg": "{setting} has two listeners on port {value}", "help": "give one of them another port", "related": "the first one"},
	"port-out-of-range": {"msg": "{setting} has port {value}, which does not exist", "help": "write a port between 1 and 65535"},
	"map-entry-malformed": {"msg": "{setting} has {value}, which is not `NAME:PROTOCOL`", "help": "write `NAME:PROTOCOL`, entries separated by commas"},
	"map-name-twice": {"msg": "{setting} has {value} twice, in upper and lower case", "help": "remove one of them"},
	"protocol-unknown": {"msg": "{setting} has {value}, which is not a security protocol", "help": "write one of {expected}"},
	"advertised-unknown": {"msg": "{setting} has a listener {value}, which is neither in {other} nor mapped to a protocol", "help": "write the name of one of {expected}"},
	"advertised-not-bound": {"msg": "{setting} has listener {value}, which {other} lacks", "help": "add it to {other}, or write the name of one of {expected}"},
	"wildcard-advertised": {"msg": "{setting} sends clients to {value}, which is not the address of a host", "help": "write the host name by which clients reach the broker"},
	"wildcard-by-default": {"msg": "{other} is not set, so clients are sent to {value} of {setting}, which is not the address of a host", "help": "set {other} to the host name by which clients reach the broker"},
	"nothing-advertised": {"msg": "{setting} has no listener for clients, only those of {other}", "help": "add a listener that is not in {other}"},
	"controller-advertised": {"msg": "{setting} has {value}, a listener of the controllers, which Kafka before 3.9 does not advertise", "help": "remove {value}"},
	"controller-advertises": {"msg": "{setting} is set on a node that is only a controller", "help": "remove {setting}"},
}

of_names := {
	"controller-names-absent": {"msg": "{setting} is not set, so no listener belongs to the controllers", "help": "set {setting} to the name of the controllers' listener, such as `CONTROLLER`"},
	"controllers-without-roles": {"msg": "{setting} has {value}, and a broker on ZooKeeper has no controllers", "help": "remove {setting}, or set the roles of the node"},
	"controller-without-listener": {"msg": "{setting} has {value}, but no listener has that name", "help": "write the name of the controllers' listener, one of {expected}"},
	"controller-name-twice": {"msg": "{setting} has {value} twice", "help": "remove one of them"},
	"controller-listener-of-broker": {"msg": "{setting} has {value}, which is a listener of this node, although it is not a controller", "help": "remove the listener from {other}", "related": "the listener"},
	"controller-unmapped": {"msg": "{setting} has {value}, which {other} does not map to a protocol", "help": "add it to {other}"},
	"client-listener-of-controller": {"msg": "{setting} has listener {value}, which is not in {other}, on a node that is only a controller", "help": "add it to {other}, or remove the listener"},
	"listeners-absent": {"msg": "{setting} is not set, so the controller has no listener", "help": "set {setting}, with a listener for the controllers"},
	"inter-broker-twice": {"msg": "{setting} and {other} are both set, but Kafka allows only one", "help": "remove {setting}", "related": "the name is set here"},
	"inter-broker-unknown": {"msg": "{setting} is {value}, but no advertised listener has that name", "help": "write one of {expected}"},
	"inter-broker-not-advertised": {"msg": "{setting} is {value}, which {other} lacks", "help": "add it to {other}, or write one of {expected}"},
	"inter-broker-of-controllers": {"msg": "{setting} is {value}, a listener of the controllers", "help": "write one of {expected}"},
	"inter-broker-absent": {"msg": "{setting} is not set, but no advertised listener is called `PLAINTEXT`, which is its default", "help": "set {setting} to one of {expected}"},
	"inter-broker-protocol": {"msg": "{setting} is {value}, but no advertised listener has that name", "help": "set {other} to one of {expected} instead"},
	"early-listener-unknown": {"msg": "{setting} has {value}, but no listener has that name", "help": "write one of {expected}"},
}

of_numbers := {
	"number-above": {"msg": "{setting} is {value}, above the {expected} of {other}", "help": "write {expected} or less, or raise {other}", "related": "{other} is set here"},
	"number-below": {"msg": "{setting} is {value}, below the {expected} of {other}", "help": "write {expected} or more, or lower {other}"},
	"number-not-below": {"msg": "{setting} is {value}, not below the {expected} of {other}", "help": "write less than {expected}, or raise {other}", "related": "{other} is set here"},
	"number-not-above": {"msg": "{setting} is {value}, not above the {expected} of {other}", "help": "write more than {expected}, or lower {other}"},
	"cleaner-buffer-small": {"msg": "{setting} is {value}, which leaves each cleaner thread {expected} bytes or less", "help": "raise {other}, or lower the number of threads"},
	"retention-zero": {"msg": "{setting} is {value}, which keeps nothing", "help": "write a number above 0, or `-1` to keep everything"},
	"override-malformed": {"msg": "{setting} has {value}, which is not `host:count`", "help": "write `host:count`"},
	"connections-zero": {"msg": "{setting} is {value}, and {other} allows no host either", "help": "write a number above 0, or set {other}"},
}
