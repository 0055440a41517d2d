# METADATA
# title: Renamed Debezium setting
# description: |
#   Debezium 1.3 renamed whitelists and blacklists. Debezium 2.0 removed the old names, and database.server.name and
#   database.history with them. A current connector does not start without the new names, or captures tables that it
#   should skip.
# related_resources:
#   - ref: https://debezium.io/releases/2.0/release-notes
#     description: Debezium 2.0 release notes, breaking changes
#   - ref: https://debezium.io/releases/2.6/release-notes
#     description: Debezium 2.6 release notes, breaking changes
# custom:
#   input: [connector]
#   severity: warning
#   concern: start
#   fix: unsafe
#   help: use the new name
#   parameters:
#     version:
#       type: string
#       default: ""
#       description: the Debezium version of connectors whose workers do not name one
package hy_msg_lint.connector.legacy_debezium_keys

import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.version

deny contains violation if {
	version.is_from(in_force, "2.0")
	some key, now in renamed_keys
	violation := {
		"msg": sprintf("connector `%s` sets `%s`, which Debezium 2 renamed to `%s`", [input.name, key, now]),
		"at": ["config", key],
		"help": sprintf("write `%s`", [now]),
		"fix": {"title": sprintf("write `%s`", [now]), "rename": ["config", key], "to": now},
	}
}

deny contains violation if {
	version.is_from(in_force, "2.6")
	some mode, now in renamed_modes
	violation := {
		"msg": sprintf("connector `%s` sets `snapshot.mode` to `%s`, which Debezium 2.6 renamed to `%s`", [input.name, mode, now]),
		"at": ["config", "snapshot.mode"],
		"help": sprintf("write `%s`", [now]),
		"fix": {"title": sprintf("set `snapshot.mode` to `%s`", [now]), "set": ["config", "snapshot.mode"], "to": now},
	}
}

unknown contains violation if {
	in_force == ""
	keys := sort(array.concat([key | some key, _ in renamed_keys], ["snapshot.mode" | some _, _ in renamed_modes]))
	count(keys) > 0
	violation := {
		"msg": sprintf("connector `%s` sets %s, which Debezium 2.0 or 2.6 renamed; its version of Debezium is not known here", [input.name, resource.quoted(keys)]),
		"at": ["config", keys[0]],
		"help": "set the parameter `version` of `legacy-debezium-keys` in `hy-msg-lint.yaml`, such as `\"3.0\"`",
	}
}

# A major version alone is any of its own.
unknown contains violation if {
	version.is_open(in_force, "2.6")
	in_force != ""
	some mode, _ in renamed_modes
	violation := {
		"msg": sprintf("connector `%s` sets `snapshot.mode` to `%s`, which Debezium 2.6 renamed; of its version of Debezium only `%s` is known here", [input.name, mode, in_force]),
		"at": ["config", "snapshot.mode"],
		"help": "set the parameter `version` of `legacy-debezium-keys` in `hy-msg-lint.yaml`, such as `\"3.0\"`",
	}
}

renamed_keys[key] := now if {
	is_debezium
	some key in object.keys(input.config)
	now := renamed(key)
	now != null
	not now in object.keys(input.config)
}

renamed_modes[mode] := now if {
	is_debezium
	mode := object.get(input.config, "snapshot.mode", "")
	now := object.get(modes, mode, "")
	now != ""
}

# The version that runs the connector; empty where it is not known.
default in_force := ""

in_force := input.debezium_version if input.debezium_version

in_force := data.parameters["legacy-debezium-keys"].version if not input.debezium_version

is_debezium if startswith(object.get(input, "class", ""), "io.debezium.connector.")

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
