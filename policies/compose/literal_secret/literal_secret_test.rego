package hy_msg_lint.compose.literal_secret_test

import data.hy_msg_lint.compose.literal_secret as rule

service(environment) := {"kind": "service", "name": "db", "environment": environment, "unresolved": []}

connector(config) := {"kind": "connector", "name": "cdc", "config": config, "unresolved": []}

deny(resource) := {violation.msg |
	some violation in rule.deny with input as resource
}

test_typed_secrets if {
	deny(service({"POSTGRES_PASSWORD": "postgres"})) == {"service `db` has a hard-coded secret in `POSTGRES_PASSWORD`"}
	deny(connector({"database.password": "dbz"})) == {"connector `cdc` has a hard-coded secret in `database.password`"}
	every key in [
		"MINIO_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "API_KEY", "GITHUB_TOKEN", "SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO",
		"schema.registry.basic.auth.user.info", "ssl.key.password", "sasl.client.secret", "gcp.credentials", "dbPassword",
		"KAFKA_CONFLUENT_TELEMETRY_EXPORTER_C3_API_KEY", "SPRING_SECURITY_USER_PASSWORD", "CLICKHOUSE_PASSWORD", "spring.datasource.password",
		"SPRING_SECURITY_CREDENTIALS", "MY_CREDENTIAL", "DATA_ENCRYPTION_KEY", "SECRET_KEY_BASE", "DB_PASS", "db.pass",
		"DB_PASSWORD_1", "PASSWORD2", "db.password.2", "API_KEY_1", "ADMIN_PWD1", "DB_PASS_2",
	] {
		count(deny(service({key: "abc123"}))) == 1
	}
	count(deny(service({"PASSWORD": 1234}))) == 1
	count(deny(service({"PASSWORD": "changeme"}))) == 1
}

test_from_elsewhere if {
	every value in ["${file:/s:password}", "${env:PW}", "${secrets:ns/x:y}", "${vault:a}", "$PW", "{{ password }}", "/run/secrets/db"] {
		deny(connector({"database.password": value})) == set()
	}
	open := object.union(service({}), {
		"environment": {"PASSWORD": "${PW}", "TOKEN": "a$PW"},
		"unresolved": [
			{"at": ["environment", "PASSWORD"], "variables": ["PW"]},
			{"at": ["environment", "TOKEN"], "variables": ["PW"]},
		],
	})
	deny(open) == set()
	deny(service({"POSTGRES_PASSWORD_FILE": "/run/secrets/pg"})) == set()
}

test_nothing_typed if {
	every value in ["", "  ", null, "<your password>", "********", "none", true] {
		deny(service({"PASSWORD": value})) == set()
	}
}

test_placeholders if {
	every value in [
		"YOUR_API_KEY", "your-password-here", "XXX-XXX", "xxxx", "TOKEN-SECRET", "API_KEY", "dummy", "dummy-token", "placeholder",
		"insert your key", "TODO",
	] {
		deny(service({"PASSWORD": value})) == set()
	}
	every value in ["changeme", "secret", "token-secret", "xx", "dummies", "yours", "KEY", "Password1"] {
		count(deny(service({"PASSWORD": value}))) == 1
	}
}

test_options_of_the_virtual_machine if {
	deny(service({"KAFKA_OPTS": "-Xmx1g -Djavax.net.ssl.keyStorePassword=pw"})) == {"service `db` has a hard-coded Java option password in `KAFKA_OPTS`"}
	count(deny(service({"JAVA_OPTS": "-Ddatabase.password='pw'"}))) == 1
	every value in ["-Ddatabase.password=${PW}", "-Ddatabase.password=$PW", "-Ddatabase.password=", "-Ddatabase.password.file=/x", "-Duser=admin", "x-Dpassword=a"] {
		deny(service({"JAVA_OPTS": value})) == set()
	}
}

test_switches if {
	every key in ["ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "REQUIRE_TOKEN", "MAX_TOKEN", "use.password", "ALLOW_EMPTY_PASSWORD_1"] {
		deny(service({key: "1"})) == set()
	}
	deny(service({"SHOW_PASSWORD": "yes"})) == set()
}

