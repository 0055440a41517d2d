# METADATA
# title: Secret in plain sight
# description: |
#   A password in a file is known to everybody who can read the repository, its history and its copies, and stays there after it is
#   changed. It has to be taken for lost.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: Docker, secrets in Compose
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-297%3A+Externalizing+Secrets+for+Connect+Configurations
#     description: KIP-297, Externalizing Secrets for Connect Configurations
# custom:
#   input: [service, broker, connect_worker, schema_registry, connector]
#   severity: error
#   fix: none
#   help: take it from a variable without a default, a secret's file, or a config provider, and change it
package hy_msg_lint.compose.literal_secret

import data.hy_msg_lint.lib.resource

# Where settings stand. What a service's environment sets is judged once, as the service's.
settings := input.environment if {
	input.kind == "service"
	is_object(input.environment)
} else := input.config if {
	input.kind == "connector"
} else := input.properties if {
	input.kind in {"broker", "connect_worker", "schema_registry"}
	not input.service
} else := {}

field := "environment" if input.kind == "service"

field := "config" if input.kind == "connector"

field := "properties" if not input.kind in {"service", "connector"}

deny contains violation if {
	some key, value in settings
	is_secret(key, value)
	is_written(value)
	not resource.unresolved_at(input, [field, key])
	violation := {
		"msg": sprintf("%s has the secret `%s` in plain sight", [resource.title(input), key]),
		"at": [field, key],
	}
}

deny contains violation if {
	some key, value in settings
	is_string(value)
	contains(value, "://")
	not names_secret(key)
	some found in regex.find_n(`[a-z][a-z0-9+.-]*://[^/\s:@?#]+:[^/\s@$]+@`, value, 1)
	password := trim_suffix(regex.replace(found, `^.*://[^:]+:`, ""), "@")
	is_written(password)
	violation := {
		"msg": sprintf("%s has a password in the address `%s`", [resource.title(input), key]),
		"at": [field, key],
	}
}

is_secret(key, _) if {
	names_secret(key)
	not is_jaas(key)
}

# Credentials of the login module; a module without any has none to lose.
is_secret(key, value) if {
	is_jaas(key)
	is_string(value)
	regex.match(`(?i)(password|secret)\s*=\s*["']?[^"'\s;$]`, value)
}

is_jaas(key) if endswith(plain(key), "sasljaasconfig")

names_secret(key) if {
	word := plain(key)
	regex.match(`(password|passwd|secret|jaasconfig|apikey|accesskey|secretkey|privatekey|credentials|userinfo|token|basicauthcredentials)$`, word)
	not regex.match(`(file|filename|path|location|class|converter|provider|enable|enabled|source|type|url)$`, word)
	not is_reference(key, word)
}

# Names of files, and of settings that say where the secret is.
is_reference(key, word) if {
	endswith(word, "credentials")
	startswith(upper(key), "KAFKA_SSL_")
	upper(key) == key
}

is_reference(_, word) if endswith(word, "credentialssource")

plain(key) := regex.replace(lower(key), `[^a-z0-9]`, "")

# A value that somebody typed: no provider, no reference, nothing empty.
is_written(value) if {
	is_string(value)
	trim_space(value) != ""
	not contains(value, "${")
	not startswith(value, "$")
	not startswith(value, "/run/secrets/")
	not regex.match(`^(?i)(true|false|none|null|env|file)$`, value)
}

is_written(value) if is_number(value)
