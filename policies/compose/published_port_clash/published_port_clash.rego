# METADATA
# title: Host port published twice
# description: |
#   Only one container can use a port of the host. The second container does not start: `port is already allocated`.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose Specification, ports
# custom:
#   input: [project]
#   severity: error
#   concern: start
#   fix: none
#   general: true
#   help: publish one of the two on another host port
package hy_msg_lint.compose.published_port_clash

deny contains violation if {
	some i, clash in input.port_clashes
	violation := {
		"msg": sprintf("%s publishes host port %s, which %s%s", [subject(clash), port(clash), taken(clash), condition(clash)]),
		"at": ["port_clashes", i, "service"],
		"related": [{"at": ["port_clashes", i, "first_service"], "msg": sprintf("`%s` publishes it here", [clash.first_service])}],
		"severity": severity(clash),
	}
}

subject(clash) := sprintf("service `%s`", [clash.service])

port(clash) := sprintf("%v", [clash.port]) if not clash.address

port(clash) := sprintf("%v at `%s`", [clash.port, clash.address]) if clash.address

taken(clash) := sprintf("service `%s` also publishes", [clash.first_service]) if clash.service != clash.first_service

taken(clash) := "it publishes twice" if clash.service == clash.first_service

condition(clash) := "; the two cannot run at the same time" if clash.may_run_apart

condition(clash) := "" if not clash.may_run_apart

severity(clash) := "warning" if clash.may_run_apart

severity(clash) := "error" if not clash.may_run_apart
