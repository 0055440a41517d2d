# What the start scripts of images ask for, by image and version, and which variables they do not read. The tables and what
# their fields mean are in `policies/lib/images/`.
package hy_msg_lint.lib.images

import data.hy_msg_lint.lib.variables
import data.hy_msg_lint.lib.version

# The facts about the start script of a service: its table, the versions that its tag may mean, and the variables whose
# value is not known. Undefined for a service without one, or whose image is in no table.
facts(service) := found if {
	script := service.start_script
	some table in tables
	is_of(table.images, script.repository)
	found := {
		"table": table,
		"name": last_part(script.repository),
		"versions": versions(table, script),
		"environment": script.environment,
		"open": unresolved_in(service) | unset_in(script.environment),
	}
}

tables := [
	data.lib.images.apache_kafka,
	data.lib.images.bitnami_kafka,
	data.lib.images.bitnami_schema_registry,
	data.lib.images.bitnami_zookeeper,
	data.lib.images.confluent_local,
	data.lib.images.cp_connect,
	data.lib.images.cp_control_center,
	data.lib.images.cp_control_center_next_gen,
	data.lib.images.cp_kafka,
	data.lib.images.cp_kafka_mqtt,
	data.lib.images.cp_kafka_rest,
	data.lib.images.cp_ksqldb,
	data.lib.images.cp_schema_registry,
	data.lib.images.cp_zookeeper,
	data.lib.images.debezium_connect,
	data.lib.images.debezium_kafka,
	data.lib.images.wurstmeister_kafka,
]

is_of(images, repository) if repository in images

is_of(images, repository) if last_part(repository) in images

last_part(repository) := parts[count(parts) - 1] if parts := split(repository, "/")

unresolved_in(service) := {entry.at[2] |
	some entry in service.unresolved
	count(entry.at) == 3
	array.slice(entry.at, 0, 2) == ["start_script", "environment"]
}

# A name without a value has the value of the shell that starts Compose.
unset_in(environment) := {name |
	some name, value in environment
	value == null
}

# The versions that a tag may mean, sorted. One with two numbers is the newest release of that line.
versions(table, script) := hidden(table, []) if is_untold(table, script)

versions(table, script) := hidden(table, own) if {
	not is_untold(table, script)
	own := version.numbers(script.version)
	count(own) == 1
}

versions(table, script) := [array.concat(own, [9999 | count(own) == 2])] if {
	not is_untold(table, script)
	own := version.numbers(script.version)
	count(own) > 1
}

is_untold(table, script) if {
	table.untold
	regex.match(table.untold, tag(script.image))
}

is_untold(_, script) if count(version.numbers(object.get(script, "version", ""))) == 0

tag(image) := parts[count(parts) - 1] if parts := split(split(image, "@")[0], ":")

# The versions at which a table changes, of those that begin with `major`; without one, of those that a hidden version may be.
hidden(table, major) := sort({bound |
	some text in array.concat([table.hidden_from], bounds(table))
	bound := raised(version.numbers(text), lowest(table, major))
	array.slice(bound, 0, count(major)) == major
})

lowest(table, major) := version.numbers(table.hidden_from) if count(major) == 0

lowest(_, major) := array.concat(major, [0]) if count(major) > 0

# The lowest version stands for what it has from versions before it.
raised(bound, lowest) := lowest if {
	bound < lowest
} else := bound

bounds(table) := [entry[bound] |
	some list in ["demands", "ignored"]
	some entry in object.get(table, list, [])
	some bound in ["from", "before"]
]

covers(entry, at) if {
	version.numbers(object.get(entry, "from", "0")) <= at
	is_before(entry, at)
}

is_before(entry, _) if not entry.before

is_before(entry, at) if at < version.numbers(entry.before)

# What a container lacks and exits without, what it lacks and starts without all the same, what it must not have, what it may lack,
# and the variables on whose values that depends.
judged(found) := {
	"lacks": sure(found, lacking),
	"warns": sure(found, warned),
	"forbidden": sure(found, forbidden),
	"open": opened,
	"deciding": {name | some rows in asked; some name in deciding_in(found, rows)},
} if {
	asked := [asked_at(found, at) | some at in found.versions]
	lacking := [lacking_in(rows, "yes") | some rows in asked]
	warned := [warned_in(rows) | some rows in asked]
	forbidden := [forbidden_in(found, rows) | some rows in asked]
	opened := (union(to_set(lacking)) | union({lacking_in(rows, "open") | some rows in asked})) - sure(found, lacking)
}

# What one version asks for, as far as it applies: each demand, whether it applies, and what of it is missing.
asked_at(found, at) := [row |
	some demand in object.get(found.table, "demands", [])
	is_for(demand, found.name)
	covers(demand, at)
	applies := variables.applies(found, demand)
	applies in {"yes", "open"}
	row := {"demand": demand, "applies": applies, "missing": missing(found, demand, at)}
]

