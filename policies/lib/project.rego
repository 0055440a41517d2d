# The names in a Compose project, and what a service reaches under them.
package hy_msg_lint.lib.project

import data.hy_msg_lint.lib.address
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

# The service that a host leads to from `service`, where it is not itself.
another(project, service, host) := sort(others)[0] if {
	not is_itself(project, service, host)
	others := {name |
		some name, one in project.services
		host in one.names
	}
	count(others) > 0
}

# The own name of a service for which `host` is a slip of the pen: no service has it, and there is no way to have one from outside.
slip(project, service, host) := sort(near)[0] if {
	project.complete
	own := project.services[service]
	not contains(host, ".")
	not contains(host, "$")
	count(own.networks) > 0
	every key in own.networks {
		project.networks[key].external == false
	}
	near := {found.name | some found in spelling.near(host, {name: true | some name in own.names})}
	count(near) > 0
	not is_known(project, host)
}

is_known(project, host) if {
	some one in project.services
	host in one.names
}

is_known(project, _) if {
	some one in project.services
	has_open_name(one)
}
