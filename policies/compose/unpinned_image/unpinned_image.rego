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
#   fix: none
#   help: name a full version, or a digest
package hy_msg_lint.compose.unpinned_image

deny contains violation if {
	reference := input.image_reference
	not reference.digest
	not is_built
	some finding in floating(object.get(reference, "tag", null))
	violation := object.union(
		{"msg": sprintf("service `%s` runs `%s`, %s", [input.name, input.image, finding.what])},
		object.remove(finding, ["what"]),
	)
}

# What is built here is called as its author likes.
is_built if {
	is_object(input.build)
	object.get(input, "pull_policy", "build") == "build"
}

floating(tag) := [{"what": "which has no tag and means `latest`", "at": ["image"]}] if tag == null

floating(tag) := [{"what": "and that is another image every time it moves", "at": ["image_reference", "tag"]}] if {
	tag != null
	regex.match(`^(latest|main|master|nightly|edge|dev|develop|snapshot|stable|rolling|canary|head)([._-]|$)`, lower(tag))
}

floating(tag) := [{"what": "and the newest version that begins with it", "at": ["image_reference", "tag"], "severity": "warning"}] if {
	tag != null
	regex.match(`^v?[0-9]+$`, tag)
}
