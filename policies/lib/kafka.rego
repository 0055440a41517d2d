# Replication and durability settings: where each stands, what it is when nobody sets it, and what it inherits.
package hy_msg_lint.lib.kafka

import data.hy_msg_lint.lib.resource

# ksqlDB's own defaults: https://github.com/confluentinc/ksql, KsqlConfig.java
ksqldb_defaults := {
	"ksql.internal.topic.min.insync.replicas": {"default": "1"},
	"ksql.internal.topic.replicas": {"default": "1"},
}

# Redpanda's: https://docs.redpanda.com/current/reference/properties/cluster-properties/
redpanda_defaults := {"default_topic_replications": {"default": "1"}}

# What a product does when a property is set nowhere, from the tables in `properties/`; null for a key without a default.
product_default(kind, key) := settled(value) if {
	entry := object.get(table(kind), key, object.get(redpanda_defaults, key, {}))
	value := object.get(entry, "default", null)
	value != null
} else := null

table(kind) := data.lib.properties.broker.properties if kind == "broker"

table(kind) := data.lib.properties.connect.properties if kind == "connect_worker"

table(kind) := data.lib.properties.schema_registry.properties if kind == "schema_registry"

table(kind) := ksqldb_defaults if kind == "ksqldb"

table(kind) := {} if not kind in {"broker", "connect_worker", "schema_registry", "ksqldb"}

settled(value) := integer(value) if regex.match(`^-?[0-9]+$`, value)

settled(value) := value if not regex.match(`^-?[0-9]+$`, value)

# A whole number, written as a number or as a string.
integer(value) := value if {
	is_number(value)
	value == floor(value)
} else := to_number(trimmed) if {
	is_string(value)
	trimmed := trim_space(value)
	regex.match(`^-?(0|[1-9][0-9]{0,9})$`, trimmed)
}

# A property's value and where it comes from: "properties", "image" or "product". Undefined where that is not known.
# Each step asks for null: regorus' virtual machine would take an undefined value at the end of a step for a result.
effective(node, key) := {"key": key, "value": value, "from": "properties", "at": ["properties", key]} if {
	value := object.get(node.properties, key, null)
	value != null
} else := {"key": key, "value": value, "from": "image", "at": ["image_defaults", key]} if {
	value := object.get(node.image_defaults, key, null)
	value != null
} else := {"key": key, "value": value, "from": "product", "at": ["properties", key]} if {
	node.image_defaults_known
	not node.partial
	value := product_default(object.get(node, "kind", "broker"), key)
	value != null
}

is_set(node, key) if object.get(node.properties, key, null) != null

absent(node, key) if {
	not is_set(node, key)
	not node.image_defaults[key]
}

# The image may set the property, and nothing here says whether it does.
hidden(node, key) if {
	not node.image_defaults_known
	not node.partial
	absent(node, key)
	not is_foreign(node, key)
}

is_redpanda(node) if object.get(node, "family", "other") == "redpanda"

# Redpanda's properties have names of their own, without a dot: it reads none of Kafka's.
is_foreign(node, key) if {
	is_redpanda(node)
	contains(key, ".")
}

is_broker(node) if "broker" in node.roles

# A node with roles is a KRaft node; while a cluster leaves ZooKeeper, it names both.
is_on_zookeeper(node) if {
	object.get(node.properties, "zookeeper.connect", "") != ""
	object.get(node.properties, "process.roles", "") == ""
}

# The properties of a node or a product that are a replication factor.
replication_keys(node) := broker_replication_keys if {
	node.kind == "broker"
	is_broker(node)
	not is_redpanda(node)
}

replication_keys(node) := {"default_topic_replications"} if {
	node.kind == "broker"
	is_redpanda(node)
}

# In KRaft the controller places the replicas of a topic that names no factor, so its own default counts.
replication_keys(node) := {"default.replication.factor"} if {
	node.kind == "broker"
	not is_broker(node)
}

replication_keys(node) := product_replication_keys[node.kind]

broker_replication_keys := {
	"default.replication.factor",
	"offsets.topic.replication.factor",
	"transaction.state.log.replication.factor",
	"share.coordinator.state.topic.replication.factor",
	"confluent.balancer.topic.replication.factor",
	"confluent.license.topic.replication.factor",
	"confluent.metadata.topic.replication.factor",
	"confluent.metrics.reporter.topic.replicas",
	"confluent.security.event.logger.exporter.kafka.topic.replicas",
}

