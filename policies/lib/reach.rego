# From where a listener can be reached. `parameters` are those of a rule: `allowed_networks`, `allow_project_networks` and
# `allow_loopback`. In a Compose project, networks and published ports say it; elsewhere, `reach` does.
package hy_msg_lint.lib.reach

import data.hy_msg_lint.lib.address
import data.hy_msg_lint.lib.resource

# Every way in from beyond the allowed networks, published ports first.
ways(listener, parameters) := array.concat(
	array.concat(published_ways(listener, parameters), service_ways(listener)),
	array.concat(network_ways(listener, parameters), host_ways(listener)),
)

published_ways(listener, parameters) := [way |
	some i, port in object.get(listener, "published", [])
	not is_tolerated(port, parameters)
	way := {"at": ["published", i], "phrase": published_phrase(port)}
]

# True for an entry of `ports` that only the host itself reaches, where that is allowed: for listeners of Kafka and of HTTP alike.
is_tolerated(port, parameters) if {
	is_on_loopback(port)
	parameters.allow_loopback
}

is_on_loopback(port) if object.get(port, "loopback", false)

is_on_loopback(port) if address.is_loopback(object.get(port, "host_ip", ""))

published_phrase(port) := sprintf("published port %s", [host_port(port)]) if port.published

published_phrase(port) := sprintf("port %v, published on a port of Docker's choice", [port.target]) if not port.published

host_port(port) := sprintf("%v", [port.published]) if object.get(port, "host_ip", "") == ""

host_port(port) := sprintf("%s:%v", [bracketed(port.host_ip), port.published]) if object.get(port, "host_ip", "") != ""

bracketed(host) := sprintf("[%s]", [host]) if contains(host, ":")

bracketed(host) := host if not contains(host, ":")

network_ways(listener, parameters) := [way |
	some i, network in object.get(listener, "networks", [])
	object.get(listener, "networks_known", false)
	not is_allowed(listener, network, parameters)
	not resource.unresolved_at(listener, ["networks", i, "name"])
	way := {"at": ["networks", i], "phrase": sprintf("network `%s`", [network.key])}
]

is_allowed(_, network, parameters) if network.key in parameters.allowed_networks

is_allowed(_, network, parameters) if network.name in parameters.allowed_networks

# A network that the project makes itself.
is_allowed(listener, network, parameters) if {
	parameters.allow_project_networks
	listener.project.networks[network.key].external == false
}

host_ways(listener) := [way |
	some mode in [object.get(listener, "network_mode", "")]
	mode == "host"
	way := {"at": ["network_mode"], "phrase": "the host's own network"}
]

# What leads into a Kubernetes cluster from outside of it, to a listener of Strimzi.
service_ways(listener) := [{"at": ["type"], "phrase": object.get(services, listener.type, sprintf("its `%s`", [listener.type]))}] if {
	is_outside(listener)
}

service_ways(listener) := [] if not is_outside(listener)

is_outside(listener) if object.get(listener, "reach", "project") == "outside"

services := {
	"ingress": "an ingress",
	"loadbalancer": "a load balancer",
	"nodeport": "a port of every Kubernetes node",
	"route": "a route",
}

# True where the operator refuses a listener of this type without TLS, so that nobody reaches it.
is_refused(listener) if {
	is_outside(listener)
	listener.type in {"ingress", "route"}
}

# `tls: false`, where it is written.
unencrypted(listener) := [{"at": ["tls"], "msg": "`tls: false` here"}] if object.get(listener, "tls", null) == false

unencrypted(listener) := [] if object.get(listener, "tls", null) != false

# True where nothing says who reaches the listener, and it is not bound to loopback.
is_unknown(listener) if {
	object.get(listener, "reach", "project") == "unknown"
	listener.bind != "container"
}

# The place of what would say who reaches a listener for which `is_unknown` is true.
unknown_place(listener) := ["type"] if object.get(listener, "type", null) != null

unknown_place(listener) := ["name"] if object.get(listener, "type", null) == null

# Why that is not known: the end of a sentence.
unknown_reason(listener) := resource.missing_at(listener, ["type"]) if resource.unresolved_at(listener, ["type"])

unknown_reason(listener) := sprintf("is not known: `%s` is no type of listener", [listener.type]) if {
	not resource.unresolved_at(listener, ["type"])
	object.get(listener, "type", null) != null
}

unknown_reason(listener) := "is not known: it has no `type`" if {
	object.get(listener, "type", null) == null
	object.get(listener, "protocol_from", "") == "tls"
}

unknown_reason(listener) := sprintf("is not known: %sit binds %s, and nothing here says who reaches it", [implied(listener), bound_host(listener)]) if {
	object.get(listener, "type", null) == null
	object.get(listener, "protocol_from", "") != "tls"
}

implied(listener) := "Kafka opens it where `listeners` is not set, " if object.get(listener, "implied", false)

implied(listener) := "" if not object.get(listener, "implied", false)

# Places whose value decides whether there is a way in, as far as they are open.
deciding_places(listener, parameters) := array.concat([["network_mode"]], unnamed_networks(listener, parameters))

# Networks that are allowed or not by a name that a variable gives.
unnamed_networks(listener, parameters) := [["networks", i, "name"] |
	some i, network in object.get(listener, "networks", [])
	not is_allowed(listener, network, parameters)
]

# What would tell whether one of the ports that are not known leads to the listener: its own port, else each target.
open_places(listener) := [["port"]] if resource.unresolved_at(listener, ["port"])

open_places(listener) := [["published_unknown", i, "target"] | some i, _ in object.get(listener, "published_unknown", [])] if {
	not resource.unresolved_at(listener, ["port"])
}

# What the listener binds, in words.
bound_host(listener) := "every interface" if listener.host in {"", "0.0.0.0", "::", "[::]"}

bound_host(listener) := sprintf("`%s`", [listener.host]) if not listener.host in {"", "0.0.0.0", "::", "[::]"}

# What to write so that a listener of a Compose project is not reached in these ways: `secure` is the protocol to map it to.
advice(listener, parameters, secure) := sprintf("map the listener to %s%s", [secure, sprintf(", or %s", [concat(" and ", closing)])]) if {
	closing := array.concat(closing_ports(listener, parameters), allowing(listener, parameters))
	count(closing) > 0
	count(host_ways(listener)) == 0
} else := sprintf("map the listener to %s", [secure])

closing_ports(listener, parameters) := [sprintf("publish it on 127.0.0.1 alone (%s)", [resource.listed(wanted)])] if {
	parameters.allow_loopback
	wanted := [sprintf("`%s`", [on_loopback(port)]) |
		some port in object.get(listener, "published", [])
		not is_tolerated(port, parameters)
	]
	count(wanted) > 0
} else := ["remove the published port"] if {
	count(published_ways(listener, parameters)) > 0
} else := []

on_loopback(port) := sprintf("127.0.0.1:%v:%v", [port.published, port.target]) if {
	object.get(port, "published", null) != null
} else := sprintf("127.0.0.1::%v", [port.target])

allowing(listener, parameters) := [sprintf("add %s to the parameter `allowed_networks`", [resource.quoted(keys)])] if {
	keys := [listener.networks[way.at[1]].key | some way in network_ways(listener, parameters)]
	count(keys) > 0
} else := []
