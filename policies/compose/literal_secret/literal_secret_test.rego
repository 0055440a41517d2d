package hy_msg_lint.compose.literal_secret_test

import data.hy_msg_lint.compose.literal_secret as rule

service(environment) := {"kind": "service", "name": "db", "environment": environment, "unresolved": []}

connector(config) := {"kind": "connector", "name": "cdc", "config": config, "unresolved": []}

deny(resource) := {violation.msg |
	some violation in rule.deny with input as resource
}

test_typed_secrets if {
	deny(service({"POSTGRES_PASSWORD": "postgres"})) == {"service `db` has the secret `POSTGRES_PASSWORD` in plain sight"}
	deny(connector({"database.password": "dbz"})) == {"connector `cdc` has the secret `database.password` in plain sight"}
	every key in ["MINIO_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "API_KEY", "GITHUB_TOKEN", "schema.registry.basic.auth.user.info", "ssl.key.password", "sasl.client.secret"] {
		count(deny(service({key: "abc123"}))) == 1
	}
	count(deny(service({"PASSWORD": 1234}))) == 1
}

test_from_elsewhere if {
	every value in ["${file:/s:password}", "${env:PW}", "${secrets:ns/x:y}", "${vault:a}", "$PW", "", "/run/secrets/db"] {
		deny(connector({"database.password": value})) == set()
	}
	open := object.union(service({}), {
		"environment": {"PASSWORD": "${PW}"},
		"unresolved": [{"at": ["environment", "PASSWORD"], "variables": ["PW"]}],
	})
	deny(open) == set()
	deny(service({"POSTGRES_PASSWORD_FILE": "/run/secrets/pg"})) == set()
	deny(service({"PASSWORD": null})) == set()
}

test_keys_that_only_sound_like_it if {
	every key in ["KAFKA_SSL_KEYSTORE_FILENAME", "KAFKA_SSL_KEY_CREDENTIALS", "KAFKA_SSL_KEYSTORE_CREDENTIALS", "ssl.key.location", "CONNECT_KEY_CONVERTER", "TOKEN_URL", "basic.auth.credentials.source", "database.user"] {
		deny(service({key: "value"})) == set()
	}
}

test_login_modules if {
	plain := "org.apache.kafka.common.security.plain.PlainLoginModule required"
	deny(connector({"sasl.jaas.config": sprintf(`%s username="a" password="b";`, [plain])})) == {"connector `cdc` has the secret `sasl.jaas.config` in plain sight"}
	deny(connector({"sasl.jaas.config": sprintf(`%s username="a" password="${env:PW}";`, [plain])})) == set()
	deny(connector({"sasl.jaas.config": sprintf("%s;", [plain])})) == set()
}

test_passwords_in_addresses if {
	deny(service({"DATABASE_URL": "postgres://app:pw@db:5432/app"})) == {"service `db` has a password in the address `DATABASE_URL`"}
	deny(connector({"connection.url": "jdbc:postgresql://db:5432/app"})) == set()
	deny(service({"URL": "http://user@host/"})) == set()
	deny(service({"URL": "https://host:8080/a@b"})) == set()
	deny(service({"DATABASE_URL": "postgres://app:${PW}@db:5432/app"})) == set()
}

test_a_server_is_judged_as_its_service if {
	properties := {"ssl.key.password": "x"}
	deny({"kind": "broker", "name": "kafka", "roles": ["broker"], "service": "kafka", "properties": properties, "unresolved": []}) == set()
	count(deny({"kind": "broker", "name": "kafka", "roles": ["broker"], "properties": properties, "unresolved": []})) == 1
}
