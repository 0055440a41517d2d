package hy_msg_lint.lib.address_test

import data.hy_msg_lint.lib.address

test_addresses if {
	address.is_address("10.0.0.5")
	address.is_address("172.19.0.254")
	address.is_address("2001:db8::1")
	address.is_address("[fe80::1]")
	address.is_address("::ffff:10.0.0.5")
	address.is_address("2001:db8:0:0:0:0:0:1")
}

test_no_addresses if {
	not address.is_address("kafka-1")
	not address.is_address("10.0.0")
	not address.is_address("10.0.0.256")
	not address.is_address("10.0.0.0/24")
	not address.is_address("10.0.0.5:9092")
	not address.is_address("12:34:56")
	not address.is_address("host-gateway")
	not address.is_address("")
	not address.is_address(null)
	not address.is_address("17.6.1.150-alpine")
}

test_loopback if {
	address.is_loopback("127.0.0.1")
	address.is_loopback("127.1.2.3")
	address.is_loopback("::1")
	address.is_loopback("[::1]")
	not address.is_loopback("10.0.0.5")
	not address.is_loopback("127.example")
}

test_unspecified if {
	address.is_unspecified("0.0.0.0")
	address.is_unspecified("::")
	address.is_unspecified("[::]")
	not address.is_unspecified("10.0.0.0")
}

test_multicast if {
	every group in ["224.0.0.1", "239.255.255.255", "ff02::1", "[FF05::2]"] {
		address.is_multicast(group)
	}
	every host in ["223.255.255.1", "240.0.0.1", "fe80::1", "ffmpeg", "22.4.0.1"] {
		not address.is_multicast(host)
	}
}