product_replication_keys := {
	"connect_worker": {
		"config.storage.replication.factor",
		"offset.storage.replication.factor",
		"status.storage.replication.factor",
	},
	"schema_registry": {"kafkastore.topic.replication.factor"},
	"ksqldb": {
		"ksql.internal.topic.replicas",
		"ksql.logging.processing.topic.replication.factor",
		"ksql.streams.replication.factor",
		"replication.factor",
	},
}

# Every replication factor of a resource that is known to be in force: key, value, from, at.
replication_factors(node) := array.concat(written, array.concat(shipped, defaults)) if {
	not node.kind in {"topic", "connector"}
	keys := replication_keys(node)
	set := object.keys(node.properties) & keys
	written := [setting |
		some key in set
		setting := {"key": key, "value": node.properties[key], "from": "properties", "at": ["properties", key]}
	]
	shipped_keys := (object.keys(node.image_defaults) & keys) - set
	shipped := [setting |
		some key in shipped_keys
		setting := {"key": key, "value": node.image_defaults[key], "from": "image", "at": ["image_defaults", key]}
	]
	defaults := defaults_in_force(node, keys - (set | shipped_keys))
}

# What the product does about the `keys` that neither the user nor the image sets.
defaults_in_force(node, keys) := settings if {
	node.image_defaults_known
	not node.partial
	settings := [setting |
		some key in keys
		value := product_default(node.kind, key)
		value != null
		setting := {"key": key, "value": value, "from": "product", "at": ["properties", key]}
	]
} else := []

replication_factors(topic) := settings if {
	topic.kind == "topic"
	settings := [setting |
		some value in [object.get(topic, "replication_factor", null)]
		value != null
		setting := {"key": "replication factor", "value": value, "from": "written", "at": ["replication_factor"]}
	]
}

replication_factors(connector) := settings if {
	connector.kind == "connector"
	settings := [setting |
		some key, value in connector.config
		endswith(key, "replication.factor")
		is_connector_factor(connector, key)
		setting := {"key": key, "value": value, "from": "written", "at": ["config", key]}
	]
}

is_connector_factor(connector, key) if {
	connector.kind == "connector"
	key in {"errors.deadletterqueue.topic.replication.factor", "confluent.topic.replication.factor"}
}

# Where Confluent's HTTP sink reports what became of a record: a topic for results, and one for errors.
is_connector_factor(connector, key) if {
	connector.kind == "connector"
	startswith(key, "reporter.")
	endswith(key, ".topic.replication.factor")
}

is_connector_factor(connector, key) if {
	connector.kind == "connector"
	startswith(key, "topic.creation.")
	endswith(key, ".replication.factor")
}

is_connector_factor(connector, key) if {
	startswith(object.get(connector, "class", ""), "org.apache.kafka.connect.mirror.")
	key in {
		"replication.factor",
		"checkpoints.topic.replication.factor",
		"heartbeats.topic.replication.factor",
		"offset-syncs.topic.replication.factor",
	}
}

# `-1` leaves the factor to the cluster; a broker's own default has nothing to defer to.
defers_to_cluster(setting) if {
	setting.key != "default.replication.factor"
	integer(setting.value) == -1
}

# What the project's nodes give a topic that sets nothing itself: undefined unless they are all known and agree.
inherited(cluster, key) := {"key": key, "value": value, "from": "brokers", "at": at} if {
	cluster.complete
	nodes := deciding_nodes(cluster, key)
	values := {integer_or_null(node, key) | some node in nodes}
	count(values) == 1
	value := integer_or_null(nodes[0], key)
	value != null
	setting := effective(nodes[0], key)
	at := array.concat(["cluster", "brokers", 0], setting.at)
}

# One of each sort of nodes: it is asked for every topic.
deciding_nodes(cluster, key) := deciding(cluster, "brokers") if key == "min.insync.replicas"

deciding_nodes(cluster, key) := array.concat(deciding(cluster, "brokers"), deciding(cluster, "controllers")) if {
	key == "default.replication.factor"
}

deciding(cluster, list) := [cluster[list][i] | some i in cluster.deciding[list]]

integer_or_null(node, key) := number if {
	setting := effective(node, key)
	number := integer(setting.value)
}

integer_or_null(node, key) := null if not has_integer(node, key)

has_integer(node, key) if {
	setting := effective(node, key)
	number := integer(setting.value)
	is_number(number)
}

