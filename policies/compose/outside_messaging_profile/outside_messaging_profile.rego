# METADATA
# title: Messaging service outside of its profile
# description: |
#   The messaging tier is started and stopped as a whole, by its Compose profile. A service of it without that profile starts with
#   everything else, and finds no brokers there.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/profiles/
#     description: Compose Specification, profiles
# custom:
#   input: [service]
#   severity: warning
#   fix: unsafe
#   help: "add `profiles: [messaging]`"
#   parameters:
#     profile:
#       type: string
#       default: messaging
#       description: the profile of the messaging tier
#     folder:
#       type: string
#       default: '(^|/)([0-9]+-)?messaging/'
#       description: a regular expression for the paths of the tier's files
#     label:
#       type: string
#       default: hy-home.tier
#       description: a label whose value is the profile's name on services of the tier
package hy_msg_lint.compose.outside_messaging_profile

parameters := data.parameters["outside-messaging-profile"]

deny contains violation if {
	not parameters.profile in object.get(input, "profiles", [])
	some reason in reasons
	count(object.get(input, "profiles", [])) == 0
	not is_partial
	violation := {
		"msg": sprintf("service `%s` belongs to the messaging tier, %s, and has no profile `%s`", [input.name, reason, parameters.profile]),
		"at": ["profiles"],
	}
}

# One reason is enough.
reasons := ["by its folder"] if {
	regex.match(parameters.folder, input.file)
} else := ["by its label"] if {
	is_object(input.labels)
	input.labels[parameters.label] == parameters.profile
} else := []

is_partial if {
	not input.image
	not input.build
}
