# METADATA
# title: Brokers with different settings
# description: |
#   Most broker settings apply to the whole cluster, but each broker uses its own value. If the values differ, replicas,
#   limits and protocols depend on the broker that answers.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#brokerconfigs
#     description: Kafka, broker configuration
# custom:
#   input: [cluster]
#   severity: warning
#   concern: hygiene
#   fix: unsafe
#   help: set the same value on all brokers, for example with one YAML anchor
package hy_msg_lint.kafka.broker_config_drift

import data.hy_msg_lint.lib.cluster
import data.hy_msg_lint.lib.group
import data.hy_msg_lint.lib.resource

# Settings that mean the same on every broker.
shared := {
	"allow.everyone.if.no.acl.found",
	"authorizer.class.name",
	"auto.create.topics.enable",
	"auto.leader.rebalance.enable",
	"compression.type",
	"default.replication.factor",
	"delete.topic.enable",
	"group.initial.rebalance.delay.ms",
	"group.max.session.timeout.ms",
	"group.min.session.timeout.ms",
	"inter.broker.listener.name",
	"inter.broker.protocol.version",
	"log.cleanup.policy",
	"log.message.format.version",
	"log.message.timestamp.type",
	"log.retention.bytes",
	"log.retention.hours",
	"log.retention.minutes",
	"log.retention.ms",
	"log.roll.hours",
	"log.segment.bytes",
	"message.max.bytes",
	"min.insync.replicas",
	"num.partitions",
	"offsets.retention.minutes",
	"offsets.topic.num.partitions",
	"offsets.topic.replication.factor",
	"replica.fetch.max.bytes",
	"replica.lag.time.max.ms",
	"sasl.mechanism.inter.broker.protocol",
	"security.inter.broker.protocol",
	"transaction.max.timeout.ms",
	"transaction.state.log.min.isr",
	"transaction.state.log.num.partitions",
	"transaction.state.log.replication.factor",
	"transactional.id.expiration.ms",
	"unclean.leader.election.enable",
	"zookeeper.metadata.migration.enable",
}

# Without a default, and different from any value when left out.
telling_when_absent := {"log.retention.minutes", "log.retention.ms"}

deny contains violation if {
	some setting in compared
	usual := group.usual([entry.value | some entry in setting.known])
	some entry in setting.known
	entry.value != usual
	peer := [other | some other in setting.known; other.value == usual][0]
	violation := object.union(fix(entry, peer), {
		"msg": sprintf("%s %s, but %s %s", [title(entry), said(entry, setting.key), title(peer), said(peer, setting.key)]),
		"at": entry.at,
		"related": [{"at": peer.at, "msg": sprintf("%s %s", [title(peer), said(peer, setting.key)])}],
	})
}

unknown contains violation if {
	count(input.unresolved) > 0
	some setting in compared
	count({entry.value | some entry in setting.known}) <= 1
	some entry in setting.open
	violation := {
		"msg": sprintf("whether `%s` of %s is that of the other brokers %s", [resource.setting(entry.member.node, setting.key), title(entry), resource.missing(entry.at)]),
		"at": entry.at,
	}
}

# The settings of each group of brokers that are not the same everywhere.
compared := [setting |
	some nodes in group.slices([member | some member in cluster.joined(input, "brokers"); is_whole(member.node)])
	count(nodes) > 1
	some key in keys_of(nodes)
	entries := [entry | some member in nodes; entry := entry_of(member, key)]
	count({entry.value | some entry in entries}) > 1
	setting := {
		"key": key,
		"known": [entry | some entry in entries; not resource.is_open(entry.at)],
		"open": [entry | some entry in entries; resource.is_open(entry.at)],
	}
]

is_whole(node) if {
	not node.partial
	object.get(node, "family", "other") != "redpanda"
}

keys_of(nodes) := {key |
	some member in nodes
	some key in (object.keys(member.node.properties) | object.keys(member.node.image_defaults)) & shared
}

entry_of(member, key) := {"member": member, "key": key, "written": sprintf("%v", [value]), "from": "properties", "value": plain(value), "at": place(member, "properties", key)} if {
	value := object.get(member.node.properties, key, null)
	value != null
} else := {"member": member, "key": key, "from": "image", "value": plain(value), "at": place(member, "image_defaults", key)} if {
	value := object.get(member.node.image_defaults, key, null)
	value != null
} else := {"member": member, "key": key, "from": "product", "value": plain(value), "at": place(member, "properties", key)} if {
	member.node.image_defaults_known
	value := object.get(object.get(data.lib.properties.broker.properties, key, {}), "default", null)
	value != null
} else := {"member": member, "key": key, "from": "nobody", "value": null, "at": place(member, "properties", key)} if {
	member.node.image_defaults_known
	key in telling_when_absent
}

place(member, field, key) := array.concat(member.at, [field, key])

plain(value) := lower(trim_space(sprintf("%v", [value])))

title(entry) := resource.title(entry.member.node)

said(entry, key) := sprintf("sets `%s` to %s", [resource.setting(entry.member.node, key), entry.value]) if entry.from == "properties"

said(entry, key) := sprintf("has `%s` of %s from its image", [resource.setting(entry.member.node, key), entry.value]) if entry.from == "image"

said(entry, key) := sprintf("leaves `%s` at its default of %s", [resource.setting(entry.member.node, key), entry.value]) if entry.from == "product"

said(entry, key) := sprintf("does not set `%s`", [resource.setting(entry.member.node, key)]) if entry.from == "nobody"

# What is written on the other brokers is written here.
fix(entry, peer) := {"fix": {"title": sprintf("set `%s` to %v, as on the other brokers", [resource.setting(entry.member.node, entry.key), peer.written]), "set": place(entry.member, "properties", entry.key), "to": as_written(peer.written)}} if {
	peer.from == "properties"
} else := {}

as_written(text) := to_number(text) if {
	regex.match(`^(0|[1-9][0-9]{0,14})$`, text)
} else := text
