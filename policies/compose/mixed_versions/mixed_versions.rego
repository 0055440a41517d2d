# METADATA
# title: Mixed Confluent versions
# description: |
#   Confluent releases and tests its images together. A project that mixes versions runs a combination that few others
#   run.
# related_resources:
#   - ref: https://docs.confluent.io/platform/current/installation/versions-interoperability.html
#     description: Confluent, supported versions and interoperability
# custom:
#   input: [project]
#   severity: info
#   concern: hygiene
#   fix: none
#   help: use one version for all Confluent images, for example from one variable
package hy_msg_lint.compose.mixed_versions

import data.hy_msg_lint.lib.group

deny contains violation if {
	count(by_version) > 1
	some servers in by_version
	some server in servers
	server.group != usual[0].group
	violation := {
		"msg": sprintf("service `%s` runs version %s of a Confluent image, but `%s` runs %s", [
			server.name, server.version, usual[0].name, usual[0].version,
		]),
		"label": sprintf("version %s, not %s", [server.version, usual[0].version]),
		"at": ["services", server.name, "version"],
		"related": [{"at": ["services", usual[0].name, "version"], "msg": "most services run this version, or it is the newest"}],
	}
}

# The servers in lists of the same version.
by_version := group.slices([server |
	some name, service in input.services
	is_string(service.version)
	platform := release(service.version)
	server := {"name": name, "version": service.version, "group": platform}
])

# The version of most servers; of several, the one that is last in order.
usual := by_version[max([[count(servers), i] | some i, servers in by_version])[1]]

# The version of the platform in a tag: `8.1.1`, `7.6.0-1-ubi9`, and `0.6.4-7.6.0` for a plug-in's own before it. Not `0.29.0`:
# ksqlDB alone counts by itself.
release(tag) := found[count(found) - 1] if {
	found := [version |
		some version in regex.find_n(`[0-9]+\.[0-9]+\.[0-9]+`, tag, 2)
		not startswith(version, "0.")
	]
	count(found) > 0
}
