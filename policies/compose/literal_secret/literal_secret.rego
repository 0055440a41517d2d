# METADATA
# title: Hard-coded secret
# description: |
#   Everyone who can read the repository, its history or a copy of it can read the password, even after it is changed.
#   Treat it as compromised.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: Docker, secrets in Compose
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-297%3A+Externalizing+Secrets+for+Connect+Configurations
#     description: KIP-297, Externalizing Secrets for Connect Configurations
# custom:
#   input: [service, broker, connect_worker, schema_registry, connector]
#   severity: error
#   concern: exposure
#   fix: unsafe
#   general: true
#   help: read it from a variable without a default, a secret file or a config provider, and replace the secret
package hy_msg_lint.compose.literal_secret

import data.hy_msg_lint.lib.resource

deny contains violation if {
	some field in fields
	some key, value in input[field]
	names_secret(key)
	is_typed(value)
	not resource.is_open([field, key])
	not is_outside(field, key)
	violation := object.union(object.union(fix(field, key), help(field, key)), {
		"msg": sprintf("%s has a hard-coded secret in `%s`", [owner(field), key]),
		"label": "a hard-coded secret",
		"at": place(field, key),
		"related": used(field, key),
	})
}

# Compose asks for the variable before it starts anything.
fix(field, key) := {"fix": {
	"title": sprintf("read it from the variable `%s`", [name]),
	"set": [field, key],
	"to": sprintf("${%s:?set %s in .env}", [name, name]),
}} if {
	input.kind == "service"
	field == "environment"
	not files[key]
	name := variable(key)
	count(copies(key, name)) == 0
} else := {}

# Where the same secret stands, and would not come from the variable `name`.
copies(key, name) := [sprintf("`%s` of service `%s`", [copy.at, copy.service]) |
	some copy in object.get(input, ["copies", key], [])
	not is_replaced_too(copy, key, name)
]

# A finding of its own, whose fix reads the same variable.
is_replaced_too(copy, key, name) if {
	name == key
	copy.at == sprintf("environment.%s", [key])
}

help(field, key) := {"help": sprintf("read it from a variable without a default, and replace the secret; the same value is also at %s: read that variable there, too", [
	concat(" and ", array.slice(others, 0, 3)),
])} if {
	input.kind == "service"
	field == "environment"
	others := copies(key, key)
	count(others) > 0
} else := {}

# The one whose default it is.
variable(key) := input.default_variables[key]

# A variable that gives its value to nothing else: of the same name, else with the service's name before it.
variable(key) := key if {
	not is_default(key)
	is_name(key)
	object.get(input, ["project", "environment", key], true)
	can_hold(key, input.environment[key])
} else := own if {
	not is_default(key)
	own := sprintf("%s_%s", [prefix(input.name), key])
	is_name(own)
	count([name | some name, _ in input.project.services; prefix(name) == prefix(input.name)]) < 2
	object.get(input, ["project", "environment", own], null) == null
	can_hold(own, input.environment[key])
}

is_default(key) if input.default_variables[key]

is_name(text) if regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, text)

prefix(service) := upper(regex.replace(service, `[^A-Za-z0-9]`, "_"))

# Nobody refers to it, or a file that git ignores gives it this value.
can_hold(name, _) if object.get(input, ["project", "variables", name], null) == null

can_hold(name, value) if {
	known := input.project.variables[name]
	known.ignored
	known.value == sprintf("%v", [value])
}

deny contains violation if {
	some field in fields
	some key, value in input[field]
	is_string(value)
	may_hold(value)
	some kind in ["login module", "address", "key", "option"]
	holds(kind, key, value)
	not is_outside(field, key)
	violation := {
		"msg": sprintf("%s has a hard-coded %s in `%s`", [owner(field), inside[kind], key]),
		"label": sprintf("a hard-coded %s", [inside[kind]]),
		"at": place(field, key),
		"related": used(field, key),
	}
}

