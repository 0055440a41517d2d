# Versions, numbers with dots. `latest` is above all others.
package hy_msg_lint.lib.version

# True if the known version `is` is below `bound`.
is_below(is, bound) if {
	is != "latest"
	numbers(is) < numbers(bound)
}

# True if it is known, and not below `bound`.
is_from(is, _) if is == "latest"

is_from(is, bound) if {
	is != "latest"
	numbers(is) >= numbers(bound)
}

numbers(version) := [to_number(part) |
	some part in split(version, ".")
	regex.match(`^[0-9]{1,9}$`, part)
]
