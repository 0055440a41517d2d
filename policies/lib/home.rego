# Which Kafka a member of a `cluster` belongs to. A Compose project may hold several, and its workers may go to one elsewhere;
# what any other form puts together is one.
package hy_msg_lint.lib.home

import data.hy_msg_lint.lib.address

# The names by which brokers are found, as [name, group]; a broker whose group is not known has none.
names(cluster) := {[name, broker.group] |
	some broker in object.get(cluster, "brokers", [])
	is_number(object.get(broker, "group", null))
	some name in names_of(broker)
}

names_of(broker) := {name |
	some name in array.concat(
		[object.get(broker, "name", ""), object.get(broker, "service", "")],
		[object.get(listener, "advertised_host", "") | some listener in object.get(broker, "listeners", [])],
	)
	name != ""
	not is_own_container(name)
}

# A text that is the same for workers and topics of one Kafka, null where it is not known which one that is.
# `known` are the `names` of the cluster.
of_worker(cluster, known, worker) := place(cluster, known, servers) if {
	servers := listed(object.get(worker.properties, "bootstrap.servers", ""))
}

# A topic is where its command goes, or at the broker whose environment declares it.
of_topic(cluster, known, topic) := place(cluster, known, array.concat(servers, at_its_service)) if {
	servers := listed(object.get(object.get(topic, "command", {}), "bootstrap_servers", ""))
	at_its_service := [service | some service in [object.get(topic, "service", "")]; is_named(known, service)]
}

listed(text) := [server |
	is_string(text)
	some part in split(text, ",")
	server := trim_space(part)
	server != ""
	not is_own_container(host(server))
]

host(server) := split(regex.replace(server, `^[A-Za-z_]+://`, ""), ":")[0]

is_named(known, name) if {
	some [other, _] in known
	other == name
}

is_own_container(name) if lower(name) == "localhost"

is_own_container(name) if address.is_loopback(name)

place(cluster, _, _) := "" if object.get(cluster, "form", "") != "compose"

place(cluster, known, servers) := found if {
	object.get(cluster, "form", "") == "compose"
	wanted := {host(server) | some server in servers}
	groups := {group | some [name, group] in known; name in wanted}
	found := settled(cluster, servers, groups)
}

settled(_, _, groups) := sprintf("group %v", [group]) if {
	count(groups) == 1
	some group in groups
}

settled(_, _, groups) := null if count(groups) > 1

# Brokers that are no part of the project: whoever names the same ones goes to the same Kafka.
settled(_, servers, groups) := sprintf("at %s", [concat(",", sort(servers))]) if {
	count(groups) == 0
	count(servers) > 0
}

settled(cluster, servers, groups) := only(cluster) if {
	count(groups) == 0
	count(servers) == 0
}

# Where nothing tells, the only Kafka of a project is meant.
only(cluster) := "group 0" if object.get(cluster, "groups", 1) == 1

only(cluster) := null if object.get(cluster, "groups", 1) != 1
