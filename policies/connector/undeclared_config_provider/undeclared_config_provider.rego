# METADATA
# title: Undeclared config provider
# description: |
#   A config provider of the worker resolves a value such as ${file:/secrets/db.properties:password}. If the worker
#   declares no provider of that name, the connector uses the text itself as the password.
# related_resources:
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-297%3A+Externalizing+Secrets+for+Connect+Configurations
#     description: KIP-297, Externalizing Secrets for Connect Configurations
# custom:
#   input: [connector]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: declare the provider in the worker with `config.providers` and `config.providers.NAME.class`
package hy_msg_lint.connector.undeclared_config_provider

import data.hy_msg_lint.lib.resource
import data.hy_msg_lint.lib.unknown as what

deny contains violation if {
	some need in needs
	lacking := [worker |
		some worker in workers
		not may_have_more(worker.node)
		not need.provider in declared(worker.node)
	]
	count(lacking) > 0
	violation := object.union(fix(need.provider, lacking), {
		"msg": sprintf("connector `%s` uses the config provider `%s`, which %s", [input.name, need.provider, not_declared(lacking)]),
		"at": need.at,
		"help": declaration(lacking[0].node, need.provider),
		"related": [{"at": ["cluster", "connect_workers", worker.index], "msg": "this worker does not declare it"} | some worker in lacking],
	})
}

# One for each provider, at the first value that needs it.
unknown contains violation if {
	count([worker | some worker in workers; not may_have_more(worker.node)]) == 0
	some provider in {need.provider | some need in needs}
	not is_declared_somewhere(provider)
	violation := {
		"msg": sprintf("connector `%s` uses the config provider `%s`, and %s", [input.name, provider, reason]),
		"at": [need.at | some need in needs; need.provider == provider][0],
		"help": what.worker,
	}
}

# What is filled in when the connector starts: a provider's name, a path if it has one, and a key. `${PASSWORD:-secret}` is a
# shell's.
needs := [{"provider": provider, "at": entry.at} |
	count(input.unresolved) > 0
	some entry in input.unresolved
	entry.at[0] == "config"
	some provider in {split(variable, ":")[0] |
		some variable in entry.variables
		regex.match(`^[^:]+:[^-=?+]`, variable)
	}
]

not_declared(lacking) := sprintf("worker `%s` does not declare", [lacking[0].node.name]) if count(lacking) == 1

not_declared(lacking) := sprintf("workers %s do not declare", [resource.quoted([worker.node.name | some worker in lacking])]) if {
	count(lacking) > 1
}

reason := "the worker that runs it is not declared here" if count(all_workers) == 0

reason := "which of the workers here runs it is not known" if {
	count(all_workers) > 0
	count(workers) == 0
}

reason := sprintf("not all settings of worker `%s` are known", [workers[0].node.name]) if count(workers) > 0

# Both settings, as the author of the worker writes them.
declaration(worker, provider) := sprintf("set %s in worker `%s`", [
	resource.settings(worker, ["config.providers", sprintf("config.providers.%s.class", [provider])]), worker.name,
])

is_declared_somewhere(provider) if {
	some worker in workers
	provider in declared(worker.node)
}

# The workers that run the connector: those of its Connect cluster where it names one, else the only group there is.
workers := [{"index": index, "node": node} |
	count(needs) > 0
	is_only_group
	some index, node in all_workers
	of_its_cluster(node)
]

all_workers := object.get(input.cluster, "connect_workers", []) if is_object(input.cluster)

all_workers := [] if not is_object(input.cluster)

of_its_cluster(node) if not input.connect_cluster

of_its_cluster(node) if object.get(node, "connect_cluster", node.name) == input.connect_cluster

is_only_group if input.connect_cluster

is_only_group if input.cluster.connect_groups == 1

may_have_more(node) if object.get(node, "partial", false)

may_have_more(node) if {
	not object.get(node, "image_defaults_known", true)
	object.get(node.properties, "config.providers", null) == null
}

may_have_more(node) if contains(object.get(node.properties, "config.providers", ""), "$")

# Those of its author, and those that it has in any case.
declared(node) := {trim_space(name) |
	some settings in [node.properties, object.get(node, "image_defaults", {})]
	some name in split(object.get(settings, "config.providers", ""), ",")
}

# Kafka's own providers have names that everybody uses. A list that is there is its author's.
fix(provider, lacking) := {"fix": {"title": sprintf("declare the provider `%s`", [provider]), "edits": [{"set": ["cluster", "connect_workers", worker.index, "properties", key], "to": value} |
	some worker in lacking
	some [key, value] in [["config.providers", provider], [sprintf("config.providers.%s.class", [provider]), classes[provider]]]
]}} if {
	classes[provider]
	every worker in lacking {
		object.get(worker.node.properties, "config.providers", null) == null
	}
} else := {}

classes := {
	"directory": "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
	"env": "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
	"file": "org.apache.kafka.common.config.provider.FileConfigProvider",
}