test_keys_that_only_sound_like_it if {
	every key in [
		"KAFKA_SSL_KEYSTORE_FILENAME", "KAFKA_SSL_KEY_CREDENTIALS", "KAFKA_SSL_KEYSTORE_CREDENTIALS", "GOOGLE_APPLICATION_CREDENTIALS",
		"ssl.key.location", "CONNECT_KEY_CONVERTER", "key.converter", "TOKEN_URL", "basic.auth.credentials.source", "database.user",
		"PASSWORD_FILE", "MESSAGE_KEY", "AWS_ACCESS_KEY_ID",
		"PASSWORD_MIN_LENGTH", "PASSWORD_1_FILE", "TOKEN_LIFETIME_2", "KAFKA_SSL_KEY_CREDENTIALS_1", "COMPASS_1", "PASSWORD_ROTATION_90_DAYS",
	] {
		deny(service({key: "value"})) == set()
	}
}

test_login_modules if {
	plain := "org.apache.kafka.common.security.plain.PlainLoginModule required"
	deny(connector({"sasl.jaas.config": sprintf(`%s username="a" password="b";`, [plain])})) == {"connector `cdc` has a hard-coded JAAS password in `sasl.jaas.config`"}
	count(deny(service({"KAFKA_LISTENER_NAME_CLIENT_PLAIN_SASL_JAAS_CONFIG": sprintf(`%s user_admin="b";`, [plain])}))) == 1
	count(deny(service({"SASL_JAAS_CONFIG": sprintf(`%s clientId='a' clientSecret='b';`, [plain])}))) == 1
	deny(connector({"sasl.jaas.config": sprintf(`%s username="a" password="${env:PW}";`, [plain])})) == set()
	deny(connector({"sasl.jaas.config": sprintf(`%s username="a" password="";`, [plain])})) == set()
	deny(connector({"sasl.jaas.config": sprintf(`%s username="<KEY>" password="<SECRET>";`, [plain])})) == set()
	deny(connector({"sasl.jaas.config": sprintf("%s;", [plain])})) == set()
	half_open := object.union(service({"JAAS_CONFIG": sprintf(`%s username="${USER}" password="b";`, [plain])}), {"unresolved": [{
		"at": ["environment", "JAAS_CONFIG"],
		"variables": ["USER"],
	}]})
	count(deny(half_open)) == 1
}

test_passwords_in_addresses if {
	deny(service({"DATABASE_URL": "postgres://app:pw@db:5432/app"})) == {"service `db` has a hard-coded URL password in `DATABASE_URL`"}
	every address in ["jdbc:postgresql://db/app?user=app&password=pw", "jdbc:sqlserver://db:1433;user=sa;password=Pw", "redis://:pw@cache", "AMQP://guest:guest@mq"] {
		count(deny(connector({"connection.url": address}))) == 1
	}
	every address in [
		"jdbc:postgresql://db:5432/app", "http://user@host/", "https://host:8080/a@b", "postgres://app:${PW}@db:5432/app",
		"jdbc:postgresql://db/app?user=app&password=${file:/s:pw}", "PLAINTEXT://kafka-1:9092,SSL://kafka-2:9093",
	] {
		deny(connector({"connection.url": address})) == set()
	}
}

runs(attributes) := object.union(service({}), attributes)

