# METADATA
# title: Config provider that no worker declares
# description: |
#   A value such as ${file:/secrets/db.properties:password} is filled in by a config provider of the worker. Where the worker
#   declares no provider of that name, the connector gets the text itself: a password that is wrong, and is in the open.
# related_resources:
#   - ref: https://cwiki.apache.org/confluence/display/KAFKA/KIP-297%3A+Externalizing+Secrets+for+Connect+Configurations
#     description: KIP-297, Externalizing Secrets for Connect Configurations
# custom:
#   input: [connector]
#   severity: error
#   fix: none
#   help: declare it in the worker, with config.providers and config.providers.NAME.class
package hy_msg_lint.connector.undeclared_config_provider

deny contains violation if {
	count(input.unresolved) > 0
	count(workers) > 0
	some entry in input.unresolved
	entry.at[0] == "config"
	some variable in entry.variables
	contains(variable, ":")
	provider := split(variable, ":")[0]
	some worker in workers
	not worker.index in silent
	not provider in declared(worker.node)
	violation := {
		"msg": sprintf("connector `%s` needs the config provider `%s`, which worker `%s` does not declare", [input.name, provider, worker.node.name]),
		"at": entry.at,
		"related": [{"at": ["cluster", "connect_workers", worker.index], "msg": "the worker"}],
	}
}

# The workers that run the connector: those of its Connect cluster where it names one, else the only group there is.
workers := [{"index": index, "node": node} |
	some index, node in all_workers
	of_its_cluster(node)
	is_only_group
]

all_workers := input.cluster.connect_workers if is_object(input.cluster)

all_workers := [] if not is_object(input.cluster)

of_its_cluster(node) if not input.connect_cluster

of_its_cluster(node) if object.get(node, "connect_cluster", node.name) == input.connect_cluster

is_only_group if input.connect_cluster

is_only_group if {
	groups := {object.get(node.properties, "group.id", node.name) | some node in all_workers}
	count(groups) == 1
}

# Workers of which not everything is known.
silent contains index if {
	some index, node in all_workers
	may_have_more(node)
}

may_have_more(node) if object.get(node, "partial", false)

may_have_more(node) if not object.get(node, "image_defaults_known", true)

may_have_more(node) if contains(object.get(node.properties, "config.providers", ""), "$")

# Those of its author, and those that it has in any case.
declared(node) := {trim_space(name) |
	some settings in [node.properties, object.get(node, "image_defaults", {})]
	some name in split(object.get(settings, "config.providers", ""), ",")
}
