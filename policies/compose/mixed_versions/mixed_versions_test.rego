package hy_msg_lint.compose.mixed_versions_test

import data.hy_msg_lint.compose.mixed_versions as rule

said(versions) := {violation.msg |
	services := {name: {"version": version} | some name, version in versions}
	some violation in rule.deny with input as {"kind": "project", "name": "p", "services": services}
}

test_the_odd_one_out if {
	said({"kafka-1": "8.1.1", "kafka-2": "8.1.1", "ksql": "8.0.3"}) == {"service `ksql` runs version 8.0.3 of a Confluent image, but `kafka-1` runs 8.1.1"}
	said({"a": "7.9.0", "b": "7.9.0", "c": "8.1.1"}) == {"service `c` runs version 8.1.1 of a Confluent image, but `a` runs 7.9.0"}
}

test_the_older_of_two if {
	said({"kafka": "8.0.3", "ksql": "8.1.1"}) == {"service `kafka` runs version 8.0.3 of a Confluent image, but `ksql` runs 8.1.1"}
}

test_one_version if {
	said({"kafka-1": "8.1.1", "kafka-2": "8.1.1"}) == set()
	said({"kafka-1": "8.1.1"}) == set()
	said({}) == set()
}

test_one_release_in_several_spellings if {
	said({"kafka": "7.6.0", "registry": "7.6.0-1-ubi9", "connect": "0.6.4-7.6.0", "rest": "7.6.0.arm64"}) == set()
}

test_not_comparable if {
	said({"kafka": "8.1.1", "registry": "8.1", "rest": "latest", "ksql": "0.29.0"}) == set()
	rule.deny == set() with input as {"kind": "project", "name": "p", "services": {"a": {"runs": null}, "b": {"version": "8.1.1"}}}
}
