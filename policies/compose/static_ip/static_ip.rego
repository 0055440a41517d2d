# METADATA
# title: Static IP address
# description: |
#   Containers find each other by DNS name. A fixed address breaks when the network gets another subnet, collides when
#   the stack runs twice or scales, and sends clients to whichever container gets the address next.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/networking/
#     description: Compose, services reach each other by name
#   - ref: https://docs.docker.com/reference/compose-file/services/#ipv4_address-ipv6_address
#     description: Compose Specification, ipv4_address and ipv6_address
# custom:
#   input: [service, connector]
#   severity: error
#   concern: hygiene
#   fix: unsafe
#   general: true
#   help: use the service's name or a network alias, and let Docker assign the address
package hy_msg_lint.compose.static_ip

import data.hy_msg_lint.lib.address
import data.hy_msg_lint.lib.resource

# A pin is static whatever its value: with a variable the key still pins.
deny contains violation if {
	is_object(input.networks)
	some network, attachment in input.networks
	is_object(attachment)
	some key in ["ipv4_address", "ipv6_address"]
	pinned := object.get(attachment, key, "")
	pinned != ""
	violation := with_removal({
		"msg": sprintf("service `%s` pins address %v on network `%s`", [input.name, pinned, network]),
		"label": "a fixed address",
		"at": ["networks", network, key],
	}, pinned)
}

deny contains violation if {
	is_object(input.networks)
	some network, attachment in input.networks
	is_object(attachment)
	is_array(attachment.link_local_ips)
	some i, pinned in attachment.link_local_ips
	violation := with_removal({
		"msg": sprintf("service `%s` pins the link-local address %v on network `%s`", [input.name, pinned, network]),
		"label": "a fixed link-local address",
		"at": ["networks", network, "link_local_ips", i],
	}, pinned)
}

deny contains violation if {
	is_array(input.extra_hosts)
	some i, entry in input.extra_hosts
	parts := split(entry, "=")
	count(parts) == 2
	is_static(parts[1])
	violation := {
		"msg": sprintf("service `%s` maps host `%s` to address %s", [input.name, parts[0], parts[1]]),
		"at": ["extra_hosts", i],
	}
}

deny contains violation if {
	hostname := input.hostname
	address.is_address(hostname)
	violation := {
		"msg": sprintf("service `%s` has address %s as its hostname", [input.name, hostname]),
		"at": ["hostname"],
	}
}

deny contains violation if {
	some i, literal in input.addresses
	not literal.loopback
	not literal.unspecified
	not address.is_multicast(literal.address)
	violation := with_name({
		"msg": sprintf("%s uses address %s in %s", [resource.title(input), literal.address, where(literal)]),
		"label": "a fixed address",
		"at": ["addresses", i, "address"],
	}, i, literal)
}

deny contains violation if {
	count(static_hosts) > 0
	some i, port in input.ports
	host := object.get(port, "host_ip", "")
	host in static_hosts
	violation := {
		"msg": sprintf("service `%s` publishes a port on address %s, which only one host has", [input.name, host]),
		"label": "an address that only one host has",
		"at": ["ports", i, "host_ip"],
		"severity": "warning",
		"help": "publish on 127.0.0.1 or on every interface, or take the address from a variable",
	}
}

# A range of ports has thousands of entries with one address.
static_hosts := {host | some host in published_on; is_static(host)}

published_on := {port.host_ip |
	is_array(input.ports)
	some port in input.ports
}

# The name of the host alone is not known.
deny contains violation if {
	is_array(input.extra_hosts)
	some i, entry in input.extra_hosts
	resource.is_open(["extra_hosts", i])
	some named in behind_variable(entry)
	violation := {
		"msg": sprintf("service `%s` maps host `%s` to address %s", [input.name, named.host, named.address]),
		"at": ["extra_hosts", i],
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	some i, entry in input.extra_hosts
	resource.is_open(["extra_hosts", i])
	count(behind_variable(entry)) == 0
	violation := {
		"msg": sprintf("the extra host `%s` of service `%s` %s", [entry, input.name, resource.missing(["extra_hosts", i])]),
		"at": ["extra_hosts", i],
	}
}

unknown contains violation if {
	some entry in input.unresolved
	["ports", _, "host_ip"] = entry.at
	path := entry.at
	violation := {
		"msg": sprintf("the address on which service `%s` publishes a port %s", [input.name, resource.missing(path)]),
		"at": path,
	}
}

# The static address that stands behind a variable, as in `${NAME}:10.0.0.5`: one, or none.
behind_variable(entry) := [named |
	some literal in regex.find_n(`[0-9.]+$`, entry, 1)
	is_static(literal)
	regex.match(`}[=:]$`, trim_suffix(entry, literal))
	named := {"host": substring(entry, 0, (count(entry) - count(literal)) - 1), "address": literal}
]

is_static(text) if {
	address.is_address(text)
	not address.is_loopback(text)
	not address.is_unspecified(text)
	not address.is_multicast(text)
}

# Removing a pin is safe as long as nothing names the address.
with_removal(violation, pinned) := object.union(
	violation,
	{"fix": {"title": sprintf("remove `%s`", [violation.at[count(violation.at) - 1]]), "remove": violation.at}},
) if {
	is_free(pinned, violation.at)
}

with_removal(violation, pinned) := violation if not is_free(pinned, violation.at)

# An address of a service of the project leads there by its name as well.
with_name(violation, i, literal) := object.union(violation, {"fix": {
	"title": sprintf("use the name `%s`", [names[0]]),
	"safety": "unsafe",
	"set": ["addresses", i, "address"],
	"to": names[0],
}}) if {
	is_object(object.get(input, "project", null))
	names := object.get(input.project.services_by_name, literal.address, [])
	count(names) == 1
} else := violation

is_free(pinned, path) if {
	not pinned in object.get(input, "named_addresses", [])
	not resource.is_open(path)
}

where(literal) := sprintf("`%s`", [literal.key]) if literal.key

where(literal) := sprintf("its %s", [literal.where]) if not literal.key
