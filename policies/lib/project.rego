# The names in a Compose project, and what a service reaches under them.
package hy_msg_lint.lib.project

import data.hy_msg_lint.lib.address
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.spelling

# True for a service with interfaces of its own, and names that are all known. In other network modes names lead elsewhere.
is_named(project, service) if {
	is_object(project)
	own := project.services[service]
	object.get(own, "network_mode", null) == null
	not has_open_name(own)
}

has_open_name(service) if {
	some name in service.names
	contains(name, "$")
}

# A service knows itself by its names, and by those of its own container.
is_itself(project, service, host) if host in project.services[service].names

is_itself(_, _, host) if is_own_container(host)

is_own_container(host) if lower(host) == "localhost"

is_own_container(host) if address.is_loopback(host)

# The services that a host leads to from `service`; none where it is itself.
others(project, service, host) := set() if is_itself(project, service, host)

others(project, service, host) := names if {
	not is_itself(project, service, host)
	names := {name | some name in project.services_by_name[host]}
}

# Those of `names` that are near `host`.
near(host, names) := {found.name | some found in spelling.near(host, {name: true | some name in names})}

# The end of a sentence about a host that no service is called: the services that may be meant.
hint(project, host) := sprintf("; did you mean %s?", [resource.quoted(sort(meant))]) if {
	# No name of a host is longer.
	count(host) <= 253
	meant := {name |
		some name, _ in project.services
		spelling.is_one_slip(host, name)
	} | near(host, object.keys(project.services))
	count(meant) > 0
} else := ""

# No service is called `host`, and from the networks that `service` joins nothing else is reached by a name without a dot.
is_nobody(project, service, host) if {
	project.complete
	not contains(host, ".")
	not contains(host, ":")
	not contains(host, "$")
	own := project.services[service]
	count(own.networks) > 0
	every key in own.networks {
		project.networks[key].external == false
	}
	not is_known(project, host)
}

is_known(project, host) if project.services_by_name[host]

is_known(project, _) if project.has_open_names

# The services that are called `host`: as a rule the one with that key.
called(project, host) := {host} if project.services[host]

called(project, host) := {name | some name in project.services_by_name[host]} if not project.services[host]

# True for a node that takes clients; one whose listeners are all for controllers takes none. `service` is a summary.
is_broker(service) if {
	service.runs == "broker"
	listeners := object.get(service, "listeners", [])
	count([1 | some listener in listeners; listener.controller]) < count(listeners)
}

is_broker(service) if {
	service.runs == "broker"
	count(object.get(service, "listeners", [])) == 0
}

# True where a broker is healthy before a service with these `depends_on` starts: it waits for one, or depends on something that
# waits for one of `brokers`.
follows_a_broker(project, dependencies, _) if {
	some name, dependency in dependencies
	dependency.condition == "service_healthy"
	is_broker(project.services[name])
}

follows_a_broker(project, dependencies, brokers) if {
	some name, _ in dependencies
	some awaited in project.services[name].waits_for_healthy
	awaited in brokers
}
