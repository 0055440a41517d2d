# What Kafka refuses of a node or a worker, in words. A phrase has a `msg` and a `help`, in which `{setting}`, `{value}` and their
# like stand for the parts of the refusal.
package hy_msg_lint.lib.refusal

import data.hy_msg_lint.lib.images
import data.hy_msg_lint.lib.naming
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown

# The refusals of the resource that have a phrase among `phrases`, with their place, as violations. What only some versions refuse
# is left out.
denied(node, phrases) := {violation |
	some i, refusal in object.get(node, "refusals", [])
	phrase := phrases[refusal.check]
	is_certain(refusal)
	not is_asked_by_image(refusal)
	violation := object.union(fix(i, refusal), {
		"msg": sprintf("%s: %s does not start", [filled(phrase.msg, refusal), resource.title(node)]),
		"at": ["refusals", i, "value"],
		"help": help(phrase, refusal),
		"related": related(phrase, i, refusal),
	})
}

# A name that is nearly right is corrected.
fix(i, refusal) := {"fix": {"title": filled("write {meant}", refusal), "set": ["refusals", i, "value"], "to": refusal.meant}} if {
	is_string(object.get(refusal, "meant", null))
} else := {}

# The same for what is refused or not, as the version of Kafka is.
in_doubt(node, phrases) := {violation |
	some i, refusal in object.get(node, "refusals", [])
	phrase := phrases[refusal.check]
	not is_certain(refusal)
	not is_asked_by_image(refusal)
	violation := {
		"msg": sprintf("%s: Kafka rejects this %s, and the version of %s is not known", [filled(phrase.msg, refusal), versions(refusal), resource.title(node)]),
		"at": ["refusals", i, "value"],
		"help": doubt_help(node, phrase, refusal),
	}
}

# The start script of the image ends before Kafka asks: `missing-required-setting` speaks. What is set under a name of another image
# is `ignored-variable`'s.
is_asked_by_image(refusal) if {
	endswith(refusal.check, "-absent")
	refusal.setting in asked_by_image
}

# An empty value is none for most start scripts.
is_asked_by_image(refusal) if {
	refusal.value == ""
	refusal.setting in asked_by_image
}

# Either of the two would do, and the image asks for one.
is_asked_by_image(refusal) if {
	refusal.check in {"roles-absent", "zookeeper-only"}
	count({name | some name in asked_by_image; is_of_mode(name)}) > 0
}

# The listener that is missed is one of those that the image asks for.
is_asked_by_image(refusal) if {
	refusal.check == "controller-without-listener"
	resource.setting(input, "listeners") in asked_by_image
}

# The login may be in a file that this variable names.
is_asked_by_image(refusal) if {
	refusal.check == "jaas-absent"
	"KAFKA_OPTS" in asked_by_image
}

is_of_mode(name) if endswith(name, "_PROCESS_ROLES")

is_of_mode(name) if endswith(name, "_ZOOKEEPER_CONNECT")

# What the image of the input asks for, or is set under another name, worked out once for all refusals.
asked_by_image := lacking | {name |
	some group in naming.groups(facts, lacking)
	naming.is_grave(facts, group, lacking)
	some name in naming.grave(facts, group, lacking) | without_default(facts, group)
} if {
	facts := images.facts(input)
	is_object(facts)
	lacking := naming.lacking(facts)
}

# Without its configuration, the broker lacks all that it needs.
without_default(facts, group) := naming.wiring if naming.loses_default(facts, group)

without_default(facts, group) := set() if not naming.loses_default(facts, group)

is_certain(refusal) if {
	not refusal.since
	not refusal.until
}

versions(refusal) := sprintf("from %s on", [refusal.since]) if refusal.since

versions(refusal) := sprintf("up to %s", [refusal.until]) if not refusal.since

filled(text, refusal) := strings.replace_n(
	{
		"{setting}": quoted(refusal.setting),
		"{value}": shown(refusal.value),
		"{other}": quoted(object.get(refusal, "other", "")),
		"{expected}": resource.quoted(refusal.expected),
		"{meant}": quoted(object.get(refusal, "meant", "")),
	},
	text,
)

quoted(text) := sprintf("`%s`", [text])

shown(value) := "empty" if value == ""

shown(value) := quoted(value) if value != ""

# A name that is nearly right is corrected.
help(_, refusal) := filled("write {meant}", refusal) if refusal.meant

help(phrase, refusal) := filled(phrase.help, refusal) if {
	not refusal.meant
	not is_without_choice(phrase, refusal)
}

help(phrase, refusal) := "remove the setting" if {
	not refusal.meant
	is_without_choice(phrase, refusal)
}

# There is no value to write.
is_without_choice(phrase, refusal) if {
	contains(phrase.help, "{expected}")
	count(object.get(refusal, "expected", [])) == 0
}

# A file of properties has no version; a correct value suits every version.
doubt_help(node, _, _) := unknown.version if object.get(node, "image", "") != ""

doubt_help(node, phrase, refusal) := help(phrase, refusal) if object.get(node, "image", "") == ""

related(phrase, i, refusal) := [{"at": ["refusals", i, "against"], "msg": filled(phrase.related, refusal)}] if {
	refusal.against
	phrase.related
} else := []

# Values of a type, of a range, of a list: for nodes and workers alike.
values := {
	"not-a-number": {"msg": "{setting} is {value}, which is not a number", "help": "write a number"},
	"not-a-whole-number": {"msg": "{setting} is {value}, and only whole numbers are allowed", "help": "write a whole number"},
	"number-too-large": {"msg": "{setting} is {value}, which is too large for a number of its type", "help": "write a number between {expected}"},
	"below-minimum": {"msg": "{setting} is {value}, below its minimum of {expected}", "help": "write {expected} or more"},
	"above-maximum": {"msg": "{setting} is {value}, above its maximum of {expected}", "help": "write {expected} or less"},
	"not-a-boolean": {"msg": "{setting} is {value}, which is neither `true` nor `false`", "help": "write `true` or `false`"},
	"not-one-of": {"msg": "{setting} has {value}, which is not one of {expected}", "help": "write one of {expected}"},
	"not-a-version": {"msg": "{setting} is {value}, which is not a version that Kafka {expected} knows", "help": "write a version such as {expected}, or remove the setting"},
	"empty-value": {"msg": "{setting} has no value", "help": "write a value, or remove the setting"},
	"empty-list": {"msg": "{setting} is an empty list", "help": "name at least one, or remove the setting"},
	"empty-item": {"msg": "{setting} has an empty entry: a comma without a value beside it", "help": "remove the comma"},
}
