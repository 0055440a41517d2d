# METADATA
# title: Versions that differ within one platform
# description: |
#   Confluent releases its images together and tests them together. A project with several versions of them runs a combination
#   that few others run.
# related_resources:
#   - ref: https://docs.confluent.io/platform/current/installation/versions-interoperability.html
#     description: Confluent, supported versions and interoperability
# custom:
#   input: [project]
#   severity: info
#   fix: none
#   help: run one version, for example through one variable
package hy_msg_lint.compose.mixed_versions

versions := {name: service.version |
	some name, service in input.services
	service.version
}

deny contains violation if {
	count(versions) > 1
	names := sort(object.keys(versions))
	some name in names
	odd := versions[name]
	usual := most_common
	odd != usual
	violation := {
		"msg": sprintf("service `%s` runs version %s of a Confluent image, and `%s` runs %s", [name, odd, first_with(usual), usual]),
		"at": ["services", name, "version"],
	}
}

all := [version | some version in versions]

size_of(version) := count([1 |
	some other in all
	other == version
])

# The version of most services; of several, the first in order.
most_common := common[0] if {
	sizes := [size_of(version) | some version in all]
	common := [version |
		some version in sort(all)
		size_of(version) == max(sizes)
	]
}

first_with(wanted) := sort([name |
	some name, version in versions
	version == wanted
])[0]
