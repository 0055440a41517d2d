package hy_msg_lint.compose.unhealthy_dependency_test

import data.hy_msg_lint.compose.unhealthy_dependency as rule

client(depends_on) := {
	"kind": "service",
	"name": "registry",
	"runs": "schema_registry",
	"depends_on": depends_on,
	"project": {"services": {
		"kafka-1": {"runs": "broker", "waits_for_healthy": []},
		"kafka-2": {"runs": "broker", "waits_for_healthy": []},
		"controller": {"runs": "broker", "listeners": [{"controller": true}], "waits_for_healthy": []},
		"ui": {"runs": null, "waits_for_healthy": ["kafka-1"]},
		"worker": {"runs": "connect_worker", "waits_for_healthy": []},
		"db": {"runs": null, "waits_for_healthy": []},
		"registry": {"runs": "schema_registry", "partial": false, "waits_for_healthy": []},
	}},
}

deny(resource) := {[violation.msg, violation.at] |
	some violation in rule.deny with input as resource
}

started := {"condition": "service_started", "required": true}

healthy := {"condition": "service_healthy", "required": true}

test_started_is_not_healthy if {
	deny(client({"kafka-1": started})) == {[
		"service `registry` does not wait for broker `kafka-1` to be healthy",
		["depends_on", "kafka-1"],
	]}
}

test_one_finding_for_all_brokers if {
	deny(client({"kafka-2": started, "kafka-1": started})) == {[
		"service `registry` does not wait for any of the brokers `kafka-1` and `kafka-2` to be healthy",
		["depends_on", "kafka-1"],
	]}
	violations := rule.deny with input as client({"kafka-2": started, "kafka-1": started})
	{place.at | some violation in violations; some place in violation.related} == {["depends_on", "kafka-2"]}
}

test_healthy if {
	deny(client({"kafka-1": healthy})) == set()
	deny(client({"kafka-1": healthy, "kafka-2": started})) == set()
	deny(client({"kafka-1": started, "ui": started})) == set()
}

test_other_services if {
	every name in ["db", "elsewhere", "controller", "worker"] {
		deny(client({name: started})) == set()
	}
	deny(client({})) == set()
}

test_nodes_and_jobs_are_no_clients if {
	deny(object.union(client({"kafka-1": started}), {"runs": "broker"})) == set()
	deny(object.union(client({"kafka-1": started}), {"job": {"tools": ["kafka-topics"], "ends": true, "waits": false}})) == set()
}

test_the_rest_may_stand_elsewhere if {
	partial := {"project": {"services": {"registry": {"partial": true}}}}
	deny(object.union(client({"kafka-1": started}), partial)) == set()
}

test_a_command_that_waits if {
	every words in [
		["sh", "-c", "until nc -z kafka 9092; do sleep 1; done; exec app"],
		["./wait-for-it.sh", "kafka:9092", "--", "app"],
		["dockerize", "-wait", "tcp://kafka:9092", "app"],
		["bash", "-c", "cub kafka-ready -b kafka-1:9092 1 60 && /etc/confluent/docker/run"],
	] {
		deny(object.union(client({"kafka-1": started}), {"command": words})) == set()
	}
	count(deny(object.union(client({"kafka-1": started}), {"command": ["app", "--topic", "orders"]}))) == 1
}

with_image(repository, more) := object.union(
	client({"kafka-1": started}),
	object.union({"image_reference": {"repository": repository}}, more),
)

test_confluents_servers_wait_themselves if {
	every repository in ["confluentinc/cp-schema-registry", "cp-kafka-rest", "confluentinc/cp-kafka-connect-base"] {
		deny(with_image(repository, {})) == set()
	}
	count(deny(with_image("confluentinc/cp-ksqldb-server", {}))) == 1
	count(deny(with_image("apicurio/apicurio-registry", {}))) == 1
	count(deny(with_image("confluentinc/cp-schema-registry", {"command": ["schema-registry-start", "x"]}))) == 1
	deny(with_image("confluentinc/cp-schema-registry", {"command": ["bash", "-c", "confluent-hub install x && /etc/confluent/docker/run"]})) == set()
}

test_fix_where_a_broker_has_a_health_check if {
	own := client({"kafka-2": started, "kafka-1": started})
	services := object.union(own.project.services, {"kafka-2": {"runs": "broker", "waits_for_healthy": [], "healthcheck": "declared"}})
	fixes := {violation.fix | some violation in rule.deny with input as object.union(own, {"project": {"services": services}})}
	fixes == {{"title": "set the condition of `kafka-2` to `service_healthy`", "set": ["depends_on", "kafka-2", "condition"], "to": "service_healthy"}}
	none := {violation.fix | some violation in rule.deny with input as own}
	none == set()
}
