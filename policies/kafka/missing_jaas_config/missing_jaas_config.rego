# METADATA
# title: SASL without a JAAS configuration
# description: |
#   A SASL listener needs a login module for each of its mechanisms, and a SASL client needs one for its own. If neither
#   a property nor a file configures it, Kafka exits with "Could not find a 'KafkaServer' or 'KafkaClient' entry in the
#   JAAS configuration".
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#security_sasl
#     description: Kafka, authentication using SASL
#   - ref: https://kafka.apache.org/documentation/#security_jaas_broker
#     description: Kafka, JAAS configuration for brokers
# custom:
#   input: [broker, connect_worker, schema_registry, rest_proxy, ksqldb]
#   severity: error
#   concern: start
#   fix: none
#   help: set sasl.jaas.config for the listener or for the client
package hy_msg_lint.kafka.missing_jaas_config

import data.hy_msg_lint.lib.refusal
import data.hy_msg_lint.lib.resource

deny contains violation if {
	input.refusals
	some found in refusal.denied(input, phrases)
	violation := object.union(found, choice(input.refusals[found.at[1]]))
}

# Nobody chose Kerberos: it is the default.
choice(refused) := {"help": sprintf("choose a mechanism first: set `%s`, for example to `SCRAM-SHA-512`, and then its login module; the default, `GSSAPI`, needs Kerberos", [resource.setting(input, mechanisms)])} if {
	refused.check == "jaas-absent"
	contains(lower(refused.setting), "gssapi")
	not is_chosen(mechanisms)
	not is_chosen(sprintf("listener.name.%s.%s", [lower(refused.value), mechanisms]))
	refused.value in {listener.name | some listener in object.get(input, "listeners", []); not listener.controller}
} else := {}

is_chosen(key) if {
	some field in ["properties", "image_defaults"]
	object.get(object.get(input, field, {}), key, null) != null
}

mechanisms := "sasl.enabled.mechanisms"

unknown contains violation if {
	some i, refused in object.get(input, "refusals", [])
	refused.check in {"jaas-unknown", "client-jaas-unknown"}
	violation := {
		"msg": sprintf("whether %s has a JAAS configuration is not known: `%s` is not set, but a Java option may name a file", [resource.title(input), refused.setting]),
		"at": ["refusals", i, "value"],
		"help": sprintf("set `%s`", [refused.setting]),
	}
}

phrases := {
	"jaas-absent": {"msg": "listener {value} needs a login module ({expected}), but {setting} is not set", "help": "set {setting}, or `-Djava.security.auth.login.config` in `KAFKA_OPTS`"},
	"jaas-flag": {"msg": "{setting} has a login module that is not followed by one of {expected}", "help": "write a class, `required`, its options, and a semicolon"},
	"jaas-unterminated": {"msg": "{setting} does not end in a semicolon", "help": "write a semicolon at its end"},
	"jaas-option": {"msg": "{setting} has an option without a value", "help": "write each option as `name=\"value\"`"},
	"jaas-modules": {"msg": "{setting} has more than one login module", "help": "write one login module, and one semicolon at its end"},
	"jaas-class": {"msg": "{setting} has a login module that Kafka does not have", "help": "write one of {expected}"},
	"client-jaas-absent": {"msg": "{other} is {value}, but {setting} has no login module", "help": "set {setting}"},
	"inter-broker-mechanism": {"msg": "{setting} is {value}, which {other} does not enable for the listener between brokers", "help": "add it to {other}, or write one of {expected}"},
	"inter-broker-mechanism-absent": {"msg": "{setting} is not set, and its default `GSSAPI` is not enabled by {other} for the listener between brokers", "help": "set {setting} to one of {expected}"},
}
