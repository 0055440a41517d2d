# METADATA
# title: Server without a health check
# description: |
#   Without a health check nobody can wait for a server, and Compose shows it as running while it answers nothing. Where another
#   service waits for it to be healthy, that service never starts.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose Specification, healthcheck
# custom:
#   input: [service]
#   severity: warning
#   fix: none
#   help: "add a `healthcheck` that asks the server something: kafka-broker-api-versions for a broker, its HTTP address for the others"
package hy_msg_lint.compose.missing_healthcheck

words := {
	"broker": "broker",
	"schema_registry": "Schema Registry",
	"connect_worker": "Connect worker",
	"rest_proxy": "REST proxy",
	"ksqldb": "ksqlDB server",
}

deny contains violation if {
	is_string(input.runs)
	word := words[input.runs]
	own := input.project.services[input.name]
	own.healthcheck in {"absent", "disabled"}
	violation := object.union(
		{"msg": sprintf("%s `%s` has no health check%s", [word, input.name, end(own)]), "at": ["healthcheck"]},
		weight(own),
	)
}

end(own) := sprintf(", and `%s` waits for it to be healthy", [own.awaited_by[0]]) if count(own.awaited_by) > 0

end(own) := "" if count(own.awaited_by) == 0

weight(own) := {"severity": "error", "related": [{
	"at": ["project", "services", input.name, "awaited_by", 0],
	"msg": "this service waits for it",
}]} if {
	count(own.awaited_by) > 0
}

weight(own) := {} if count(own.awaited_by) == 0
