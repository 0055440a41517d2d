package hy_msg_lint.connector.undeclared_config_provider_test

import data.hy_msg_lint.connector.undeclared_config_provider as rule

worker(properties) := {
	"kind": "connect_worker",
	"name": "connect",
	"partial": false,
	"image_defaults_known": true,
	"properties": object.union({"group.id": "connect"}, properties),
	"image_defaults": {},
}

connector(workers) := {
	"kind": "connector",
	"name": "cdc",
	"config": {"database.password": "${file:/s.properties:password}"},
	"unresolved": [{"at": ["config", "database.password"],
		"help": "set `config.providers` and `config.providers.file.class` in worker `connect`", "variables": ["file:/s.properties:password"]}],
	"cluster": {"connect_workers": workers, "connect_groups": count({one.properties["group.id"] | some one in workers})},
}

deny(resource) := violations if {
	violations := rule.deny with input as resource
}

test_provider_that_is_not_there if {
	deny(connector([worker({})])) == {{
		"msg": "connector `cdc` uses the config provider `file`, which worker `connect` does not declare",
		"at": ["config", "database.password"],
		"help": "set `config.providers` and `config.providers.file.class` in worker `connect`",
		"related": [{"at": ["cluster", "connect_workers", 0], "msg": "this worker does not declare it"}],
		"fix": {"title": "declare the provider `file`", "edits": [
			{"set": ["cluster", "connect_workers", 0, "properties", "config.providers"], "to": "file"},
			{"set": ["cluster", "connect_workers", 0, "properties", "config.providers.file.class"], "to": "org.apache.kafka.common.config.provider.FileConfigProvider"},
		]},
	}}
	count(deny(connector([worker({"config.providers": "env, vault"})]))) == 1
}

test_provider_that_is_there if {
	deny(connector([worker({"config.providers": "env, file"})])) == set()
}

test_provider_that_every_such_worker_has if {
	shipped := {"image_defaults": {"config.providers": "strimzienv,file"}}
	deny(connector([object.union(worker({}), shipped)])) == set()
	deny(connector([object.union(worker({"config.providers": "vault"}), shipped)])) == set()
}

test_no_worker_in_sight if {
	deny(connector([])) == set()
	deny(object.union(connector([]), {"cluster": null})) == set()
}

test_workers_of_several_groups if {
	deny(connector([worker({}), worker({"group.id": "other", "config.providers": "file"})])) == set()
}

test_worker_that_is_not_known_whole if {
	deny(connector([object.union(worker({}), {"image_defaults_known": false})])) == set()
	deny(connector([object.union(worker({}), {"partial": true})])) == set()
	deny(connector([worker({"config.providers": "${PROVIDERS}"})])) == set()
}

test_connect_cluster_by_name if {
	named := object.union(connector([
		object.union(worker({}), {"connect_cluster": "a"}),
		object.union(worker({"config.providers": "file"}), {"connect_cluster": "b"}),
	]), {"connect_cluster": "b"})
	deny(named) == set()
	count(deny(object.union(named, {"connect_cluster": "a"}))) == 1
}

unknown(resource) := {violation.msg | some violation in violations} if {
	violations := rule.unknown with input as resource
}

with_value(workers, text, variable) := object.union(connector(workers), {
	"config": {"database.password": text},
	"unresolved": [{"at": ["config", "database.password"],
		"help": "set `config.providers` and `config.providers.file.class` in worker `connect`", "variables": [variable]}],
})

test_workers_of_one_group_are_named_together if {
	workers := [object.union(worker({}), {"name": name}) | some name in ["a", "b", "c"]]
	{[violation.msg, count(violation.related)] | some violation in deny(connector(workers))} == {[
		"connector `cdc` uses the config provider `file`, which workers `a`, `b` and `c` do not declare",
		3,
	]}
	declared_by_one := array.concat(workers, [worker({"config.providers": "file"})])
	count(deny(connector(declared_by_one))) == 1
}

test_the_shell_has_variables_too if {
	every variable in ["PASSWORD:-secret", "PASSWORD:?missing", "PASSWORD:=x", "PASSWORD:+x"] {
		resource := with_value([worker({})], sprintf("${%s}", [variable]), variable)
		deny(resource) == set()
		unknown(resource) == set()
	}
	deny(with_value([worker({})], "orders-${topic}", "topic")) == set()
	count(deny(with_value([worker({})], "${env:PASSWORD}", "env:PASSWORD"))) == 1
}

test_what_is_not_known_is_said if {
	unknown(connector([])) == {"connector `cdc` uses the config provider `file`, and the worker that runs it is not declared here"}
	unknown(object.union(connector([]), {"cluster": null})) == {"connector `cdc` uses the config provider `file`, and the worker that runs it is not declared here"}
	two := [worker({}), worker({"group.id": "other"})]
	unknown(connector(two)) == {"connector `cdc` uses the config provider `file`, and which of the workers here runs it is not known"}
	built := object.union(worker({}), {"image_defaults_known": false})
	unknown(connector([built])) == {"connector `cdc` uses the config provider `file`, and not all settings of worker `connect` are known"}
	unknown(connector([object.union(built, {"properties": {"group.id": "connect", "config.providers": "file"}})])) == set()
	unknown(connector([worker({})])) == set()
}

test_a_list_that_is_written_is_the_list if {
	count(deny(connector([object.union(worker({"config.providers": "env"}), {"image_defaults_known": false})]))) == 1
}

test_no_fix_of_a_list_that_is_there if {
	{violation.fix | some violation in deny(connector([worker({"config.providers": "vault"})]))} == set()
}
