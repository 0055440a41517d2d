package hy_msg_lint.lib.project_test

import data.hy_msg_lint.lib.project

service(names, networks) := {"names": names, "networks": networks}

shop := {
	"complete": true,
	"networks": {"default": {"name": "shop_default", "external": false}, "outer": {"name": "outer", "external": true}},
	"services": {
		"kafka-1": service(["kafka-1", "broker"], ["default"]),
		"kafka-2": service(["kafka-2", "shared"], ["default", "outer"]),
		"kafka-3": service(["kafka-3", "${NAME}"], ["default"]),
		"host": object.union(service(["host"], []), {"network_mode": "host"}),
	},
	"services_by_name": {
		"${NAME}": ["kafka-3"],
		"broker": ["kafka-1"],
		"host": ["host"],
		"kafka-1": ["kafka-1"],
		"kafka-2": ["kafka-2"],
		"kafka-3": ["kafka-3"],
		"shared": ["kafka-2"],
	},
	"has_open_names": true,
}

closed := object.union(object.remove(shop, ["services", "services_by_name"]), {
	"services": object.filter(shop.services, {"kafka-1", "kafka-2"}),
	"services_by_name": object.filter(shop.services_by_name, {"broker", "kafka-1", "kafka-2", "shared"}),
	"has_open_names": false,
})

test_is_named if {
	project.is_named(shop, "kafka-1")
	not project.is_named(shop, "kafka-3")
	not project.is_named(shop, "host")
	not project.is_named(shop, "nobody")
	not project.is_named(null, "kafka-1")
}

test_is_itself if {
	every host in ["kafka-1", "broker", "localhost", "127.0.0.1"] {
		project.is_itself(shop, "kafka-1", host)
	}
	not project.is_itself(shop, "kafka-1", "kafka-2")
}

test_others if {
	project.others(shop, "kafka-1", "shared") == {"kafka-2"}
	project.others(shop, "kafka-1", "broker") == set()
	project.others(shop, "kafka-1", "localhost") == set()
	project.others(shop, "kafka-1", "elsewhere") == set()
}

test_nobody if {
	project.is_nobody(closed, "kafka-1", "elsewhere")
	not project.is_nobody(closed, "kafka-1", "shared")
	not project.is_nobody(closed, "kafka-2", "elsewhere")
	not project.is_nobody(closed, "kafka-1", "elsewhere.example.com")
	not project.is_nobody(closed, "kafka-1", "${HOST}")
	not project.is_nobody(shop, "kafka-1", "elsewhere")
}

test_near if {
	project.near("controler", ["broker", "controller"]) == {"controller"}
	project.near("controler", ["broker"]) == set()
}

test_called if {
	project.called(shop, "kafka-1") == {"kafka-1"}
	project.called(shop, "broker") == {"kafka-1"}
	project.called(shop, "elsewhere") == set()
}

test_a_node_of_controllers_alone_is_no_broker if {
	project.is_broker({"runs": "broker"})
	project.is_broker({"runs": "broker", "listeners": [{"controller": true}, {"controller": false}]})
	not project.is_broker({"runs": "broker", "listeners": [{"controller": true}]})
	not project.is_broker({"runs": "schema_registry"})
	not project.is_broker({"runs": null})
}

test_follows_a_broker if {
	services := {
		"kafka": {"runs": "broker", "waits_for_healthy": []},
		"controller": {"runs": "broker", "listeners": [{"controller": true}], "waits_for_healthy": []},
		"registry": {"runs": "schema_registry", "waits_for_healthy": ["kafka"]},
		"db": {"runs": null, "waits_for_healthy": []},
	}
	follows := [{"kafka": {"condition": "service_healthy"}}, {"registry": {"condition": "service_started"}}]
	every dependencies in follows {
		project.follows_a_broker({"services": services}, dependencies, ["kafka"])
	}
	open := [
		{},
		{"kafka": {"condition": "service_started"}},
		{"controller": {"condition": "service_healthy"}},
		{"db": {"condition": "service_healthy"}},
		{"elsewhere": {"condition": "service_healthy"}},
	]
	every dependencies in open {
		not project.follows_a_broker({"services": services}, dependencies, ["kafka"])
	}
	not project.follows_a_broker({"services": services}, {"registry": {}}, ["elsewhere"])
}
