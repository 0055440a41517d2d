# METADATA
# title: Image without a version
# description: |
#   `latest`, `main` and no tag at all mean another image tomorrow than today. A restart becomes an upgrade that nobody planned,
#   and the one that broke cannot be told from the one before.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#image
#     description: Compose Specification, image
# custom:
#   input: [service]
#   severity: error
#   concern: hygiene
#   fix: none
#   help: name a full version, or a digest
package hy_msg_lint.compose.unpinned_image

import data.hy_msg_lint.lib.resource

deny contains violation if {
	reference := input.image_reference
	not reference.digest
	finding := floating(object.get(reference, "tag", null))
	not is_built
	not is_built_elsewhere
	violation := object.union(
		{"msg": sprintf("service `%s` runs `%s`, %s", [input.name, input.image, finding.what])},
		object.remove(finding, ["what"]),
	)
}

# A digest behind a variable decides for itself.
unknown contains violation if {
	not input.image_reference
	resource.is_open(["image"])
	not contains(input.image, "@")
	not is_built
	not is_built_elsewhere
	violation := {
		"msg": sprintf("whether image `%s` of service `%s` has a version %s", [input.image, input.name, resource.missing(["image"])]),
		"at": open_place,
	}
}

open_place := ["open_tag"] if {
	is_string(input.open_tag)
} else := ["image"]

# What is built here is called as its author likes.
is_built if {
	is_object(input.build)
	object.get(input, "pull_policy", "build") in {"build", "never"}
}

# Another service of the project builds the image, and this one runs the result.
is_built_elsewhere if input.built_by

floating(tag) := {"what": "which has no tag and means `latest`", "at": ["image"]} if tag == null

floating(tag) := {"what": "and that is another image every time it moves", "at": ["image_reference", "tag"]} if {
	is_string(tag)
	regex.match(moving, lower(tag))
}

floating(tag) := {
	"what": sprintf("and that is the newest version %s has at the time", [tag]),
	"at": ["image_reference", "tag"],
	"severity": "warning",
} if {
	is_string(tag)
	regex.match(`^v?[0-9]+$`, tag)
}

# Tags that are moved on purpose. Behind the others a number is a date or a commit, and stays.
moving := `^(latest|(main|master|trunk|nightly|edge|dev|devel|develop|snapshot|stable|rolling|canary|head)([._-][^0-9]*)?)$|^latest[._-]|[._-](latest|snapshot)$`
