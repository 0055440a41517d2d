# METADATA
# title: Debezium setting under its old name
# description: |
#   Debezium 1.3 renamed whitelists and blacklists, and 2.0 took the old names away, together with database.server.name and
#   database.history. A connector of today refuses to start without the new ones, or captures tables that it should not.
# related_resources:
#   - ref: https://debezium.io/releases/2.0/release-notes
#     description: Debezium 2.0 release notes, breaking changes
#   - ref: https://debezium.io/releases/2.6/release-notes
#     description: Debezium 2.6 release notes, breaking changes
# custom:
#   input: [connector]
#   severity: warning
#   fix: unsafe
#   help: use the name that Debezium has for it today
package hy_msg_lint.connector.legacy_debezium_keys

deny contains violation if {
	is_debezium
	some key in object.keys(input.config)
	now := renamed(key)
	now != null
	not now in object.keys(input.config)
	not runs_in(`[01]\.`)
	violation := {
		"msg": sprintf("connector `%s` sets `%s`, which Debezium 2 calls `%s`", [input.name, key, now]),
		"at": ["config", key],
	}
}

deny contains violation if {
	is_debezium
	mode := object.get(input.config, "snapshot.mode", "")
	now := object.get(modes, mode, "")
	now != ""
	not runs_in(`([01]\.|2\.[0-5])`)
	violation := {
		"msg": sprintf("connector `%s` sets `snapshot.mode` to `%s`, which Debezium 2.6 and later call `%s`", [input.name, mode, now]),
		"at": ["config", "snapshot.mode"],
		"fix": {"title": "use the name of today", "set": ["config", "snapshot.mode"], "to": now},
	}
}

is_debezium if startswith(object.get(input, "class", ""), "io.debezium.connector.")

# A worker of the connector's cluster is of a version in which the old names are the names.
runs_in(version) if {
	is_object(input.cluster)
	some worker in object.get(input.cluster, "connect_workers", [])
	regex.match(sprintf("debezium/connect:%s", [version]), object.get(worker, "image", ""))
}

renamed(key) := now if {
	now := object.get(names, key, null)
	now != null
} else := replace(key, "database.history", "schema.history.internal") if {
	regex.match(`^database\.history(\.|$)`, key)
} else := null

names := {
	"collection.blacklist": "collection.exclude.list",
	"collection.whitelist": "collection.include.list",
	"column.blacklist": "column.exclude.list",
	"column.whitelist": "column.include.list",
	"database.blacklist": "database.exclude.list",
	"database.history.store.only.monitored.tables.ddl": "schema.history.internal.store.only.captured.tables.ddl",
	"database.server.name": "topic.prefix",
	"database.whitelist": "database.include.list",
	"field.blacklist": "field.exclude.list",
	"mongodb.name": "topic.prefix",
	"schema.blacklist": "schema.exclude.list",
	"schema.whitelist": "schema.include.list",
	"table.blacklist": "table.exclude.list",
	"table.whitelist": "table.include.list",
}

# The values of `snapshot.mode` that have other names today. MySQL's `never` is what it was.
modes := {"never": "no_data"} if regex.match(`^io\.debezium\.connector\.(postgresql|mongodb)\.`, object.get(input, "class", ""))

modes := {"schema_only": "no_data", "schema_only_recovery": "recovery"} if {
	not regex.match(`^io\.debezium\.connector\.(postgresql|mongodb)\.`, object.get(input, "class", ""))
}
