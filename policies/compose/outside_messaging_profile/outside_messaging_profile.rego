# METADATA
# title: Messaging service without its profile
# description: |
#   The Compose profile starts and stops the messaging tier as a whole. A service of the tier without the profile starts
#   with everything else and finds no brokers.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/profiles/
#     description: Compose Specification, profiles
# custom:
#   input: [service]
#   severity: warning
#   concern: hygiene
#   fix: unsafe
#   help: "add `profiles: [messaging]`"
#   parameters:
#     profile:
#       type: string
#       default: messaging
#       description: the profile of the messaging tier
#     folder:
#       type: string
#       default: '(^|/)([^/]+-)?messaging/'
#       description: a regular expression for the paths of the tier's files
#     label:
#       type: string
#       default: hy-home.tier
#       description: a label whose value is the profile's name on services of the tier
package hy_msg_lint.compose.outside_messaging_profile

import data.hy_msg_lint.lib.resource

parameters := data.parameters["outside-messaging-profile"]

deny contains violation if {
	count(object.get(input, "profiles", [])) == 0
	some reason in reasons
	not is_partial
	violation := object.union(fix, {
		"msg": sprintf("service `%s` belongs to the messaging tier (%s) but has no profile `%s`", [input.name, reason, parameters.profile]),
		"at": ["profiles"],
		"help": help,
	})
}

fix := {"fix": {"title": sprintf("add the profile `%s`", [parameters.profile]), "insert": ["profiles"], "value": value}} if {
	count(left_behind) == 0
} else := {}

help := sprintf("add `profiles: [%s]`", [parameters.profile]) if {
	count(left_behind) == 0
} else := sprintf("add `profiles: [%s]` to it and to %s, which Compose does not start without it", [parameters.profile, resource.quoted(left_behind)])

# Services that depend on it, and that would start without it: Compose refuses that.
left_behind := sort([name |
	some name in object.get(input, ["project", "services", input.name, "needed_by"], [])
	not runs_with_it(object.get(input.project.services[name], "profiles", []))
])

runs_with_it(profiles) if {
	count(profiles) > 0
	every profile in profiles {
		profile == parameters.profile
	}
}

# One reason is enough.
reasons := ["by its folder"] if {
	regex.match(parameters.folder, input.file)
} else := [sprintf("by its label `%s`", [parameters.label])] if {
	is_labelled
} else := []

is_labelled if input.labels[parameters.label] == parameters.profile

is_labelled if input.deploy.labels[parameters.label] == parameters.profile

# What a template or an override lacks may stand elsewhere.
is_partial if {
	not input.image
	not input.build
}

# An empty list gets an item.
value := parameters.profile if {
	is_array(object.get(input, "profiles", null))
} else := [parameters.profile]