test_passwords_for_curl if {
	deny(runs({"healthcheck": {"test": ["CMD-SHELL", "curl -fsS -u admin:geheim http://localhost:8083/connectors || exit 1"]}})) == {"service `db` has a hard-coded `curl` password in `healthcheck.test`"}
	deny(runs({"command": ["curl", "-s", "--user", "admin:geheim", "http://a"]})) == {"service `db` has a hard-coded `curl` password in `command`"}
	every text in [
		"curl -su admin:geheim http://a", "curl --user=admin:geheim http://a", "curl -uadmin:geheim a", `sh -c "curl -u 'admin:geheim' a"`,
		"until /usr/bin/curl a --proxy-user admin:geheim; do sleep 1; done",
	] {
		count(deny(runs({"entrypoint": ["sh", "-c", text]}))) == 1
	}
	every text in [
		"curl -u $USER:$PW a", "curl -u admin:$PW a", "curl -u \"admin:$PW\" a", "curl -u admin:${PW} a", "curl -u admin:$(cat /run/secrets/pw) a",
		"curl -u admin a:80", "curl -u admin: a", "curl -u <user>:<password> a", "curl -U a; docker run -u app:app a", "curl http://a:80/b",
		"curl --url http://a:80", "chown -u a:b c", "curl -u admin:********** a", "curl -sfu admin http://a:80",
	] {
		deny(runs({"command": ["sh", "-c", text]})) == set()
	}
	deny(runs({"command": ["curl", "-u", "admin:$PW", "a"]})) == set()
	deny(runs({"command": ["docker", "run", "-u", "1000:1000", "a"]})) == set()
	deny(runs({"command": null, "healthcheck": {"disable": true}})) == set()
}

test_passwords_in_settings_of_a_command if {
	deny(runs({"command": ["bash", "-c", "kafka-topics --list --command-config <(echo sasl.password=geheim)"]})) == {"service `db` has a hard-coded password in `command`"}
	every text in [
		"kafka-topics --command-config <(printf 'ssl.key.password=geheim\\n')", `echo "ssl.truststore.password=geheim" > client.properties && kafka-topics`,
		`a --command-config <(echo "sasl.jaas.config=x.PlainLoginModule required username=\"a\" password=\"geheim\";")`,
		"echo db.password = geheim >> a.properties",
	] {
		count(deny(runs({"command": ["bash", "-c", text]}))) == 1
	}
	every text in [
		"a --command-config <(echo sasl.password=$PW)", `echo "password=$PW" > a`, "echo password=${PW} > a", "echo password=$(cat b) > a", "printf 'password=%s' $PW > a",
		"echo set PASSWORD=geheim first", "echo set PASSWORD=geheim first >&2", "export PASSWORD=$(cat a) > b", "echo password=<password> > a", "a --command-config <(cat b)",
		"echo password= > a",
	] {
		deny(runs({"command": ["bash", "-c", text]})) == set()
	}
}

test_private_keys if {
	pem := "-----BEGIN RSA PRIVATE KEY-----\nMIIE"
	deny(connector({"ssl.keystore.key": pem})) == {"connector `cdc` has a hard-coded private key in `ssl.keystore.key`"}
	deny(connector({"ssl.truststore.certificates": "-----BEGIN CERTIFICATE-----"})) == set()
}

test_a_server_is_judged_as_its_service if {
	properties := {"ssl.key.password": "x"}
	deny({"kind": "broker", "name": "kafka", "roles": ["broker"], "service": "kafka", "properties": properties, "unresolved": []}) == set()
	count(deny({"kind": "broker", "name": "kafka", "roles": ["broker"], "properties": properties, "unresolved": []})) == 1
}

test_names_of_secrets if {
	every name in ["KEY_PASSPHRASE", "MYSQL_PWD", "SIGNING_KEY", "JWT_PRIVATE_KEY", "ssl.key.passphrase"] {
		count(deny(service({name: "geheim"}))) == 1
	}
	every name in ["PWD", "OLDPWD", "OLD_PWD", "PUBLIC_KEY", "KEY"] {
		deny(service({name: "geheim"})) == set()
	}
}

test_what_is_no_secret if {
	every value in ["/etc/ssl/private/key.pem", "../keys/jwt.pem", "ENC(abcdefghijk)", "replace-me", "REDACTED", "sk-xxxxxxxx", "my-api-key", "_ADMIN_PASS_"] {
		deny(service({"PRIVATE_KEY": value})) == set()
	}
	every value in ["/geheim", "change-me", "my-secret", "sk-1234", "_geheim_"] {
		count(deny(service({"PRIVATE_KEY": value}))) == 1
	}
}

