# METADATA
# title: Missing required variable
# description: |
#   The start scripts of Kafka images check some variables before the server starts. Without one of them the container
#   exits at once, again and again if it restarts. Other variables make the image exit because they are set.
# related_resources:
#   - ref: https://docs.confluent.io/platform/current/installation/docker/config-reference.html
#     description: Confluent, Docker configuration parameters
#   - ref: https://github.com/confluentinc/kafka-images
#     description: Confluent, start scripts of the images
#   - ref: https://github.com/debezium/container-images
#     description: Debezium, start scripts of the images
# custom:
#   input: [service]
#   severity: error
#   concern: start
#   fix: safe
#   help: set the missing variable under `environment`
package hy_msg_lint.compose.missing_required_setting

import data.hy_msg_lint.lib.images
import data.hy_msg_lint.lib.naming
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.spelling

deny contains violation if {
	count(judged.lacks) > 0
	count(of_zookeeper) == 0
	count(typos) == 0
	violation := object.union(object.union(fix_of(judged.lacks), explained), {
		"msg": sprintf("service `%s` lacks %s, so %s exits at once", [input.name, listed(judged.lacks), subject]),
		"at": ["environment", first(judged.lacks)],
		"help": help(judged.lacks),
	})
}

# What was written for ZooKeeper is the cause, and stands where it is to be mended.
deny contains violation if {
	count(judged.lacks) > 0
	some entry in of_zookeeper
	violation := {
		"msg": sprintf("service `%s` sets `%s`, but %s: without %s, %s exits at once", [
			input.name, entry.variable, entry.because, listed(judged.lacks), subject,
		]),
		"at": ["start_script", "environment", entry.variable],
		"help": sprintf("run controllers in place of ZooKeeper: %s", [concat("; ", array.concat(renamed(judged.lacks), written(judged.lacks)))]),
	}
}

# The variable is there, with a slip in its name.
deny contains violation if {
	count(typos) == 1
	some typo in typos
	count(of_zookeeper) == 0
	violation := {
		"msg": sprintf("service `%s` sets `%s`, not `%s`, without which %s exits at once; did you mean `%s`?", [
			input.name, typo.variable, typo.meant, subject, typo.meant,
		]),
		"at": ["start_script", "environment", typo.variable],
		"key": true,
		"help": sprintf("rename `%s` to `%s`", [typo.variable, typo.meant]),
		"fix": {
			"title": sprintf("write `%s`", [typo.meant]),
			"safety": "unsafe",
			"rename": ["start_script", "environment", typo.variable],
			"to": typo.meant,
		},
	}
}

of_zookeeper := {entry |
	some entry in misspelled
	entry.instead == "KAFKA_PROCESS_ROLES"
	endswith(entry.variable, "ZOOKEEPER_CONNECT")
	entry.because != ""
}

# Names of variables that are one slip away from the one that is lacking.
typos := {{"variable": found.name, "meant": names[0]} |
	count(judged.lacks) == 1
	some names in judged.lacks
	not names[0] in object.keys(facts.environment)
	some found in spelling.near(names[0], facts.environment)
	found.distance == 1
}

deny contains violation if {
	count(of_zookeeper) == 0
	some [names, consequence] in judged.warns
	violation := object.union(fix_of({names}), {
		"msg": sprintf("service `%s` lacks %s, so %s %s", [input.name, phrase(names), subject, consequence]),
		"at": ["environment", names[0]],
		"severity": "warning",
		"help": help({names}),
	})
}

deny contains violation if {
	some [name, instead, because] in asked.forbidden
	violation := {
		"msg": sprintf("service `%s` sets `%s`, which makes %s exit at once%s", [input.name, name, subject, behind(because)]),
		"at": ["start_script", "environment", name],
		"key": true,
		"help": in_its_place(instead),
	}
}

unknown contains violation if {
	count(judged.open) > 0
	violation := {
		"msg": sprintf("whether service `%s` lacks %s depends on %s", [input.name, listed(judged.open), reason]),
		"at": place,
		"help": open_help,
	}
}

open_help := sprintf("set %s", [listed(judged.open)]) if has_one_version

open_help := sprintf("set %s, or write a full version in the tag of the image", [listed(judged.open)]) if {
	not has_one_version
}

facts := images.facts(input)

asked := images.judged(facts)

groups := naming.groups(facts, naming.names_in(asked.lacks))

# What is set under a name of another image is `ignored-variable`'s.
judged := asked if count(groups) == 0

judged := images.judged(naming.meant(facts, groups)) if count(groups) > 0

misspelled := images.ignored(facts).sure

subject := resource.image({
	"image": input.start_script.image,
	"built": object.get(input.start_script, "built", false),
})

# Sorted, so that the sentence is the same on every machine.
listed(requirements) := resource.listed([text |
	some names in sort(requirements)
	text := phrase(names)
])

phrase(names) := named(names[0]) if count(names) == 1

phrase(names) := sprintf("%s (or %s)", [named(names[0]), resource.quoted(array.slice(names, 1, count(names)))]) if count(names) > 1

