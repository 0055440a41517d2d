package hy_msg_lint.lib.resource_test

import data.hy_msg_lint.lib.resource

service := {
	"kind": "service",
	"name": "kafka-1",
	"unresolved": [{"at": ["mem_limit"], "variables": ["UNIT", "MEM"]}],
}

test_variables_are_sorted if resource.variables_at(service, ["mem_limit"]) == ["MEM", "UNIT"]

test_no_variables_elsewhere if resource.variables_at(service, ["cpus"]) == []

test_unresolved_is_exact if {
	resource.unresolved_at(service, ["mem_limit"])
	not resource.unresolved_at(service, ["cpus"])
	not resource.unresolved_at({"unresolved": []}, ["cpus"])
}

test_missing_names_the_variables if {
	resource.missing_at(service, ["mem_limit"]) == "needs `MEM` and `UNIT`, which no file here sets"
}

test_listed if {
	resource.listed([]) == ""
	resource.listed(["a"]) == "a"
	resource.listed(["a", "b"]) == "a and b"
	resource.listed(["a", "b", "c"]) == "a, b and c"
}

test_title if {
	resource.title(service) == "service `kafka-1`"
	resource.title({"kind": "broker", "name": "b", "roles": ["broker", "controller"]}) == "broker `b`"
	resource.title({"kind": "broker", "name": "c", "roles": ["controller"]}) == "controller `c`"
	resource.title({"kind": "connect_worker", "name": "w"}) == "Connect worker `w`"
}

test_size_of_a_cluster if {
	resource.cluster_size({"cluster": {"complete": true, "size": 2, "brokers": [{}, {}]}}) == 2
	not resource.cluster_size({"cluster": {"complete": false, "brokers": [{}]}})
	not resource.cluster_size({"cluster": null})
}

test_has_brokers if {
	resource.has_brokers({"cluster": {"complete": false, "brokers": [{}]}})
	not resource.has_brokers({"cluster": {"complete": true, "brokers": []}})
	not resource.has_brokers({"cluster": null})
}

test_image if {
	resource.image({"image": "apache/kafka:4.1.0"}) == "image `apache/kafka:4.1.0`"
	resource.image({"image": ""}) == "its image"
	resource.image({"image": "apache/kafka:4.1.0", "built": true}) == "what is built on image `apache/kafka:4.1.0`"
	resource.image({"built": true}) == "its image"
	resource.image({}) == "its image"
}

test_open_places_of_the_input if {
	both := [{"at": ["mem_limit"], "variables": ["UNIT", "MEM"]}, {"at": ["ports", 0], "variables": ["PORT"]}]
	resource.is_open(["mem_limit"]) with input as {"unresolved": both}
	resource.is_open(["ports", 0]) with input as {"unresolved": both}
	not resource.is_open(["ports"]) with input as {"unresolved": both}
	not resource.is_open(["cpus"]) with input as {"unresolved": []}
	missing := resource.missing(["mem_limit"]) with input as {"unresolved": both}
	missing == "needs `MEM` and `UNIT`, which no file here sets"
}

test_a_place_that_is_listed_twice if {
	twice := [{"at": ["config"], "variables": ["V"]}, {"at": ["config"], "variables": ["V"]}]
	resource.is_open(["config"]) with input as {"unresolved": twice}
}

test_a_setting_as_its_author_writes_it if {
	resource.setting({"properties": {}}, "min.insync.replicas") == "min.insync.replicas"
	resource.setting({"variable_prefix": "KAFKA_CFG_"}, "min.insync.replicas") == "KAFKA_CFG_MIN_INSYNC_REPLICAS"
	worker := {"variable_prefix": "CONNECT_", "variables": {"group.id": "GROUP_ID"}}
	resource.settings(worker, ["group.id", "key.converter"]) == "`GROUP_ID` and `CONNECT_KEY_CONVERTER`"
	resource.setting({"variables": {"listeners": "SCHEMA_REGISTRY_LISTENERS"}}, "debug") == "debug"
}

test_a_variable_of_compose_belongs_into_its_file if {
	open := {"unresolved": [{"at": ["mem_limit"], "variables": ["MEM"]}, {"at": ["name"], "variables": ["echo 1"]}]}
	inside := object.union(service, object.union(open, {"project": {}}))
	compose := resource.missing(["mem_limit"]) with input as inside
	compose == "needs `MEM`: set it in `.env`"
	script := resource.missing(["name"]) with input as inside
	script == "needs `echo 1`, which no file here sets"
	elsewhere := resource.missing(["mem_limit"]) with input as object.union(service, open)
	elsewhere == "needs `MEM`, which no file here sets"
}
