# METADATA
# title: Image without a fixed version
# description: |
#   `latest`, `main` or no tag can bring another image with every pull. A restart becomes an unplanned upgrade, and
#   nothing records which image ran before.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#image
#     description: Compose Specification, image
# custom:
#   input: [service]
#   severity: warning
#   concern: hygiene
#   fix: unsafe
#   general: true
#   help: write a full version such as `8.1.1`, or a digest
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
		object.union(object.remove(finding, ["what"]), fix),
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
		"msg": sprintf("the version of the image of service `%s` %s", [input.name, resource.depends(["image"])]),
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

floating(tag) := {"what": "which has no tag: a pull may bring another image", "label": "no tag", "at": ["image"]} if tag == null

floating(tag) := {"what": "a mutable tag: a pull may bring another image", "label": "a mutable tag", "at": ["image_reference", "tag"]} if {
	is_string(tag)
	regex.match(moving, lower(tag))
}

floating(tag) := {
	"what": sprintf("a tag that moves with every release of version %s", [tag]),
	"label": "only a major version",
	"at": ["image_reference", "tag"],
	"severity": "info",
} if {
	is_string(tag)
	regex.match(`^v?[0-9]+$`, tag)
}

# Tags that are moved on purpose. Behind the others a number is a date or a commit, and stays.
moving := `^(latest|(main|master|trunk|nightly|edge|dev|devel|develop|snapshot|stable|rolling|canary|head)([._-][^0-9]*)?)$|^latest[._-]|[._-](latest|snapshot)$`

# Confluent releases these images together: the version of all the others of the project is there for this one. Others have
# numbers of their own, or ended: ZooKeeper's and Control Center's before 8.0, kafkacat's before that.
together := `^confluentinc/cp-(kafka|server|schema-registry|kafka-rest|kafka-connect|kafka-connect-base|server-connect|server-connect-base|ksqldb-server|ksqldb-cli)$`

fix := {"fix": {"title": sprintf("use version %s, as the other images of Confluent", [siblings[0]]), "set": place, "to": pinned}} if {
	regex.match(together, input.image_reference.repository)
	count(siblings) == 1
	regex.match(`^[0-9]+\.[0-9]+\.[0-9]+$`, siblings[0])
} else := {}

siblings := sort({service.version |
	is_object(object.get(input, "project", null))
	some name, service in input.project.services
	name != input.name
	is_string(object.get(service, "version", null))
	not floating(service.version)
})

place := ["image_reference", "tag"] if is_string(object.get(input.image_reference, "tag", null))

place := ["image"] if not is_string(object.get(input.image_reference, "tag", null))

pinned := siblings[0] if is_string(object.get(input.image_reference, "tag", null))

pinned := sprintf("%s:%s", [input.image, siblings[0]]) if not is_string(object.get(input.image_reference, "tag", null))