# A factor and the min.insync.replicas that applies beside it, both known numbers, at least one of them set by the user
# or the image.
insync_pairs(node) := pairs if {
	insync_keys[node.kind]
	not is_isolated_controller(node)
	set := object.keys(node.properties) | object.keys(node.image_defaults)
	pairs := [pair |
		some keys in insync_keys[node.kind]
		count({keys.factor, keys.minimum} & set) > 0
		minimum := known(node, keys.minimum)
		factor := known(node, keys.factor)
		pair := {"factor": factor, "minimum": minimum}
	]
}

insync_pairs(topic) := pairs if {
	topic.kind == "topic"
	pairs := [pair |
		some factor in topic_factors(topic)
		some minimum in topic_minimums(topic)
		"written" in {factor.from, minimum.from}
		pair := {"factor": factor, "minimum": minimum}
	]
}

insync_keys := {
	"broker": [
		{"factor": "default.replication.factor", "minimum": "min.insync.replicas"},
		{"factor": "transaction.state.log.replication.factor", "minimum": "transaction.state.log.min.isr"},
		{"factor": "share.coordinator.state.topic.replication.factor", "minimum": "share.coordinator.state.topic.min.isr"},
	],
	"ksqldb": [{"factor": "ksql.internal.topic.replicas", "minimum": "ksql.internal.topic.min.insync.replicas"}],
}

# The factor of an internal topic, and the min.insync.replicas of the brokers, which it gets: both known, the factor set by the
# user or the image.
internal_pairs(node) := pairs if {
	node.kind == "broker"
	not is_isolated_controller(node)
	not is_redpanda(node)
	key := "offsets.topic.replication.factor"
	pairs := [{"factor": factor, "minimum": minimum} |
		some factor in set_factors(node, {key})
		minimum := known(node, "min.insync.replicas")
	]
} else := pairs if {
	node.kind == "connect_worker"
	not object.get(node, "brokers_elsewhere", false)
	is_object(node.cluster)
	pairs := [{"factor": factor, "minimum": minimum} |
		some factor in set_factors(node, replication_keys(node))
		not is_set(node, replace(factor.key, "replication.factor", "min.insync.replicas"))
		minimum := inherited(node.cluster, "min.insync.replicas")
	]
} else := []

set_factors(node, keys) := [factor |
	some key in (object.keys(node.properties) | object.keys(node.image_defaults)) & keys
	factor := known(node, key)
	factor.value > 0
]

is_isolated_controller(node) if {
	node.kind == "broker"
	not is_broker(node)
}

known(node, key) := {"key": key, "value": number, "from": setting.from, "at": setting.at} if {
	setting := effective(node, key)
	number := integer(setting.value)
}

# At most one, its own or inherited.
topic_factors(topic) := [setting |
	some value in [object.get(topic, "replication_factor", -1)]
	setting := own_or_inherited(topic, value, ["replication_factor"], "default.replication.factor")
]

topic_minimums(topic) := [setting |
	some value in [object.get(object.get(topic, "config", {}), "min.insync.replicas", -1)]
	setting := own_or_inherited(topic, value, ["config", "min.insync.replicas"], "min.insync.replicas")
]

own_or_inherited(topic, value, at, key) := {"key": key, "value": number, "from": "written", "at": at} if {
	number := integer(value)
	number > 0
	not resource.unresolved_at(topic, at)
}

# A command that changes a topic leaves what it does not name as it is, which is not known here.
own_or_inherited(topic, value, at, key) := inherited(topic.cluster, key) if {
	not object.get(topic, "brokers_elsewhere", false)
	object.get(topic, "creates", true)
	integer(value) == -1
	not resource.unresolved_at(topic, at)
}

# One half of a pair needs a variable that nothing defines.
insync_unresolved(node) := settings if {
	insync_keys[node.kind]
	not is_isolated_controller(node)
	settings := [setting |
		some keys in insync_keys[node.kind]
		some key in [keys.factor, keys.minimum]
		setting := {"key": key, "at": ["properties", key]}
		resource.unresolved_at(node, setting.at)
	]
}

insync_unresolved(topic) := settings if {
	topic.kind == "topic"
	settings := [setting |
		some setting in [
			{"key": "replication factor", "at": ["replication_factor"]},
			{"key": "min.insync.replicas", "at": ["config", "min.insync.replicas"]},
		]
		resource.unresolved_at(topic, setting.at)
	]
}

