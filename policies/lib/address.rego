# IP address literals.
package hy_msg_lint.lib.address

is_address(text) if is_ipv4(text)

is_address(text) if is_ipv6(text)

is_ipv4(text) if {
	is_string(text)
	regex.match(`^(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}$`, text)
}

is_ipv6(text) if {
	is_string(text)
	contains(text, "::")
	regex.match(`^[0-9A-Fa-f:]{2,39}(\.[0-9]{1,3}){0,3}$`, unbracketed(text))
}

is_ipv6(text) if {
	is_string(text)
	not contains(text, "::")
	regex.match(`^[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4}){7}$`, unbracketed(text))
}

unbracketed(text) := trim_suffix(trim_prefix(text, "["), "]")

is_loopback(text) if {
	startswith(text, "127.")
	is_ipv4(text)
}

is_loopback(text) if unbracketed(text) == "::1"

# A group, and no host: RFC 5771, RFC 4291 section 2.7.
is_multicast(text) if {
	is_ipv4(text)
	regex.match(`^(22[4-9]|23[0-9])\.`, text)
}

is_multicast(text) if {
	is_ipv6(text)
	startswith(lower(unbracketed(text)), "ff")
}

is_unspecified(text) if unbracketed(text) in {"0.0.0.0", "::"}
