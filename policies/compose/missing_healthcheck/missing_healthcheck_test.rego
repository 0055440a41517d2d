package hy_msg_lint.compose.missing_healthcheck_test

import data.hy_msg_lint.compose.missing_healthcheck as rule

server(runs, healthcheck, waits) := {
	"kind": "service",
	"name": "kafka",
	"image": "apache/kafka:4.1.0",
	"runs": runs,
	"project": {"services": {"kafka": {"runs": runs, "healthcheck": healthcheck, "awaited_by": waits}}},
}

of_image(image) := object.union(server("connect_worker", "absent", []), {"image": image})

deny(resource) := {[violation.msg, object.get(violation, "severity", "warning")] |
	some violation in rule.deny with input as resource
}

unknown(resource) := {violation.msg |
	some violation in rule.unknown with input as resource
}

test_no_check if {
	deny(server("broker", "absent", [])) == {["broker `kafka` has no health check", "warning"]}
	deny(server("connect_worker", "disabled", [])) == {["Connect worker `kafka` has no health check", "warning"]}
}

test_a_controller_is_called_so if {
	alone := {"project": {"services": {"kafka": {"runs": "broker", "listeners": [{"controller": true}]}}}}
	deny(object.union(server("broker", "absent", []), alone)) == {["controller `kafka` has no health check", "warning"]}
}

test_somebody_waits if {
	deny(server("broker", "absent", ["app"])) == {["broker `kafka` has no health check, so `app`, which waits for it to be healthy, never starts", "error"]}
	deny(server("broker", "disabled", ["app", "web"])) == {["broker `kafka` has no health check, so `app` and `web`, which wait for it to be healthy, never start", "error"]}
	deny(server("broker", "absent", ["a", "b", "c", "d"])) == {["broker `kafka` has no health check, so 4 services, which wait for it to be healthy, never start", "error"]}
}

test_has_one if {
	deny(server("broker", "declared", ["app"])) == set()
	deny(server("broker", "unknown", [])) == set()
	unknown(server("broker", "unknown", [])) == set()
}

test_other_services if {
	every runs in [null, "zookeeper"] {
		deny(server(runs, "absent", [])) == set()
		unknown(server(runs, "absent", [])) == set()
	}
}

test_images_with_one_of_their_own if {
	every image in [
		"confluentinc/cp-kafka-connect:8.1.1",
		"registry:5000/mirror/cp-kafka-connect-base@sha256:00",
		"cp-kafka-connect-datagen",
		"confluentinc/cp-kafka-connect:${VERSION}",
	] {
		deny(of_image(image)) == set()
		unknown(of_image(image)) == set()
	}
	off := object.union(of_image("confluentinc/cp-kafka-connect:8.1.1"), {"project": {"services": {"kafka": {"healthcheck": "disabled"}}}})
	count(deny(off)) == 1
}

test_images_without if {
	every image in [
		"confluentinc/cp-kafka",
		"cnfldemos/cp-server-connect-datagen:0.6.4-7.6.0",
		"quay.io/debezium/connect:3.0",
		"bitnamilegacy/kafka:3.9",
		"docker.redpanda.com/redpandadata/redpanda:v25.1.1",
		"confluentinc/cp-schema-registry:8.1.1@sha256:00",
	] {
		count(deny(of_image(image))) == 1
	}
}

test_the_image_that_a_dockerfile_starts_from_decides if {
	built := object.union(of_image("ours/connect"), {"build": {"context": "."}})
	count(deny(object.union(built, {"base_image": "quay.io/debezium/connect:2.7"}))) == 1
	count(deny(object.union(of_image("ours/connect"), {"base_image": "${REGISTRY}apache/kafka:4.1.0"}))) == 1
	deny(object.union(built, {"base_image": "confluentinc/cp-kafka-connect:8.1.1"})) == set()
	unknown(object.union(built, {"base_image": "confluentinc/cp-kafka-connect:8.1.1"})) == set()
	other := object.union(built, {"base_image": "ours/base:1"})
	deny(other) == set()
	unknown(other) == {"whether Connect worker `kafka` has a health check is not known: image `ours/base:1` may have one"}
}

