# METADATA
# title: Connectors that get into each other's way
# description: |
#   The name of a connector is its identity: posting a second one of that name replaces the first. Two sources with the same
#   replication slot, server id or topic prefix take each other's place in the database, or mix their records in one topic.
# related_resources:
#   - ref: https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-property-slot-name
#     description: Debezium for PostgreSQL, slot.name
#   - ref: https://debezium.io/documentation/reference/stable/connectors/mysql.html#mysql-property-database-server-id
#     description: Debezium for MySQL, database.server.id
# custom:
#   input: [cluster]
#   severity: error
#   fix: none
#   help: give each connector its own
package hy_msg_lint.connector.duplicate_connector

import data.hy_msg_lint.lib.group

deny contains violation if {
	some pair in group.repeated(names)
	violation := {
		"msg": sprintf("there are two connectors `%s`: the one that is posted last takes the other's place", [name_of(pair.again)]),
		"at": ["connectors", pair.again, "name"],
		"related": [{"at": ["connectors", pair.first, "name"], "msg": "the other one"}],
	}
}

deny contains violation if {
	count(input.connectors) > 1
	some key in ["database.server.id", "slot.name", "topic.prefix"]
	some pair in group.repeated(claims[key])
	name_of(pair.first) != name_of(pair.again)
	violation := {
		"msg": sprintf("connectors `%s` and `%s` have the same `%s`, %s", [
			name_of(pair.first),
			name_of(pair.again),
			key,
			input.connectors[pair.again].config[key],
		]),
		"at": ["connectors", pair.again, "config", key],
		"related": [{"at": ["connectors", pair.first, "config", key], "msg": "the other one"}],
	}
}

# A name is taken within one Connect cluster.
names := [[sprintf("%s %s", [object.get(connector, "connect_cluster", ""), connector.name]), index] |
	some index, connector in input.connectors
	not contains(connector.name, "$")
]

# Who claims what, of which database: the slot and the id are that database's.
claims := {key: items |
	some key in ["database.server.id", "slot.name", "topic.prefix"]
	items := [[sprintf("%s %v", [scope(connector, key), connector.config[key]]), index] |
		some index, connector in input.connectors
		startswith(object.get(connector, "class", ""), "io.debezium.")
		value := sprintf("%v", [object.get(connector.config, key, "${}")])
		not contains(value, "$")
	]
}

scope(_, key) := "" if key == "topic.prefix"

scope(connector, key) := sprintf("%v:%v", [
	object.get(connector.config, "database.hostname", ""),
	object.get(connector.config, "database.port", ""),
]) if {
	key != "topic.prefix"
}

name_of(index) := input.connectors[index].name
