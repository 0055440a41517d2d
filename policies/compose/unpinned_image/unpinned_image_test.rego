package hy_msg_lint.compose.unpinned_image_test

import data.hy_msg_lint.compose.unpinned_image as rule

said(image, reference, fields) := {[object.get(violation, "severity", "error"), violation.msg] |
	some violation in rule.deny with input as object.union(
		{"kind": "service", "name": "ui", "image": image, "image_reference": reference},
		fields,
	)
}

test_no_tag if said("apache/kafka", {"repository": "apache/kafka"}, {}) == {["error", "service `ui` runs `apache/kafka`, which has no tag and means `latest`"]}

test_tags_that_move if {
	every tag in ["latest", "main", "latest-jdk17", "Nightly", "edge"] {
		{one[0] | some one in said("x", {"repository": "x", "tag": tag}, {})} == {"error"}
	}
	{one[0] | some one in said("x:8", {"repository": "x", "tag": "8"}, {})} == {"warning"}
}

test_versions if {
	every tag in ["8.1.1", "4.1", "17-alpine", "2.13-2.8.1", "v1.9.0", "stables", "mainline-1.2"] {
		said("x", {"repository": "x", "tag": tag}, {}) == set()
	}
	said("x@sha256:0", {"repository": "x", "digest": "sha256:0"}, {}) == set()
	said("x:latest@sha256:0", {"repository": "x", "tag": "latest", "digest": "sha256:0"}, {}) == set()
}

test_not_known_or_built if {
	rule.deny == set() with input as {"kind": "service", "name": "ui", "image": "x:${V}"}
	said("mine", {"repository": "mine"}, {"build": {"context": "."}}) == set()
}