test_other_images_may_have_one if {
	every image in ["mycorp/kafka:1", "${IMAGE}", "mycorp/not-cp-kafka:1", "cp-kafka/other:1"] {
		deny(of_image(image)) == set()
		unknown(of_image(image)) == {sprintf("whether Connect worker `kafka` has a health check is not known: image `%s` may have one", [image])}
	}
	built := object.union(of_image("cp-kafka:local"), {"build": {"context": "."}})
	deny(built) == set()
	unknown(built) == {"whether Connect worker `kafka` has a health check is not known: the Dockerfile that it is built from may have one"}
}

test_a_dockerfile_that_cannot_be_parsed_is_told if {
	built := object.union(of_image("ours/connect"), {"build": {"context": "."}, "broken_dockerfile": 3})
	deny(built) == set()
	unknown(built) == {"whether Connect worker `kafka` has a health check is not known: line 3 of the Dockerfile that it is built from cannot be parsed"}
}

fixes(resource) := {violation.fix | some violation in rule.deny with input as resource}

checks(resource) := {fix.value.test | some fix in fixes(resource)}

test_fix_asks_the_server if {
	fixes(object.union(of_image("confluentinc/cp-server-connect:8.1.1"), {"environment": {}})) == {{
		"title": "add a `healthcheck` that asks the server whether it answers",
		"insert": ["healthcheck"],
		"value": {"interval": "10s", "retries": 12, "test": "curl --fail --silent http://localhost:8083 > /dev/null"},
	}}
	listening := object.union(of_image("quay.io/debezium/connect:3.0"), {"environment": {"CONNECT_LISTENERS": "http://0.0.0.0:8084"}})
	checks(listening) == {"curl --fail --silent http://localhost:8084 > /dev/null"}
	checks(object.union(listening, {"environment": {"CONNECT_LISTENERS": "https://0.0.0.0:8084"}})) == set()
	fixes(object.union(server("connect_worker", "disabled", []), {"image": "confluentinc/cp-server-connect:8.1.1"})) == set()
}

broker_at(listeners) := object.union(server("broker", "absent", []), {"project": {"services": {"kafka": {"runs": "broker", "healthcheck": "absent", "awaited_by": [], "listeners": listeners}}}})

test_fix_asks_a_broker_where_it_needs_no_password if {
	plain := {"protocol": "PLAINTEXT", "controller": false, "told": "reached", "host": "", "port": 19092}
	command := "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server"
	checks(broker_at([plain])) == {sprintf("%s localhost:19092 > /dev/null", [command])}
	checks(broker_at([object.union(plain, {"host": "kafka"})])) == {sprintf("%s kafka:19092 > /dev/null", [command])}
	every other in [{"protocol": "SASL_SSL"}, {"controller": true}, {"told": "nobody"}, {"port": "${PORT}"}] {
		checks(broker_at([object.union(plain, other)])) == set()
	}
}

asks(environment) := checks(object.union(broker_at([{"protocol": "PLAINTEXT", "controller": false, "told": "reached", "host": "", "port": 9092}]), {"environment": environment}))

test_fix_does_not_bind_the_ports_of_the_broker if {
	command := "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092 > /dev/null"
	asks({"KAFKA_OPTS": "-Djava.security.auth.login.config=/jaas.conf", "KAFKA_JMX_PORT": "9999", "JMX_PORT": ""}) == {command}
	asks({
		"KAFKA_OPTS": "-javaagent:/opt/jmx.jar=7071:/opt/c.yml",
		"KAFKA_JMX_OPTS": "-Dcom.sun.management.jmxremote.port=9999",
		"JMX_PORT": "9998",
	}) == {sprintf("JMX_PORT= KAFKA_JMX_OPTS= KAFKA_OPTS= %s", [command])}
	asks({"KAFKA_DEBUG": "y"}) == {sprintf("KAFKA_DEBUG= %s", [command])}
	every unknown_value in [null, "${OPTS}"] {
		asks({"KAFKA_OPTS": unknown_value}) == {sprintf("KAFKA_OPTS= %s", [command])}
	}
}