deny contains violation if {
	input.kind == "service"
	some [path, words] in commands
	some number, word in words
	is_string(word)
	some what in ["argument", "login", "settings"]
	some secret in passwords(what, words, number)
	is_typed(secret)
	violation := {
		"msg": sprintf("%s has a hard-coded %s in `%s`", [resource.title(input), inside[what], concat(".", path)]),
		"label": sprintf("a hard-coded %s", [inside[what]]),
		"at": array.concat(path, [number]),
	}
}

# What a container runs, and what tells whether it is healthy, as lists of words.
commands contains [["command"], input.command] if is_array(input.command)

commands contains [["entrypoint"], input.entrypoint] if is_array(input.entrypoint)

commands contains [["healthcheck", "test"], input.healthcheck.test] if is_array(input.healthcheck.test)

# `curl -u user:password`: a word of its own, or in a text that a shell reads.
passwords("argument", words, number) := {found[1] |
	words[number - 1] in {"-u", "--user", "-U", "--proxy-user"}
	some program in words
	is_string(program)
	regex.match(`(^|/)curl$`, program)
	some found in regex.find_all_string_submatch_n(`^[\w.@-]+:(\S+)$`, words[number], 1)
}

passwords("login", words, number) := {found[1] |
	contains(words[number], "curl ")
	some found in regex.find_all_string_submatch_n(`(?:^|[\s;|&("'/])curl\s(?:[^|;&\n]*\s)?(?:-[a-zA-Z]*[uU]\s*|--(?:proxy-)?user[ =])["']?[\w.@-]+:([^\s"'\\;|&)]+)`, words[number], -1)
}

# Settings that a shell gives to a program, or writes to a file: `<(echo sasl.password=…)`.
passwords("settings", words, number) := {found[1] |
	some form in [
		`<\(\s*(?:echo|printf)\s[^|;&)\n]*?(?i:password|passwd|secret)\s*=\s*["'\\]*([^\s"'\\;|&<>)%$][^\s"'\\;|&>)%]*)`,
		`(?:^|[\s;&(])(?:echo|printf)\s[^|;&>\n]*?(?i:password|passwd|secret)\s*=\s*["'\\]*([^\s"'\\;|&<>)%$][^\s"'\\;|&>)%]*)[^|;&>\n]*>+\s*[^&\s(]`,
	]
	regex.match(`<\(|>`, words[number])
	some found in regex.find_all_string_submatch_n(form, words[number], -1)
}

files := object.get(input, "from_files", {})

# A file that git does not keep is not in the repository.
is_outside(field, key) if {
	field == "environment"
	files[key].ignored
}

# A value from a file of variables is told there.
place(field, key) := ["from_files", key, "value"] if {
	field == "environment"
	files[key]
} else := [field, key]

used(field, key) := [{"at": [field, key], "msg": "this service uses it"}] if {
	field == "environment"
	files[key]
} else := []

# Where settings stand. What a service's environment sets is judged once, as the service's; what its Dockerfile writes, there.
fields := ["environment", "image_environment"] if input.kind == "service"

fields := ["config"] if input.kind == "connector"

fields := ["properties"] if {
	input.kind in {"broker", "connect_worker", "schema_registry"}
	not input.service
}

owner(field) := sprintf("the image of %s", [resource.title(input)]) if {
	field == "image_environment"
} else := resource.title(input)

# Names that end as those of secrets do, in any spelling: `database.password`, `SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO`. Where there
# are several, each has its number: `DB_PASSWORD_1`.
names_secret(key) if {
	regex.match(`(?i)((password|passwd|secret|api[._-]?key|secret[._-]?(access[._-]?)?key([._-]?base)?|encryption[._-]?key|credentials?|user[._-]?info|token)|(^|[._-])pass)([._-]?[0-9]+)?$`, key)
	not only_sounds_secret(key)
}

names_secret(key) if {
	regex.match(`(passphrase|(signing|private)[._-]?key|[a-z0-9][._-]pwd)([._-]?[0-9]+)?$`, lower(key))
	not only_sounds_secret(key)
}

