package hy_msg_lint.lib.reach_test

import data.hy_msg_lint.lib.reach

parameters := {"allowed_networks": ["infra_net"], "allow_loopback": false}

listener(fields) := object.union(
	{
		"name": "EXTERNAL",
		"host": "",
		"port": 9092,
		"networks": [{"key": "infra_net", "name": "shop_infra_net", "declared": true}],
		"networks_known": true,
		"published": [],
		"published_unknown": [],
		"unresolved": [],
	},
	fields,
)

phrases(fields) := [way.phrase | some way in reach.ways(listener(fields), parameters)]

test_ways if {
	phrases({}) == []
	phrases({
		"published": [
			{"target": 9092, "published": "9094", "loopback": false},
			{"target": 9092, "published": "9095", "host_ip": "::1", "loopback": true},
			{"target": 9092, "loopback": false},
		],
		"networks": [{"key": "edge", "name": "shop_edge", "declared": true}],
	}) == ["published port 9094", "published port [::1]:9095", "port 9092, published on a port of Docker's choice", "network `edge`"]
	phrases({"networks": [], "network_mode": "host"}) == ["the host's own network"]
}

test_loopback_may_be_allowed if {
	published := listener({"published": [{"target": 9092, "published": "9094", "host_ip": "127.0.0.1", "loopback": true}]})
	count(reach.ways(published, parameters)) == 1
	reach.ways(published, object.union(parameters, {"allow_loopback": true})) == []
}

test_networks_of_the_project_may_be_allowed if {
	project := {"networks": {"edge": {"name": "shop_edge", "external": false}, "far": {"name": "far", "external": true}}}
	networks := [{"key": "edge", "name": "shop_edge", "declared": true}, {"key": "far", "name": "far", "declared": true}]
	both := listener({"networks": networks, "project": project})
	count(reach.ways(both, parameters)) == 2
	ways := reach.ways(both, object.union(parameters, {"allow_project_networks": true}))
	[way.phrase | some way in ways] == ["network `far`"]
	unnamed := listener({"networks": [{"key": "edge", "name": "${NET}", "declared": true}], "project": project})
	reach.deciding_places(unnamed, object.union(parameters, {"allow_project_networks": true})) == [["network_mode"]]
}

test_what_is_open if {
	unnamed := {"key": "kafka", "name": "${NET}", "declared": true}
	reach.deciding_places(listener({"networks": [unnamed]}), parameters) == [["network_mode"], ["networks", 0, "name"]]
	reach.open_places(listener({"published_unknown": [{}, {}]})) == [["published_unknown", 0, "target"], ["published_unknown", 1, "target"]]
	reach.open_places(listener({"unresolved": [{"at": ["port"], "variables": ["P"]}], "published_unknown": [{}]})) == [["port"]]
}

test_bound_host if {
	reach.bound_host(listener({"host": "[::]"})) == "every interface"
	reach.bound_host(listener({"host": "kafka-1"})) == "`kafka-1`"
}

# A listener that no Compose service has.
elsewhere(fields) := object.union({"name": "clients", "host": "", "bind": "networks", "unresolved": []}, fields)

test_ways_through_kubernetes if {
	every type, phrase in {"nodeport": "a port of every Kubernetes node", "loadbalancer": "a load balancer", "ingress": "an ingress", "route": "a route"} {
		reach.ways(elsewhere({"type": type, "reach": "outside"}), parameters) == [{"at": ["type"], "phrase": phrase}]
	}
	reach.ways(elsewhere({"type": "internal", "reach": "kubernetes"}), parameters) == []
	reach.is_refused(elsewhere({"type": "route", "reach": "outside"}))
	not reach.is_refused(elsewhere({"type": "nodeport", "reach": "outside"}))
}

test_who_reaches_it_is_not_known if {
	reach.is_unknown(elsewhere({"reach": "unknown"}))
	not reach.is_unknown(elsewhere({"reach": "unknown", "bind": "container"}))
	not reach.is_unknown(elsewhere({"reach": "project", "networks": [], "networks_known": false}))
	not reach.is_unknown(listener({"networks_known": false}))
	reach.ways(elsewhere({"reach": "unknown"}), parameters) == []
	reach.open_places(elsewhere({"reach": "unknown"})) == []
}
