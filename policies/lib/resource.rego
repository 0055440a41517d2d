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
missing(path) := sprintf("needs %s, which nothing here defines", [quoted(sort({variable | some variable in open[path]}))])

# The same about a value of `resource`.
missing_at(resource, path) := sprintf("needs %s, which nothing here defines", [quoted(variables_at(resource, path))])

# `A`, or `A` and `B`, or `A`, `B` and `C`.
quoted(words) := listed([word | some plain in words; word := sprintf("`%v`", [plain])])

listed(phrases) := "" if count(phrases) == 0

listed(phrases) := phrases[0] if count(phrases) == 1

listed(phrases) := sprintf("%s and %s", [concat(", ", array.slice(phrases, 0, last)), phrases[last]]) if {
	count(phrases) > 1
	last := count(phrases) - 1
}

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

has_brokers(resource) if {
	not object.get(resource, "brokers_elsewhere", false)
	count(resource.cluster.brokers) > 0
}
