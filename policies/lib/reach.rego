# From where a listener can be reached. `parameters` are those of a rule: `allowed_networks` and `allow_loopback`.
package hy_msg_lint.lib.reach

import data.hy_msg_lint.lib.resource

# Every way in from beyond the allowed networks, published ports first.
ways(listener, parameters) := array.concat(
	published_ways(listener, parameters),
	array.concat(network_ways(listener, parameters), host_ways(listener)),
)

published_ways(listener, parameters) := [way |
	some i, port in listener.published
	not is_tolerated(port, parameters)
	way := {"at": ["published", i], "phrase": published_phrase(port)}
]

is_tolerated(port, parameters) if {
	port.loopback
	parameters.allow_loopback
}

published_phrase(port) := sprintf("published port %s", [host_port(port)]) if port.published

published_phrase(port) := sprintf("port %v, published on a port of Docker's choice", [port.target]) if not port.published

host_port(port) := sprintf("%v", [port.published]) if object.get(port, "host_ip", "") == ""

host_port(port) := sprintf("%s:%v", [bracketed(port.host_ip), port.published]) if object.get(port, "host_ip", "") != ""

bracketed(host) := sprintf("[%s]", [host]) if contains(host, ":")

bracketed(host) := host if not contains(host, ":")

network_ways(listener, parameters) := [way |
	some i, network in listener.networks
	listener.networks_known
	not is_allowed(network, parameters)
	not resource.unresolved_at(listener, ["networks", i, "name"])
	way := {"at": ["networks", i], "phrase": sprintf("network `%s`", [network.key])}
]

is_allowed(network, parameters) if network.key in parameters.allowed_networks

is_allowed(network, parameters) if network.name in parameters.allowed_networks

host_ways(listener) := [way |
	some mode in [object.get(listener, "network_mode", "")]
	mode == "host"
	way := {"at": ["network_mode"], "phrase": "the host's own network"}
]

# Places whose value decides whether there is a way in, as far as they are open.
deciding_places(listener, parameters) := array.concat([["network_mode"]], unnamed_networks(listener, parameters))

# Networks that are allowed or not by a name that a variable gives.
unnamed_networks(listener, parameters) := [["networks", i, "name"] |
	some i, network in listener.networks
	not is_allowed(network, parameters)
]

# What would tell whether one of the ports that are not known leads to the listener: its own port, else each target.
open_places(listener) := [["port"]] if resource.unresolved_at(listener, ["port"])

open_places(listener) := [["published_unknown", i, "target"] | some i, _ in listener.published_unknown] if {
	not resource.unresolved_at(listener, ["port"])
}

# What the listener binds, in words.
bound_host(listener) := "every interface" if listener.host in {"", "0.0.0.0", "::", "[::]"}

bound_host(listener) := sprintf("`%s`", [listener.host]) if not listener.host in {"", "0.0.0.0", "::", "[::]"}