# How a message tells where a value comes from.
origin(setting) := origins[setting.from]

origins := {
	"properties": "set here",
	"written": "set here",
	"image": "set by the image",
	"product": "the product's default",
	"brokers": "inherited from the brokers",
}

# The min.insync.replicas that applies to the topics of a factor, where it is known; at most one.
minimums_beside(node, setting) := [minimum |
	some keys in array.concat(insync_keys[node.kind], [{"factor": "offsets.topic.replication.factor", "minimum": "min.insync.replicas"}])
	keys.factor == setting.key
	minimum := known(node, keys.minimum)
] if {
	node.kind in {"broker", "ksqldb"}
} else := [minimum |
	key := replace(setting.key, "replication.factor", "min.insync.replicas")
	minimum := own_or_of_brokers(node, key)
] if {
	node.kind == "connect_worker"
} else := topic_minimums(node) if {
	node.kind == "topic"
} else := []

own_or_of_brokers(node, key) := known(node, key) if is_set(node, key)

own_or_of_brokers(node, key) := inherited(node.cluster, "min.insync.replicas") if not is_set(node, key)

# A min.insync.replicas in the spelling of whoever sets it: the node, or the brokers that it is inherited from.
minimum_name(node, minimum) := resource.setting(node.cluster.brokers[0], minimum.key) if minimum.from == "brokers"

minimum_name(node, minimum) := resource.setting(node, minimum.key) if minimum.from != "brokers"

# The cluster has too few brokers for a factor above the minimum.
has_no_room(node, pair) if resource.cluster_size(node) < pair.minimum.value + 1

# What to write where the minimum is not below the factor: less of the one, or more of the other for a factor of one that may grow.
insync_help(node, pair) := sprintf("set `%s` to %v", [minimum_name(node, pair.minimum), max([pair.factor.value - 1, 1])]) if {
	is_minimum_wrong(node, pair)
}

insync_help(node, pair) := sprintf("set %s to %v", [factor_name(node, pair.factor), pair.minimum.value + 1]) if {
	not is_minimum_wrong(node, pair)
}

is_minimum_wrong(_, pair) if pair.factor.value > 1

is_minimum_wrong(node, pair) if has_no_room(node, pair)

# Lowers the minimum where somebody wrote it, and the factor leaves room; that of a factor of one, where the brokers do not allow
# another.
insync_fix(node, pair) := {"fix": {
	"title": sprintf("set `%s` to %v", [minimum_name(node, pair.minimum), pair.factor.value - 1]),
	"set": pair.minimum.at,
	"to": pair.factor.value - 1,
}} if {
	pair.minimum.from in {"properties", "written"}
	pair.factor.value > 2
} else := {"fix": {
	"title": sprintf("set `%s` to 1", [minimum_name(node, pair.minimum)]),
	"set": pair.minimum.at,
	"to": 1,
}} if {
	pair.factor.value == 1
	has_no_room(node, pair)
	pair.minimum.from in {"properties", "written", "product"}
	data.parameters["low-min-insync-replicas"].minimum < 2
} else := {}

# A finding about a pair is placed where the user set the minimum, else where the user or the image set the factor.
places(pair) := {"primary": pair.minimum, "other": pair.factor} if pair.minimum.from in {"properties", "written"}

places(pair) := {"primary": pair.factor, "other": pair.minimum} if {
	not pair.minimum.from in {"properties", "written"}
	pair.factor.from in {"properties", "written"}
}

places(pair) := {"primary": pair.minimum, "other": pair.factor} if {
	not pair.minimum.from in {"properties", "written"}
	not pair.factor.from in {"properties", "written"}
}

# A topic has a factor, a broker a setting.
factor_name(node, setting) := "the replication factor" if is_topic_factor(node, setting)

factor_name(node, setting) := sprintf("`%s`", [resource.setting(node, setting.key)]) if not is_topic_factor(node, setting)

is_topic_factor(node, setting) if {
	node.kind == "topic"
	setting.key in {"replication factor", "default.replication.factor"}
}

# What is wrong at the place of a setting that is `relation` another value, in a few words.
label(node, setting, relation) := sprintf("`%s` is not set: the default is %v", [resource.setting(node, setting.key), setting.value]) if {
	setting.from == "product"
} else := sprintf("the image sets `%s` to %v", [setting.key, setting.value]) if {
	setting.from == "image"
} else := sprintf("%v, %s", [setting.value, relation])
