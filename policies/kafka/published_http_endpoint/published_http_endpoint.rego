# METADATA
# title: REST interface published without TLS
# description: |
#   Schema Registry, Connect, the REST proxy and ksqlDB accept requests from anyone over HTTP by default. Through a
#   published port, everyone who reaches the host can delete schemas, read connectors with their passwords, or write
#   records.
# related_resources:
#   - ref: https://docs.confluent.io/platform/current/security/protect-data/encrypt-tls.html
#     description: Confluent Platform, TLS for the components
#   - ref: https://docs.docker.com/engine/network/port-publishing/
#     description: Docker, port publishing
# custom:
#   input: [service]
#   severity: warning
#   concern: exposure
#   fix: unsafe
#   help: remove the published port, put a proxy in front of it, or listen on https
#   parameters:
#     allow_loopback:
#       type: boolean
#       default: false
#       description: allow a port that is published on a loopback address of the host
package hy_msg_lint.kafka.published_http_endpoint

import data.hy_msg_lint.lib.reach
import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	lists[input.runs]
	is_array(input.ports)
	some i, port in input.ports
	not reach.is_tolerated(port, parameters)
	object.get(port, "protocol", "tcp") == "tcp"
	is_number(port.target)
	some k in nodes
	is_http(known[k], port.target)
	violation := object.union(fix(i), {
		"msg": sprintf("%s accepts unencrypted HTTP on %s", [resource.title(known[k]), published(port)]),
		"label": sprintf("unencrypted HTTP on %s", [published(port)]),
		"at": ["ports", i],
		"related": told(k),
		"help": help,
	})
}

deny contains violation if {
	lists[input.runs]
	input.network_mode == "host"
	some k in nodes
	some port in [usual_ports[input.runs]]
	is_http(known[k], port)
	violation := {
		"msg": sprintf("%s accepts unencrypted HTTP on port %v of the host", [resource.title(known[k]), port]),
		"label": sprintf("HTTP without TLS on port %v of the host", [port]),
		"at": ["network_mode"],
		"related": told(k),
	}
}

unknown contains violation if {
	lists[input.runs]
	count(input.unresolved) > 0
	is_array(input.ports)
	some i, port in input.ports
	path := ["ports", i, "target"]
	resource.is_open(path)
	not reach.is_tolerated(port, parameters)
	some k in nodes
	not contains(lower(listeners_of(known[k])), "https://")
	violation := {
		"msg": sprintf("whether a port of `%s` publishes the REST interface %s", [input.name, resource.missing(path)]),
		"at": path,
	}
}

# An image that is not known may set other listeners.
unknown contains violation if {
	lists[input.runs]
	is_array(input.ports)
	some i, port in input.ports
	not reach.is_tolerated(port, parameters)
	object.get(port, "protocol", "tcp") == "tcp"
	some k in nodes
	listeners_of(known[k]) == ""
	not known[k].partial
	not known[k].image_defaults_known
	port.target == usual_port(known[k])
	violation := {
		"msg": sprintf("cannot tell whether %s accepts HTTP on published port %v: %s may set `listeners`", [
			resource.title(known[k]), port.target, resource.image(known[k]),
		]),
		"at": ["ports", i],
		"help": what.image(known[k], ["listeners"]),
	}
}

parameters := data.parameters["published-http-endpoint"]

lists := {
	"connect_worker": "connect_workers",
	"ksqldb": "ksqldb",
	"rest_proxy": "rest_proxies",
	"schema_registry": "schema_registries",
}

# Where each listens if nothing is said.
usual_ports := {
	"connect_worker": 8083,
	"ksqldb": 8088,
	"rest_proxy": 8082,
	"schema_registry": 8081,
}

known := object.get(input.cluster, lists[input.runs], []) if is_object(input.cluster)

# What the service runs, by its place among its kind.
nodes := [k |
	some [list, k] in input.cluster.clients_by_name[input.name]
	list == lists[input.runs]
	known[k].service == input.name
]

is_http(node, port) if regex.match(sprintf(`(?i)(^|,)\s*http://[^,]*:%v/?\s*(,|$)`, [port]), listeners_of(node))

is_http(node, port) if {
	listeners_of(node) == ""
	not node.partial
	node.image_defaults_known
	port == usual_port(node)
}

listeners_of(node) := text if {
	text := object.get(node.properties, "listeners", "")
	is_string(text)
} else := ""

# The worker's older way to say it.
usual_port(node) := to_number(text) if {
	text := object.get(node.properties, "rest.port", null)
	is_string(text)
	regex.match(`^[0-9]{1,5}$`, text)
} else := usual_ports[node.kind]

help := "publish on 127.0.0.1, put a proxy in front of it, or listen on https" if parameters.allow_loopback

help := "remove the published port, put a proxy in front of it, or listen on https" if not parameters.allow_loopback

published(port) := sprintf("published port %v", [port.published]) if {
	object.get(port, "published", "") != ""
	object.get(port, "host_ip", "") == ""
}

published(port) := sprintf("published port %s:%v", [reach.bracketed(port.host_ip), port.published]) if {
	object.get(port, "published", "") != ""
	object.get(port, "host_ip", "") != ""
}

published(port) := sprintf("port %v, published on a port of Docker's choice", [port.target]) if object.get(port, "published", "") == ""

told(k) := [{"at": ["cluster", lists[input.runs], k, "properties", "listeners"], "msg": "it listens here"}] if {
	listeners_of(known[k]) != ""
} else := []

# Programs on the host reach it as before, others do not.
fix(i) := {"fix": {"title": "publish the port on 127.0.0.1 alone", "set": ["ports", i, "host_ip"], "to": "127.0.0.1"}} if {
	parameters.allow_loopback
} else := {}
