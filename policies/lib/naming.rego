# Variables under names that another image reads, each kind as one group: they have one cause. `found` are the `facts` of
# `policies/lib/images.rego`, and `lacking` the names that the image exits without, which are worked out once a rule.
package hy_msg_lint.lib.naming

import data.hy_msg_lint.lib.images
import data.hy_msg_lint.lib.variables

# The groups, by what is wrong with their names: the `affix` of another image, or one that they lack. Each entry has a `variable` and
# what to write `instead`.
groups(found, lacking) := {{"kind": kind, "affix": affix, "entries": entries} |
	some kind in ["prefixed", "unprefixed", "bare"]
	some affix in affixes(found.table, kind)
	entries := {entry | some entry in misnamed(found, kind, lacking); not is_harmless(found, entry)}
	count(entries) > 0
}

affixes(table, "prefixed") := {row.prefix | some row in object.get(table, "ignored", []); row.prefix}

affixes(table, "unprefixed") := {trim_prefix(table.unprefixed.instead, table.unprefixed.prefix) | table.unprefixed}

affixes(table, "bare") := {table.prefix | table.prefix}

# `KAFKA_CFG_NODE_ID` in an image that is not Bitnami's.
misnamed(found, "prefixed", _) := {{"variable": name, "instead": instead} |
	some row in object.get(found.table, "ignored", [])
	row.prefix
	some name, _ in found.environment
	startswith(name, row.prefix)
	instead := as_read(found, concat("", [row.instead, trim_prefix(name, row.prefix)]))
}

# `KAFKA_MIN_INSYNC_REPLICAS` in Bitnami's image. Only names that Kafka knows, or that the image asks for, are certain to mean a property.
misnamed(found, "unprefixed", _) := {{"variable": name, "instead": instead} |
	table := found.table
	some name, _ in found.environment
	startswith(name, table.unprefixed.prefix)
	not startswith(name, table.unprefixed.instead)
	instead := concat("", [table.unprefixed.instead, trim_prefix(name, table.unprefixed.prefix)])
	not name in variables.spellings(table, instead)
	images.is_meant(table, name, table.unprefixed.prefix)
}

# `LISTENERS` in an image that reads `KAFKA_LISTENERS`: only what it cannot do without, since other programs have such names, too.
misnamed(found, "bare", lacking) := {{"variable": name, "instead": instead} |
	some instead in needed(found, lacking)
	startswith(instead, found.table.prefix)
	not instead in object.keys(found.environment)
	name := trim_prefix(instead, found.table.prefix)
	object.get(found.environment, name, "") != ""
}

# What the image exits without, and what a broker is wired with.
needed(found, lacking) := lacking | {name |
	found.table.product == "broker"
	some name in wiring
}

# The names that the image exits without.
lacking(found) := names_in(images.judged(found).lacks)

names_in(lacks) := {name | some names in lacks; some name in names}

# Without these, a broker does not start, or nobody finds it.
wiring := {
	"KAFKA_ADVERTISED_LISTENERS",
	"KAFKA_CONTROLLER_LISTENER_NAMES",
	"KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS",
	"KAFKA_CONTROLLER_QUORUM_VOTERS",
	"KAFKA_INTER_BROKER_LISTENER_NAME",
	"KAFKA_LISTENERS",
	"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
	"KAFKA_NODE_ID",
	"KAFKA_PROCESS_ROLES",
	"KAFKA_ZOOKEEPER_CONNECT",
}

# What the newest version that the tag may mean reads in place of a name that it does not read either.
as_read(found, name) := chained[0] if {
	chained := [row.instead |
		some row in object.get(found.table, "ignored", [])
		row.variable == name
		row.instead
		images.covers(row, found.versions[count(found.versions) - 1])
	]
	count(chained) > 0
}

as_read(found, name) := name if {
	count([1 |
		some row in object.get(found.table, "ignored", [])
		row.variable == name
		row.instead
		images.covers(row, found.versions[count(found.versions) - 1])
	]) == 0
}

is_harmless(found, entry) if found.environment[entry.instead] == found.environment[entry.variable]

# The entries of `group` that the broker or its image cannot do without, and that are set under no other name.
grave(found, group, lacking) := {entry.instead |
	some entry in group.entries
	entry.instead in needed(found, lacking)
	not entry.instead in object.keys(found.environment)
}

# True if the broker does not start, or not as it should, for the names of `group`. Names without a prefix may be meant for another program.
is_grave(found, group, _) if loses_default(found, group)

is_grave(found, group, lacking) if {
	group.kind != "bare"
	count(grave(found, group, lacking)) > 0
}

is_grave(found, group, lacking) if count(grave(found, group, lacking) & lacking) > 0

# True if the image has a configuration of its own that it does not use since there is a variable of another name, and the broker is
# left without roles.
loses_default(found, group) if {
	group.kind == "prefixed"
	startswith(group.affix, found.table.default_until)
	count({"KAFKA_PROCESS_ROLES", "KAFKA_ZOOKEEPER_CONNECT"} & object.keys(found.environment)) == 0
}

# What would be set if each variable had the name that is read.
meant(found, named) := object.union(found, {
	"environment": object.union(renamed, found.environment),
	"open": found.open | {entry.instead | some entry in entries; entry.variable in found.open},
}) if {
	entries := {entry | some group in named; some entry in group.entries}
	renamed := {entry.instead: found.environment[entry.variable] | some entry in entries}
}
