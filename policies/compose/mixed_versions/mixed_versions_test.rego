package hy_msg_lint.compose.mixed_versions_test

import data.hy_msg_lint.compose.mixed_versions as rule

said(versions) := {violation.msg |
	services := {name: {"version": version} | some name, version in versions}
	some violation in rule.deny with input as {"kind": "project", "name": "p", "services": services}
}

test_the_odd_one_out if {
	said({"kafka-1": "8.1.1", "kafka-2": "8.1.1", "ksql": "8.0.3"}) == {"service `ksql` runs version 8.0.3 of a Confluent image, and `kafka-1` runs 8.1.1"}
	count(said({"kafka": "8.1.1", "ksql": "8.0.3"})) == 1
}

test_one_version if {
	said({"kafka-1": "8.1.1", "kafka-2": "8.1.1"}) == set()
	said({"kafka-1": "8.1.1"}) == set()
	said({}) == set()
}
