package hy_msg_lint.connector.undeclared_config_provider_test

import data.hy_msg_lint.connector.undeclared_config_provider as rule

worker(properties) := {
	"kind": "connect_worker",
	"name": "connect",
	"partial": false,
	"image_defaults_known": true,
	"properties": object.union({"group.id": "connect"}, properties),
}

connector(workers) := {
	"kind": "connector",
	"name": "cdc",
	"config": {"database.password": "${file:/s.properties:password}"},
	"unresolved": [{"at": ["config", "database.password"], "variables": ["file:/s.properties:password"]}],
	"cluster": {"connect_workers": workers},
}

deny(resource) := violations if {
	violations := rule.deny with input as resource
}

test_provider_that_is_not_there if {
	deny(connector([worker({})])) == {{
		"msg": "connector `cdc` needs the config provider `file`, which worker `connect` does not declare",
		"at": ["config", "database.password"],
		"related": [{"at": ["cluster", "connect_workers", 0], "msg": "the worker"}],
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
