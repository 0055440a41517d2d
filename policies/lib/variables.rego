# The variables that a start script gets, under their names and aliases, and conditions on them. `found` are the `facts` of
# `policies/lib/images.rego`.
package hy_msg_lint.lib.variables

# A value that is not known counts as one.
is_given(found, name, empty) if {
	state := state_of(found, name)
	state.set
	is_enough(found, name, state, empty)
}

is_enough(_, _, state, _) if state.open

is_enough(found, name, state, _) if {
	state.text != ""
	not name in object.get(found.table, "agreed", [])
}

is_enough(found, name, state, _) if {
	name in object.get(found.table, "agreed", [])
	is_agreed(state.text)
}

is_enough(found, name, state, empty) if {
	empty == true
	state.text == ""
	not name in object.get(found.table, "agreed", [])
}

is_agreed(text) if lower(text) in {"1", "yes", "true"}

# True where somebody wrote a value: one that a variable may leave empty is not forbidden.
is_written(found, name) if {
	text := object.get(found.environment, name, null)
	is_string(text)
	text != ""
	not name in found.open
}

is_written(found, name) if {
	name in found.open
	text := found.environment[name]
	is_string(text)
	not startswith(text, "$")
}

# Whether a demand applies: `yes`, `no`, or `open` where that depends on a value that is not known.
applies(found, demand) := "no" if {
	answers := answers_of(found, demand)
	"no" in answers
} else := "open" if {
	answers := answers_of(found, demand)
	"open" in answers
} else := "yes"

answers_of(found, demand) := {answer |
	some condition in object.get(demand, "when", [])
	answer := holds(condition, state_of(found, condition.variable))
}

holds(condition, state) := told(state.text != "") if {
	condition.test == "filled"
	not state.open
} else := "yes" if {
	condition.test == "filled"
} else := told(state.text == "") if {
	condition.test == "empty"
	not state.open
} else := "no" if {
	condition.test == "empty"
} else := "open" if {
	condition.test in {"equals", "differs", "disagrees"}
	state.open
} else := told(state.text == condition.value) if {
	condition.test == "equals"
} else := told(state.text != condition.value) if {
	condition.test == "differs"
} else := told(lower(state.text) in {"", "0", "no", "false"}) if {
	condition.test == "disagrees"
} else := holds_in(state, contains(state.text, condition.value), "yes", "no") if {
	condition.test == "contains"
} else := holds_in(state, contains(state.text, condition.value), "no", "yes") if {
	condition.test == "lacks"
} else := holds_in(state, regex.match(condition.value, state.text), "yes", "no") if {
	condition.test == "matches"
} else := "open"

told(truth) := "yes" if truth == true

told(truth) := "no" if truth == false

# What is written around a variable is known; a whole value, or the part before `://`, may be anything.
holds_in(_, is_found, there, _) := there if is_found == true

holds_in(state, is_found, _, absent) := absent if {
	is_found == false
	is_legible(state)
}

holds_in(state, is_found, _, _) := "open" if {
	is_found == false
	not is_legible(state)
}

is_legible(state) if not state.open

is_legible(state) if contains(state.text, "://")

# What a variable has, under its own name or an alias, which comes first.
state_of(found, name) := state if {
	names := [other | some other in array.concat(spellings(found.table, name), [name]); is_there(found, other)]
	state := {
		"set": count(names) > 0,
		"open": is_first_open(found, names),
		"text": text_of(found, names),
	}
}

spellings(table, name) := array.concat(own, [concat("", [name, "_FILE"]) | table.files]) if {
	own := object.get(object.get(table, "aliases", {}), name, [])
}

is_there(found, name) if object.get(found.environment, name, false) != false

is_first_open(found, names) if {
	names[0] in found.open
} else if {
	endswith(names[0], "_FILE")
} else := false

text_of(found, names) := text if {
	text := found.environment[names[0]]
	is_string(text)
} else := ""
