# METADATA
# title: Connectors share a name or a database resource
# description: |
#   Connect identifies a connector by its name: it rejects the second one, or replaces the first. Sources with the same
#   replication slot, server id, topic prefix or schema history block each other in the database, or mix their records
#   in one topic.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#connect_rest
#     description: Kafka, REST API of Connect
#   - ref: https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-property-slot-name
#     description: Debezium for PostgreSQL, slot.name
#   - ref: https://debezium.io/documentation/reference/stable/connectors/mysql.html#mysql-property-database-server-id
#     description: Debezium for MySQL, database.server.id
# custom:
#   input: [cluster, database_server]
#   severity: error
#   concern: hygiene
#   fix: none
#   help: give each connector its own value
package hy_msg_lint.connector.duplicate_connector

import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.resource

deny contains violation if {
	is_cluster
	count(input.connectors) > 1
	some pair in group.repeated(names)
	keys := different(input.connectors[pair.first].config, input.connectors[pair.again].config)
	count(keys) > 0
	violation := {
		"msg": sprintf("connector `%s` is declared twice with %s; only one of them runs", [name_of(pair.again), others(keys)]),
		"at": ["connectors", pair.again, "name"],
		"help": "keep one of the declarations, or rename one connector",
		"related": [{"at": ["connectors", pair.first, "name"], "msg": "declared here first"}],
	}
}

deny contains violation if {
	count(input.connectors) > 1
	object.get(input, "groups", 1) < 2
	some pair in group.repeated(claims)
	[first, again] := [pair.first, pair.again]
	identity(first.index) != identity(again.index)
	violation := {
		"msg": sprintf("connectors `%s` and `%s` have the same `%s` `%s`%s", [
			name_of(first.index), name_of(again.index), again.key, again.value, by_default(again),
		]),
		"at": place(again),
		"related": [{"at": place(first), "msg": "the same value here"}],
	}
}

# What a connector has on a database server is claimed there, whatever clusters the connectors are in.
claims := array.concat(prefixes, histories) if is_cluster

claims := array.concat(slots, server_ids) if not is_cluster

is_cluster if input.kind == "cluster"

# A name is taken within one Connect cluster; with several of them, it is not known which one a connector without a name for it is in.
names := [[key, index] |
	some index, connector in input.connectors
	key := identity(index)
	not contains(connector.name, "$")
	is_in_a_known_cluster(connector)
]

identity(index) := [object.get(input.connectors[index], "connect_cluster", ""), name_of(index)]

is_in_a_known_cluster(connector) if connector.connect_cluster

is_in_a_known_cluster(_) if count(groups) < 2

groups := {[object.get(worker.properties, "bootstrap.servers", ""), object.get(worker.properties, "group.id", worker.name)] |
	some worker in object.get(input, "connect_workers", [])
}

# The settings in which two configurations differ; what needs a variable is not compared.
different(a, b) := [key |
	some key in sort(object.keys(a) | object.keys(b))
	key != "name"
	left := sprintf("%v", [object.get(a, key, "")])
	right := sprintf("%v", [object.get(b, key, "")])
	left != right
	not contains(left, "$")
	not contains(right, "$")
]

others(keys) := sprintf("different %s", [resource.quoted(keys)]) if count(keys) < 4

others(keys) := sprintf("%d different settings", [count(keys)]) if count(keys) > 3

# What a source claims for itself, each as [what and where, claim]. A slot belongs to a database server, whatever database of it
# is read; Debezium calls it `debezium` where nobody does.
slots := [[["slot", claim.value], claim] |
	some [index, connector] in debezium
	startswith(connector.class, "io.debezium.connector.postgresql.")
	some claim in claimed(index, ["slot.name"], "debezium")
]

server_ids := [[["server", claim.value], claim] |
	some [index, _] in debezium
	some claim in claimed(index, ["database.server.id"], "")
]

prefixes := [[["prefix", "", claim.value], claim] |
	some [index, _] in debezium
	some claim in claimed(index, ["topic.prefix", "database.server.name", "mongodb.name"], "")
]

histories := [[["history", servers, claim.value], claim] |
	some [index, connector] in debezium
	servers := sprintf("%v", [object.get(connector.config, "schema.history.internal.kafka.bootstrap.servers", "")])
	some claim in claimed(index, ["schema.history.internal.kafka.topic", "database.history.kafka.topic"], "")
]

debezium := [[index, connector] |
	some index, connector in input.connectors
	startswith(object.get(connector, "class", ""), "io.debezium.connector.")
]

# The first of the keys that the connector sets, or what holds where it sets none.
claimed(index, keys, otherwise) := [claim |
	config := input.connectors[index].config
	set := [key | some key in keys; object.get(config, key, null) != null]
	key := array.concat(set, [keys[0]])[0]
	value := sprintf("%v", [object.get(config, key, otherwise)])
	value != ""
	not contains(value, "$")
	claim := {"index": index, "key": key, "value": value}
]

by_default(claim) := "" if is_set(claim)

by_default(claim) := ", which is the default" if not is_set(claim)

is_set(claim) if object.get(input.connectors[claim.index].config, claim.key, null) != null

place(claim) := ["connectors", claim.index, "config", claim.key]

name_of(index) := input.connectors[index].name
