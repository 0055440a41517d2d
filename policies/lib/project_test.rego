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
}

closed := object.union(object.remove(shop, ["services"]), {"services": object.filter(shop.services, {"kafka-1", "kafka-2"})})

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

test_another if {
	project.another(shop, "kafka-1", "shared") == "kafka-2"
	not project.another(shop, "kafka-1", "broker")
	not project.another(shop, "kafka-1", "localhost")
	not project.another(shop, "kafka-1", "elsewhere")
}

test_slip if {
	project.slip(closed, "kafka-1", "kafka1") == "kafka-1"
	not project.slip(closed, "kafka-1", "kafka-2")
	not project.slip(closed, "kafka-1", "elsewhere")
	not project.slip(closed, "kafka-1", "kafka-1.example.com")
	not project.slip(closed, "kafka-2", "kafka2")
	not project.slip(shop, "kafka-1", "kafka1")
	not project.slip(object.union(closed, {"complete": false}), "kafka-1", "kafka1")
}
