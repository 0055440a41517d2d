# Connect clusters: workers of one `group.id` on one Kafka, and the topics in which they keep their data.
package hy_msg_lint.lib.connect

# Only a sink has `topics`; a source has no dead letter queue.
is_sink(connector) if object.get(connector, "type", "") == "sink"

is_sink(connector) if {
	object.get(connector, "type", "") == ""
	count(object.keys(connector.config) & {"topics", "topics.regex"}) > 0
}

# Confluent Cloud gives each of its managed sinks a dead letter queue, and tolerates errors by itself.
is_managed(connector) if count(object.keys(connector.config) & {"kafka.api.key", "kafka.auth.mode"}) > 0

storage_keys := ["config.storage.topic", "offset.storage.topic", "status.storage.topic"]

# A property that the user or the image sets, with its place in the worker; null where nobody does, or where it needs a variable.
setting(worker, key) := {"value": value, "at": ["properties", key]} if {
	value := known(object.get(worker.properties, key, null))
	value != null
} else := {"value": value, "at": ["image_defaults", key]} if {
	object.get(worker.properties, key, null) == null
	value := known(object.get(object.get(worker, "image_defaults", {}), key, null))
	value != null
} else := null

known(value) := text if {
	value != null
	text := trim_space(sprintf("%v", [value]))
	text != ""
	not contains(text, "$")
} else := null

# The distributed workers of a cluster of which it is known where they belong: `group` is the same for workers of one Connect
# cluster.
members(cluster) := [member |
	some index, worker in object.get(cluster, "connect_workers", [])
	place := object.get(worker, "group", null)
	place != null
	id := setting(worker, "group.id")
	id != null
	member := {"index": index, "worker": worker, "id": id.value, "place": place, "group": [place, id.value]}
]