named(name) := sprintf("`%s` (which is empty)", [name]) if {
	facts.environment[name] == ""
} else := sprintf("`%s` (which is `%s`)", [name, facts.environment[name]]) if {
	is_string(facts.environment[name])
} else := sprintf("`%s`", [name])

help(requirements) := concat("; ", array.concat(array.concat(renamed(requirements), written(requirements)), outdated(requirements)))

# What is spelled so that the image does not read it.
renamed(requirements) := sort({text |
	some entry in misspelled
	entry.because == ""
	some names in requirements
	entry.instead in names
	text := sprintf("rename `%s` to `%s`", [entry.variable, entry.instead])
})

# What the image once read in place of it, and with another value.
outdated(requirements) := sort({text |
	some entry in misspelled
	entry.because != ""
	some names in requirements
	entry.instead in names
	text := sprintf("the image ignores `%s`: %s", [entry.variable, entry.because])
})

written(requirements) := [text |
	some names in sort(requirements)
	count([entry | some entry in misspelled; entry.instead in names; entry.because == ""]) == 0
	text := setting(names[0])
]

setting(name) := sprintf("set `%s` to %s", [name, replace(facts.table.uses[name], "<registry>:8081", registry)])

setting(name) := sprintf("set `%s`", [name]) if not facts.table.uses[name]

# The converters of the worker that lack the same.
explained := {"explains": {"rules": ["converter-without-registry"], "at": converters}} if {
	count(converters) > 0
} else := {}

converters := [["cluster", list, i, "properties", sprintf("%s.converter", [side])] |
	some side in ["key", "value"]
	some names in judged.lacks
	endswith(names[0], sprintf("_%s_CONVERTER_SCHEMA_REGISTRY_URL", [upper(side)]))
	is_object(object.get(input, "cluster", null))
	some [list, i] in object.get(input.cluster, ["clients_by_name", input.name], [])
]

# The only registry of the project, at the port that it listens on.
registry := registries[0] if {
	count(registries) == 1
} else := "<registry>:8081"

registries := [sprintf("%s:%s", [one.service, port_of(one)]) |
	is_object(object.get(input, "cluster", null))
	some one in object.get(input.cluster, "schema_registries", [])
	is_string(object.get(one, "service", null))
]

port_of(one) := found[0][1] if {
	listeners := object.get(one.properties, "listeners", "")
	is_string(listeners)
	found := regex.find_all_string_submatch_n(`^http://[^:,/]*:([0-9]+)(?:,|$)`, listeners, 1)
	count(found) > 0
} else := "8081"

behind("") := ""

behind(because) := sprintf(": %s", [because]) if because != ""

in_its_place("") := "remove the variable"

in_its_place(instead) := sprintf("set `%s` instead", [instead]) if instead != ""

# A version that the tag does not tell, else a value that decides.
reason := sprintf("the version of image `%s`, which its tag does not name", [input.start_script.image]) if {
	not has_one_version
	not resource.is_open(["start_script", "image"])
} else := sprintf("the version of image `%s`, which %s", [input.start_script.image, resource.missing(["start_script", "image"])]) if {
	not has_one_version
} else := sprintf("%s, which no file here sets", [resource.quoted(sort(judged.deciding))])

has_one_version if count(facts.versions) == 1

place := ["start_script", "image"] if not has_one_version

place := ["environment", first(judged.open)] if has_one_version

# Where it is not there, the place is `environment`, or the service without one.
first(requirements) := sort(requirements)[0][0]

# The id of the cluster is that of its other nodes; what is misspelt gets its right name.
fix_of(requirements) := {"fix": {"title": sprintf("set `CLUSTER_ID` to `%s`, as on the other nodes", [cluster_ids[0]]), "insert": ["environment", "CLUSTER_ID"], "value": cluster_ids[0]}} if {
	requirements == {["CLUSTER_ID"]}
	not "CLUSTER_ID" in object.keys(input.start_script.environment)
	count(cluster_ids) == 1
	count(renamings(requirements)) == 0
} else := {"fix": {
	"title": sprintf("write %s", [resource.quoted([renaming.to | some renaming in renamings(requirements)])]),
	"safety": "unsafe",
	"edits": renamings(requirements),
}} if {
	count(renamings(requirements)) > 0
	count(renamings(requirements)) == count(requirements)
} else := {}

cluster_ids := sort({node.cluster_id |
	is_object(object.get(input, "cluster", null))
	object.get(input.cluster, "groups", 1) == 1
	some list in ["brokers", "controllers"]
	some node in object.get(input.cluster, list, [])
	is_string(object.get(node, "cluster_id", null))
	not contains(node.cluster_id, "$")
})

renamings(requirements) := [renaming |
	some names in sort(requirements)
	found := sort({{"rename": ["start_script", "environment", entry.variable], "to": entry.instead} |
		some entry in misspelled
		entry.because == ""
		entry.instead in names
		not entry.instead in object.keys(input.start_script.environment)
	})
	count(found) == 1
	some renaming in found
]
