package hy_msg_lint.kafka.missing_jaas_config_test

import data.hy_msg_lint.kafka.missing_jaas_config as rule

node(fields) := {"kind": "broker", "name": "kafka", "roles": ["broker"], "refusals": [object.union({"value": "CLIENT", "expected": ["SASL_SSL", "PLAIN"]}, fields)]}

setting := "KAFKA_LISTENER_NAME_CLIENT_PLAIN_SASL_JAAS_CONFIG"

test_nothing_missing if {
	rule.deny == set() with input as {"kind": "broker", "name": "kafka", "roles": ["broker"]}
	rule.unknown == set() with input as {"kind": "broker", "name": "kafka", "roles": ["broker"]}
}

test_listener_without_a_login if {
	violations := rule.deny with input as node({"check": "jaas-absent", "setting": setting})
	violations == {{
		"msg": "listener `CLIENT` needs a login module (`SASL_SSL` and `PLAIN`), but `KAFKA_LISTENER_NAME_CLIENT_PLAIN_SASL_JAAS_CONFIG` is not set: broker `kafka` does not start",
		"at": ["refusals", 0, "value"],
		"help": "set `KAFKA_LISTENER_NAME_CLIENT_PLAIN_SASL_JAAS_CONFIG`, or `-Djava.security.auth.login.config` in `KAFKA_OPTS`",
		"related": [],
	}}
}

test_an_option_may_name_a_file if {
	unknown := rule.unknown with input as node({"check": "jaas-unknown", "setting": setting})
	{violation.at | some violation in unknown} == {["refusals", 0, "value"]}
	denied := rule.deny with input as node({"check": "jaas-unknown", "setting": setting})
	denied == set()
}

test_client if {
	worker := object.union(node({"check": "client-jaas-absent", "setting": "CONNECT_SASL_JAAS_CONFIG", "other": "CONNECT_SECURITY_PROTOCOL", "value": "SASL_SSL"}), {"kind": "connect_worker", "name": "connect"})
	violations := rule.deny with input as worker
	{violation.msg | some violation in violations} == {"`CONNECT_SECURITY_PROTOCOL` is `SASL_SSL`, but `CONNECT_SASL_JAAS_CONFIG` has no login module: Connect worker `connect` does not start"}
}

test_what_the_broker_refuses_otherwise if {
	violations := rule.deny with input as node({"check": "port-twice", "setting": "KAFKA_LISTENERS"})
	violations == set()
}

helps(fields) := {violation.help |
	some violation in rule.deny with input as object.union(
		node({"check": "jaas-absent", "setting": "KAFKA_LISTENER_NAME_CLIENT_GSSAPI_SASL_JAAS_CONFIG"}),
		object.union({"variable_prefix": "KAFKA_", "listeners": [{"name": "CLIENT", "controller": false}], "properties": {}}, fields),
	)
}

test_a_mechanism_comes_first if {
	helps({}) == {"choose a mechanism first: set `KAFKA_SASL_ENABLED_MECHANISMS`, for example to `SCRAM-SHA-512`, and then its login module; the default, `GSSAPI`, needs Kerberos"}
	kerberos := "set `KAFKA_LISTENER_NAME_CLIENT_GSSAPI_SASL_JAAS_CONFIG`, or `-Djava.security.auth.login.config` in `KAFKA_OPTS`"
	helps({"properties": {"sasl.enabled.mechanisms": "GSSAPI"}}) == {kerberos}
	helps({"properties": {"listener.name.client.sasl.enabled.mechanisms": "GSSAPI"}}) == {kerberos}
	helps({"listeners": [{"name": "CLIENT", "controller": true}]}) == {kerberos}
}
