package hy_msg_lint.lib.home_test

import data.hy_msg_lint.lib.home

broker(name, group, advertised) := {
	"name": name,
	"service": name,
	"group": group,
	"listeners": [{"advertised_host": host} | some host in advertised],
}

project(groups, brokers) := {"form": "compose", "groups": groups, "brokers": brokers}

two := project(2, [broker("kafka-a", 0, ["a.internal", "localhost"]), broker("kafka-b", 1, ["localhost"])])

one := project(1, [broker("kafka", 0, ["localhost"])])

worker(cluster, servers) := home.of_worker(cluster, home.names(cluster), {"properties": {"bootstrap.servers": servers}})

topic(cluster, fields) := home.of_topic(cluster, home.names(cluster), fields)

command(servers) := {"command": {"bootstrap_servers": servers}}

test_workers_go_where_their_servers_are if {
	worker(two, "kafka-a:9092") == "group 0"
	worker(two, "SASL_SSL://a.internal:9093, kafka-a:9092") == "group 0"
	worker(two, "kafka-b:9092") == "group 1"
	worker(two, "kafka-a:9092,kafka-b:9092") == null
}

test_brokers_elsewhere if {
	worker(one, "b.prod:9092, a.prod:9092") == "at a.prod:9092,b.prod:9092"
	worker(one, "${SERVERS}") == "at ${SERVERS}"
	worker(project(0, []), "kafka:9092") == "at kafka:9092"
}

test_nothing_tells if {
	worker(one, "") == "group 0"
	worker(one, "localhost:9092") == "group 0"
	worker(two, "localhost:9092") == null
	worker(project(0, []), "") == null
	home.of_worker(two, home.names(two), {"properties": {}}) == null
}

test_topics if {
	topic(two, command("kafka-b:9092")) == "group 1"
	topic(two, command("")) == null
	topic(two, {}) == null
	topic(two, {"service": "kafka-b"}) == "group 1"
	topic(two, object.union({"service": "kafka-a"}, command("localhost:9092"))) == "group 0"
	topic(two, object.union({"service": "init"}, command("kafka-b:9092"))) == "group 1"
	topic(one, {"service": "init"}) == "group 0"
}

test_what_other_forms_put_together_is_one if {
	strimzi := {"form": "strimzi", "groups": 2, "brokers": [broker("a", 0, []), broker("b", 1, [])]}
	worker(strimzi, "a:9092") == ""
	topic(strimzi, {}) == ""
}

test_a_broker_of_no_known_group if {
	cluster := project(2, [object.remove(broker("kafka-a", 0, []), ["group"])])
	worker(cluster, "kafka-a:9092") == "at kafka-a:9092"
}
