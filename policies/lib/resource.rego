# What holds for a resource of any kind: values that nothing defines, and its name in a message.
package hy_msg_lint.lib.resource

# The variables that the value at `path` needs and that nothing defines, sorted.
variables_at(resource, path) := sort({variable |
	some entry in resource.unresolved
	entry.at == path
	some variable in entry.variables
})

unresolved_at(resource, path) if {
	some entry in resource.unresolved
	entry.at == path
}

# The same for the input itself, which may have thousands of such values: they are listed once.
is_open(path) if path in open_places

open_places := object.keys(open)

open := {entry.at: entry.variables | some entry in input.unresolved}

# The end of a sentence about a value of the input that cannot be judged.
missing(path) := needs(sort({variable | some variable in open[path]}))

# The same about what follows from such a value: "the version … depends on `V`, which is not set; set it in `.env`".
depends(path) := sprintf("depends on %s, which %s not set%s", [quoted(names), {true: "is", false: "are"}[count(names) == 1], where_to_set(names)]) if {
	names := sort({variable | some variable in open[path]})
}

where_to_set(names) := sprintf("; set %s in `.env`", [{true: "it", false: "them"}[count(names) == 1]]) if is_in_env(names)

where_to_set(names) := "" if not is_in_env(names)

# The same about a value of `resource`.
missing_at(resource, path) := needs(variables_at(resource, path))

needs(names) := sprintf("needs %s: set %s in `.env`", [quoted(names), {true: "it", false: "them"}[count(names) == 1]]) if {
	is_in_env(names)
}

needs(names) := sprintf("needs %s, which no file here sets", [quoted(names)]) if not is_in_env(names)

# Variables that Compose fills in; those of scripts and config providers are no variables of the environment.
is_in_env(names) if {
	is_object(object.get(input, "project", null))
	not input.kind in {"topic", "connector", "cluster"}
	every name in names {
		regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, name)
	}
}

# `A`, or `A` and `B`, or `A`, `B` and `C`.
quoted(words) := listed([word | some plain in words; word := sprintf("`%v`", [plain])])

listed(phrases) := "" if count(phrases) == 0

listed(phrases) := phrases[0] if count(phrases) == 1

listed(phrases) := sprintf("%s and %s", [concat(", ", array.slice(phrases, 0, last)), phrases[last]]) if {
	count(phrases) > 1
	last := count(phrases) - 1
}

# A property as the author of the resource writes it: the image's variable in a Compose file, else the property itself.
setting(resource, key) := name if {
	name := object.get(object.get(resource, "variables", {}), key, null)
	name != null
} else := concat("", [prefix, upper(replace(key, ".", "_"))]) if {
	prefix := object.get(resource, "variable_prefix", null)
	prefix != null
} else := key

# The same of the broker that a listener belongs to.
setting_of_node(listener, key) := setting(nodes[0], key) if {
	nodes := nodes_of(listener)
	count(nodes) > 0
} else := key

nodes_of(listener) := [listener.cluster[list][i] |
	is_object(listener.cluster)
	some [list, i] in listener.cluster.nodes_by_name[listener.broker]
]

settings(resource, keys) := quoted([name | some key in keys; name := setting(resource, key)])

# What its container starts from.
image(resource) := sprintf("what is built on image `%s`", [resource.image]) if {
	object.get(resource, "image", "") != ""
	object.get(resource, "built", false)
} else := sprintf("image `%s`", [resource.image]) if {
	object.get(resource, "image", "") != ""
} else := "its image"

title(resource) := sprintf("%s `%s`", [noun(resource), resource.name])

noun(resource) := name if {
	resource.kind != "broker"
	name := object.get(nouns, resource.kind, resource.kind)
}

noun(resource) := "broker" if {
	resource.kind == "broker"
	"broker" in resource.roles
}

noun(resource) := "controller" if {
	resource.kind == "broker"
	not "broker" in resource.roles
}

nouns := {
	"connect_worker": "Connect worker",
	"ksqldb": "ksqlDB server",
	"rest_proxy": "REST proxy",
	"schema_registry": "Schema Registry",
}

# The number of brokers of the cluster that the resource belongs to, where it is known.
cluster_size(resource) := size if {
	not object.get(resource, "brokers_elsewhere", false)
	size := resource.cluster.size
	is_number(size)
}

# The same of a node of one of the Kafkas of a project.
cluster_size(resource) := size if {
	object.get(resource, "kind", "") == "broker"
	sizes := resource.cluster.sizes
	some [list, i] in resource.cluster.nodes_by_name[resource.name]
	size := sizes[resource.cluster[list][i].group]
	is_number(size)
}

has_brokers(resource) if {
	not object.get(resource, "brokers_elsewhere", false)
	count(resource.cluster.brokers) > 0
}