test_what_the_image_has if {
	built := {"kind": "service", "name": "kafka", "environment": {}, "image_environment": {"DB_PASSWORD": "hunter22", "LOG_LEVEL": "info", "OTHER_PASSWORD": ""}, "unresolved": []}
	found := {[violation.msg, violation.at] | some violation in rule.deny with input as built}
	found == {["the image of service `kafka` has a hard-coded secret in `DB_PASSWORD`", ["image_environment", "DB_PASSWORD"]]}
}

# What git does not keep of the environment says nothing of the image.
test_a_file_of_variables_is_not_the_image if {
	built := {
		"kind": "service",
		"name": "kafka",
		"environment": {"DB_PASSWORD": "hunter22"},
		"from_files": {"DB_PASSWORD": {"value": "hunter22", "ignored": true}},
		"image_environment": {"DB_PASSWORD": "hunter22"},
		"unresolved": [],
	}
	{violation.at | some violation in rule.deny with input as built} == {["image_environment", "DB_PASSWORD"]}
}

test_fix_of_a_variable if {
	fixes := {violation.fix | some violation in rule.deny with input as service({"POSTGRES_PASSWORD": "postgres"})}
	fixes == {{
		"title": "read it from the variable `POSTGRES_PASSWORD`",
		"set": ["environment", "POSTGRES_PASSWORD"],
		"to": "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env}",
	}}
	none := {violation.fix | some violation in rule.deny with input as connector({"database.password": "dbz"})}
	none == set()
}

variables(project) := {violation.fix.to | some violation in rule.deny with input as object.union(service({"PASSWORD": "postgres"}), {"project": object.union({"services": {"db": {}}, "environment": {"PASSWORD": true}, "variables": {}}, project)})}

own := "${DB_PASSWORD:?set DB_PASSWORD in .env}"

test_secrets_that_differ_get_variables_of_their_own if {
	variables({}) == {"${PASSWORD:?set PASSWORD in .env}"}
	variables({"environment": {"PASSWORD": false}}) == {own}
	variables({"environment": {"PASSWORD": false, "DB_PASSWORD": true}}) == set()
	variables({"environment": {"PASSWORD": false}, "services": {"db": {}, "DB": {}}}) == set()
}

test_a_name_that_is_taken if {
	variables({"variables": {"PASSWORD": {}}}) == {own}
	variables({"variables": {"PASSWORD": {"value": "other", "ignored": true}}}) == {own}
	variables({"variables": {"PASSWORD": {"value": "postgres", "ignored": false}}}) == {own}
	variables({"variables": {"PASSWORD": {"value": "postgres", "ignored": true}}}) == {"${PASSWORD:?set PASSWORD in .env}"}
	variables({"variables": {"PASSWORD": {}, "DB_PASSWORD": {}}}) == set()
}

with_copies(places) := object.union(service({"PASSWORD": "hunter8x"}), {
	"copies": {"PASSWORD": places},
	"project": {"services": {"db": {}}, "environment": {"PASSWORD": true}, "variables": {}},
})

test_a_copy_that_would_stay_is_told_and_not_fixed if {
	url := {"service": "app", "at": "environment.DATABASE_URL"}
	found := {[object.get(violation, "fix", null), violation.help] | some violation in rule.deny with input as with_copies([url])}
	found == {[null, "read it from a variable without a default, and replace the secret; the same value is also at `environment.DATABASE_URL` of service `app`: read that variable there, too"]}
	same := {"service": "app", "at": "environment.PASSWORD"}
	{violation.fix.to | some violation in rule.deny with input as with_copies([same])} == {"${PASSWORD:?set PASSWORD in .env}"}
	apart := object.union(with_copies([same]), {"project": {"environment": {"PASSWORD": false}}})
	{violation.fix | some violation in rule.deny with input as apart} == set()
}

test_fix_of_a_default if {
	defaulted := object.union(service({"PASSWORD": "changeme"}), {"default_variables": {"PASSWORD": "DB_PW"}})
	{violation.fix.to | some violation in rule.deny with input as defaulted} == {"${DB_PW:?set DB_PW in .env}"}
}
