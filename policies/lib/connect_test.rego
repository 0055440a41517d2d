package hy_msg_lint.lib.connect_test

import data.hy_msg_lint.lib.connect

test_setting if {
	worker := {"properties": {"group.id": 1, "a": "${A}", "b": ""}, "image_defaults": {"a": "x", "offset.storage.topic": "offsets"}}
	connect.setting(worker, "group.id") == {"value": "1", "at": ["properties", "group.id"]}
	connect.setting(worker, "offset.storage.topic") == {"value": "offsets", "at": ["image_defaults", "offset.storage.topic"]}
	connect.setting(worker, "a") == null
	connect.setting(worker, "b") == null
	connect.setting(worker, "c") == null
}

test_members if {
	cluster := {"connect_workers": [
		{"name": "a", "group": 0, "properties": {"group.id": "g"}},
		{"name": "b", "group": 0, "properties": {}},
		{"name": "c", "properties": {"group.id": "g"}},
		{"name": "d", "group": 0, "properties": {"group.id": "${G}"}},
		{"name": "e", "group": 1, "properties": {"group.id": "g"}},
	]}
	[[member.index, member.group] | some member in connect.members(cluster)] == [[0, [0, "g"]], [4, [1, "g"]]]
}

test_sinks if {
	connect.is_sink({"type": "sink", "config": {}})
	connect.is_sink({"config": {"topics": "orders"}})
	not connect.is_sink({"type": "source", "config": {"topics": "orders"}})
	not connect.is_sink({"config": {}})
}

test_managed if {
	connect.is_managed({"config": {"kafka.api.key": "k"}})
	not connect.is_managed({"config": {"topics": "orders"}})
}