to_set(list) := {item | some item in list}

# What all versions have in common; where they have nothing in common and none has nothing, what the newest one has.
sure(_, sets) := set() if count(sets) == 0

sure(_, sets) := common if {
	count(sets) > 0
	common := intersection(to_set(sets))
	count(common) > 0
}

sure(_, sets) := sets[count(sets) - 1] if {
	count(sets) > 0
	count(intersection(to_set(sets))) == 0
	count([1 | some one in sets; count(one) == 0]) == 0
}

sure(_, sets) := set() if {
	count(sets) > 0
	count(intersection(to_set(sets))) == 0
	count([1 | some one in sets; count(one) == 0]) > 0
}

# Each is a list of names, of which one is required.
lacking_in(rows, applies) := {names |
	some row in rows
	row.applies == applies
	not row.demand.consequence
	some names in row.missing
}

# The variables with values that are not known on which it depends what is lacking.
deciding_in(found, rows) := {condition.variable |
	some row in rows
	row.applies == "open"
	count(row.missing) > 0
	some condition in object.get(row.demand, "when", [])
	variables.holds(condition, variables.state_of(found, condition.variable)) == "open"
}

warned_in(rows) := {[names, row.demand.consequence] |
	some row in rows
	row.applies == "yes"
	row.demand.consequence
	some names in row.missing
}

forbidden_in(found, rows) := {[name, object.get(row.demand, "instead", ""), object.get(row.demand, "because", "")] |
	some row in rows
	row.applies == "yes"
	some name in object.get(row.demand, "forbids", [])
	variables.is_written(found, name)
}

is_for(demand, _) if not demand.images

is_for(demand, name) if name in demand.images

missing(found, demand, at) := [names |
	some required in object.get(demand, "requires", [])
	names := listed(required)
	count([name | some name in names; variables.is_given(found, name, empty_counts(found.table, demand, at))]) == 0
]

listed(required) := [required] if is_string(required)

listed(required) := required if is_array(required)

# True where a variable without a value is enough.
empty_counts(table, demand, at) if {
	not demand.filled
	table.empty_counts_from
	at >= version.numbers(table.empty_counts_from)
} else := false

# The variables that the image does not read, in all versions that its tag may mean, as the newest has them, and those that it
# does not read in some. Each has what to write `instead` and the reason, as far as there are such.
ignored(found) := {"sure": sure_entries, "open": union(to_set(sets)) - sure_entries} if {
	sets := [ignored_at(found, at) | some at in found.versions]
	count(sets) > 0
	common := intersection({{entry.variable | some entry in entries} | some entries in sets})
	sure_entries := {entry | some entry in sets[count(sets) - 1]; entry.variable in common}
} else := {"sure": set(), "open": set()}

ignored_at(found, at) := {entry |
	some row in object.get(found.table, "ignored", [])
	covers(row, at)
	variables.applies(found, row) == "yes"
	some entry in named(found, row)
	not is_harmless(found, entry)
} | {entry |
	some name, _ in found.environment
	some instead in respelled(found.table, name)
	entry := {"variable": name, "instead": instead, "because": ""}
	not is_harmless(found, entry)
}

named(found, row) := {entry |
	row.variable
	variables.is_there(found, row.variable)
	not has_same_value(found, row)
	entry := {"variable": row.variable, "instead": object.get(row, "instead", ""), "because": object.get(row, "because", "")}
}

# What the image reads in place of the variable has the same value: that of the first that is set, else the default.
has_same_value(found, row) if {
	read := array.concat([row.instead], object.get(row, "or", []))
	values := [found.environment[name] | some name in read; object.get(found.environment, name, "") != ""]
	array.concat(values, [row.default])[0] == found.environment[row.variable]
}

# The variable that is read has the same value.
is_harmless(found, entry) if found.environment[entry.instead] == found.environment[entry.variable]

# What a name means that is not in capitals. Only names that Kafka knows, or that the image asks for, are certain to mean one.
respelled(table, name) := {capitals |
	table.prefix
	capitals := upper(name)
	capitals != name
	startswith(capitals, table.prefix)
	is_meant(table, capitals, table.prefix)
}

is_meant(table, name, prefix) if {
	products[table.product][replace(lower(trim_prefix(name, prefix)), "_", ".")]
}

is_meant(table, name, _) if {
	some demand in object.get(table, "demands", [])
	some required in object.get(demand, "requires", [])
	name in listed(required)
}

products := {
	"broker": data.lib.properties.broker.properties,
	"connect": data.lib.properties.connect.properties,
	"schema_registry": data.lib.properties.schema_registry.properties,
}