# `KAFKA_SSL_KEY_CREDENTIALS` and its kin name files; the others are switches.
only_sounds_secret(key) if regex.match(`^[A-Z0-9_]*_(KEY|KEYSTORE|TRUSTSTORE|APPLICATION)_CREDENTIALS(_?[0-9]+)?$`, key)

only_sounds_secret(key) if regex.match(`(?i)(^|[._-])old[._-]?pwd([._-]?[0-9]+)?$`, key)

only_sounds_secret(key) if regex.match(`(?i)(^|[._-])(allow[._-]?empty|random|enable|require|use|skip|max|min)([._-]root)?[._-](password|passwd|secret|token|credentials)([._-]?[0-9]+)?$`, key)

# A value that somebody typed: nothing empty, no reference to a variable, a provider or a file, nothing encrypted, no switch,
# and nothing that stands for what has to be put there.
is_typed(value) if {
	is_string(value)
	not contains(value, "${")
	not is_placeholder(value)
	not startswith(value, "ENC(")
	not regex.match(`^[.]{0,2}/[a-zA-Z0-9_.-]+/[a-zA-Z0-9_./-]+$`, value)
	not regex.match(`(?i)^\s*($|\$|/run/secrets/|\{\{|<.*>\s*$|\*+\s*$|(true|false|yes|no|on|off|none|null)\s*$)`, value)
}

is_typed(value) if is_number(value)

# What asks for a value in capital words, or in the usual spellings. `changeme` works as well as any password.
is_placeholder(value) if regex.match(`(?i)^\s*(x{3,}([-_. ]?x+)*|dummy([-_ ]?(password|secret|token|key|value))?|placeholder|todo|(your|insert|enter|put)[-_ ].*)\s*$`, value)

is_placeholder(value) if regex.match(`^([sS][kK]-x{3,}|REDACTED|redacted|([rR]eplace|REPLACE)[-_ ]?(me|ME)|my[-_ ]api[-_ ]key)$`, trim_space(value))

is_placeholder(value) if regex.match(`^\s*_[A-Z]+(_[A-Z]+)*_\s*$`, value)

is_placeholder(value) if regex.match(`^\s*(TOKEN|API|SECRET|ACCESS|CLIENT|KEY|PASSWORD)([-_ ](TOKEN|API|SECRET|ACCESS|CLIENT|KEY|PASSWORD|ID|HERE))+\s*$`, value)

inside := {
	"login module": "JAAS password",
	"address": "URL password",
	"key": "private key",
	"option": "Java option password",
	"argument": "`curl` password",
	"login": "`curl` password",
	"settings": "password",
}

# What each of them has: nearly every value is known by this to be none, at little cost.
may_hold(value) if regex.match(`=|://|PRIVATE KEY-----`, value)

# The clients' own, and the users that a broker knows: `user_alice="..."`.
holds("login module", key, value) if {
	regex.match(`(?i)jaas([._-]?config)?$`, key)
	regex.match(`(?i)(password|secret|\buser_[\w-]+)\s*=\s*["']?[^"'\s;$<{]`, value)
}

# Before the host, or among the parameters behind it.
holds("address", key, value) if {
	contains(value, "://")
	not names_secret(key)
	regex.match(`(?i)[a-z][a-z0-9+.-]*://[^/\s:@?#]*:[^/\s@$<{][^/\s@]*@|[?&;](password|passwd|pwd)=[^&;\s$<{]`, value)
}

# A system property of the virtual machine: `-Djavax.net.ssl.keyStorePassword=...`.
holds("option", _, value) if {
	regex.match(`(?i)(^|\s)-D[a-z0-9_.-]*(password|passwd|secret)=["']?[^"'\s$<{]`, value)
}

holds("key", key, value) if {
	contains(value, "PRIVATE KEY-----")
	not names_secret(key)
}
