# Variables of a server with quotation marks in their value: what the start script of its image reads.
package hy_msg_lint.lib.quoted

# The names of these variables, sorted; none for a service whose start script is not known.
names(service) := sort({name |
	service.start_script
	some name, _ in object.get(service, "quoted_variables", {})
	is_read(name)
})

# What variables of servers begin with, in all images.
prefixes := {"ALLOW_", "CONNECT_", "CONTROL_CENTER_", "KAFKA_", "KSQL_", "REPLICATOR_", "SCHEMA_REGISTRY_", "ZOOKEEPER_", "ZOO_"}

# Those without a prefix: the id of a cluster, and what Debezium's images read.
others := {
	"ADVERTISED_LISTENERS",
	"BOOTSTRAP_SERVERS",
	"BROKER_ID",
	"CLUSTER_ID",
	"CONFIG_STORAGE_TOPIC",
	"GROUP_ID",
	"KEY_CONVERTER",
	"LISTENERS",
	"NODE_ID",
	"NODE_ROLE",
	"OFFSET_STORAGE_TOPIC",
	"REST_HOST_NAME",
	"STATUS_STORAGE_TOPIC",
	"VALUE_CONVERTER",
}

is_read(name) if {
	some prefix in prefixes
	startswith(name, prefix)
}

is_read(name) if name in others
