# METADATA
# title: Debezium setting under its old name
# description: |
#   Debezium 1.3 renamed whitelists and blacklists, and 2.0 took the old names away, together with database.server.name and
#   database.history. A connector of today refuses to start without the new ones, or captures tables that it should not.
# related_resources:
#   - ref: https://debezium.io/releases/2.0/release-notes
#     description: Debezium 2.0 release notes, breaking changes
# custom:
#   input: [connector]
#   severity: warning
#   fix: unsafe
#   help: use the name that Debezium 2 has for it
package hy_msg_lint.connector.legacy_debezium_keys

deny contains violation if {
	startswith(object.get(input, "class", ""), "io.debezium.")
	some key in object.keys(input.config)
	now := renamed(key)
	not input.config[now]
	violation := {
		"msg": sprintf("connector `%s` sets `%s`, which Debezium 2 calls `%s`", [input.name, key, now]),
		"at": ["config", key],
	}
}

renamed(key) := "topic.prefix" if key == "database.server.name"

renamed(key) := replace(key, "database.history", "schema.history.internal") if startswith(key, "database.history")

renamed(key) := replace(key, "whitelist", "include.list") if endswith(key, ".whitelist")

renamed(key) := replace(key, "blacklist", "exclude.list") if endswith(key, ".blacklist")
