# Versions, numbers with dots. `latest` is above all others. A version with fewer numbers than another may be any that begins with
# them: `2` is from 2.0 on, and may be below 2.6 or not.
package hy_msg_lint.lib.version

# True if the known version `is` is below `bound`.
is_below(is, bound) if {
	is != "latest"
	padded(is, bound) < numbers(bound)
	not is_open(is, bound)
}

# True if it is known, and not below `bound`.
is_from(is, _) if is == "latest"

is_from(is, bound) if {
	is != "latest"
	padded(is, bound) >= numbers(bound)
}

# True if versions that begin with the numbers of `is` are below `bound`, and others are not.
is_open(is, bound) if {
	is != "latest"
	own := numbers(is)
	own == array.slice(numbers(bound), 0, count(own))
	padded(is, bound) < numbers(bound)
}

# The numbers of `is`, with zeros for those that `bound` has beyond.
padded(is, bound) := array.concat(own, [0 | some i, _ in numbers(bound); i >= count(own)]) if {
	own := numbers(is)
}

numbers(version) := [to_number(part) |
	some part in split(version, ".")
	is_number_of_version(part)
]

# One to nine digits: a regular expression costs more than all else here, and this is asked for each row of a table.
is_number_of_version(part) if {
	part != ""
	count(part) <= 9
	trim(part, "0123456789") == ""
}
