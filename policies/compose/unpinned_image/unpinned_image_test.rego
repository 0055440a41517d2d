package hy_msg_lint.compose.unpinned_image_test

import data.hy_msg_lint.compose.unpinned_image as rule

said(image, reference, fields) := {[object.get(violation, "severity", "error"), violation.msg] |
	some violation in rule.deny with input as object.union(
		{"kind": "service", "name": "ui", "image": image, "image_reference": reference},
		fields,
	)
}

test_no_tag if said("apache/kafka", {"repository": "apache/kafka"}, {}) == {["error", "service `ui` runs `apache/kafka`, which has no tag: a pull may bring another image"]}

test_tags_that_move if {
	every tag in ["latest", "main", "latest-jdk17", "Nightly", "edge", "stable-alpine", "ubi9-latest", "4.2.0-SNAPSHOT"] {
		{one[0] | some one in said("x", {"repository": "x", "tag": tag}, {})} == {"error"}
	}
	{one[0] | some one in said("x:8", {"repository": "x", "tag": "8"}, {})} == {"info"}
	said("x:v8", {"repository": "x", "tag": "v8"}, {}) == {["info", "service `ui` runs `x:v8`, a tag that moves with every release of version v8"]}
}

test_versions if {
	every tag in ["8.1.1", "4.1", "17-alpine", "2.13-2.8.1", "v1.9.0", "stables", "mainline-1.2", "nightly-20261124", "main-3f1b5b1", "edge.12"] {
		said("x", {"repository": "x", "tag": tag}, {}) == set()
	}
	said("x@sha256:0", {"repository": "x", "digest": "sha256:0"}, {}) == set()
	said("x:latest@sha256:0", {"repository": "x", "tag": "latest", "digest": "sha256:0"}, {}) == set()
}

test_built_here if {
	said("mine", {"repository": "mine"}, {"build": {"context": "."}}) == set()
	rule.deny == set() with input as {"kind": "service", "name": "ui", "build": {"context": "."}, "unresolved": []}
	count(said("theirs", {"repository": "theirs"}, {"build": {"context": "."}, "pull_policy": "always"})) == 1
}

test_a_variable_decides if {
	open := {"kind": "service", "name": "ui", "image": "x:${V}", "unresolved": [{"at": ["image"], "variables": ["V"]}]}
	rule.deny == set() with input as open
	messages := {violation.msg | some violation in rule.unknown with input as open}
	messages == {"the version of the image of service `ui` depends on `V`, which is not set"}
	rule.unknown == set() with input as object.union(open, {"build": {"context": "."}})
	rule.unknown == set() with input as object.union(open, {"image": "x@${DIGEST}"})
}

test_built_by_another_service if {
	said("shop/base", {"repository": "shop/base"}, {"built_by": "web"}) == set()
	count(said("shop/base", {"repository": "shop/base"}, {})) == 1
}

fixes(reference, image, versions) := {violation.fix | some violation in violations} if {
	services := object.union({"ui": {}}, {sprintf("s%d", [i]): {"version": version} | some i, version in versions})
	violations := rule.deny with input as {"kind": "service", "name": "ui", "image": image, "image_reference": reference, "project": {"services": services}}
}

test_fix_where_the_other_images_of_confluent_agree if {
	tagged := {"repository": "confluentinc/cp-schema-registry", "tag": "latest"}
	title := "use version 8.1.1, as the other images of Confluent"
	fixes(tagged, "confluentinc/cp-schema-registry:latest", ["8.1.1", "8.1.1", "latest"]) == {{"title": title, "set": ["image_reference", "tag"], "to": "8.1.1"}}
	fixes(object.remove(tagged, ["tag"]), "confluentinc/cp-schema-registry", ["8.1.1"]) == {{"title": title, "set": ["image"], "to": "confluentinc/cp-schema-registry:8.1.1"}}
	fixes(tagged, "x", ["8.1.1", "8.0.3"]) == set()
	fixes(tagged, "x", []) == set()
	fixes({"repository": "apache/kafka", "tag": "latest"}, "x", ["8.1.1"]) == set()
	every name in ["cp-zookeeper", "cp-enterprise-control-center", "cp-enterprise-control-center-next-gen", "cp-kafkacat"] {
		fixes({"repository": concat("/", ["confluentinc", name]), "tag": "latest"}, "x", ["8.1.1"]) == set()
	}
}
