# Whether a name is a slip of the pen for another.
#
# What two names begin and end with alike is taken away. If at most two characters are left of each, and six or more were alike,
# one is near the other: a character too much, one missing, one wrong, two swapped, or two such slips side by side. Two slips
# that stand apart are not found. `min` is no slip for `max`.
package hy_msg_lint.lib.spelling

# Those of `names` (an object by name) that are near `word`: their `name`, and as `distance` how many characters differ.
near(word, names) := near_one_of(word, names, object.keys(names))

# The same, with the keys of `names`: whoever asks for many words takes them once.
near_one_of(word, names, keys) := {found |
	some name in candidates(word, names, keys)
	replace(name, "max", "min") != replace(word, "max", "min")
	found := {"name": name, "distance": distance(word, name)}
}

# At least half of what is alike stands before the slip, or behind it. So only names that share it are looked at closely, and
# for most words there is none: that is asked first, of all names at once.
candidates(word, names, keys) := beginning(names, keys, head) | ending(names, keys, tail) if {
	length := count(word)
	length >= least_alike
	half := ceil((length - most_different) / 2)
	head := substring(word, 0, half)
	tail := substring(word, length - half, half)
}

beginning(names, keys, head) := {name |
	some name, _ in names
	startswith(name, head)
} if {
	strings.any_prefix_match(keys, head)
} else := set()

ending(names, keys, tail) := {name |
	some name, _ in names
	endswith(name, tail)
} if {
	strings.any_suffix_match(keys, tail)
} else := set()

# How many characters differ between the first and the last that do. Undefined where they are not near.
distance(word, name) := min(distances) if {
	longer := count(name) - count(word)
	abs(longer) <= most_different
	start := alike_before(word, name)
	distances := [max([taken, given]) |
		some taken in numbers.range(0, most_different)
		given := taken + longer
		given >= 0
		given <= most_different
		rest := (count(word) - start) - taken
		rest >= 0
		start + rest >= least_alike
		endswith(name, substring(word, start + taken, rest))
	]
	count(distances) > 0
}

alike_before(word, name) := max([length |
	some length in numbers.range(0, min([count(word), count(name)]))
	startswith(name, substring(word, 0, length))
])

# One slip, in names of any length from four characters on: one too much, one missing, one wrong, or two swapped. Short names are
# near by accident, so this is for hints alone.
is_one_slip(word, name) if {
	is_comparable(word, name)
	count(word) == count(name)
	endswith(name, substring(word, alike_before(word, name) + 1, -1))
}

is_one_slip(word, name) if {
	is_comparable(word, name)
	count(word) == count(name)
	start := alike_before(word, name)
	start + 2 <= count(word)
	endswith(name, substring(word, start + 2, -1))
	substring(word, start, 1) == substring(name, start + 1, 1)
	substring(word, start + 1, 1) == substring(name, start, 1)
}

is_one_slip(word, name) if {
	is_comparable(word, name)
	count(word) + 1 == count(name)
	endswith(name, substring(word, alike_before(word, name), -1))
}

is_one_slip(word, name) if {
	is_comparable(word, name)
	count(word) == count(name) + 1
	endswith(name, substring(word, alike_before(word, name) + 1, -1))
}

is_comparable(word, name) if {
	word != name
	min([count(word), count(name)]) >= 4
}

most_different := 2

least_alike := 6

# The fix of a defect that is a misspelt word.
fix(defect) := {"fix": {"title": sprintf("write `%s`", [defect.meant]), "rename": ["misspelt", "name"], "to": defect.meant}} if {
	is_string(object.get(defect, ["misspelt", "name"], null))
} else := {"fix": {"title": sprintf("write `%s`", [defect.meant]), "set": ["misspelt", "value"], "to": defect.meant}} if {
	is_string(object.get(defect, ["misspelt", "value"], null))
} else := {}
