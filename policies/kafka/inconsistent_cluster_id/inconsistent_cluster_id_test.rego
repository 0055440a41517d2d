package hy_msg_lint.kafka.inconsistent_cluster_id_test

import data.hy_msg_lint.kafka.inconsistent_cluster_id as rule

first := "MkU3OEVBNTcwNTJENDM2Qk"

second := "4L6g3nShT-eMCtK--X86sw"

node(name, fields) := object.union(
	{
		"kind": "broker",
		"name": name,
		"group": 0,
		"ensemble": 0,
		"roles": ["broker", "controller"],
		"properties": {},
		"voters": [{"id": 1, "host": "kafka-1", "port": 9093}],
	},
	fields,
)

shop(brokers, unresolved) := {"kind": "cluster", "name": "shop", "brokers": brokers, "controllers": [], "unresolved": unresolved}

deny(brokers) := violations if {
	violations := rule.deny with input as shop(brokers, [])
}

test_the_odd_one if {
	brokers := [node("kafka-1", {"cluster_id": first}), node("kafka-2", {"cluster_id": second}), node("kafka-3", {"cluster_id": second})]
	deny(brokers) == {{
		"msg": "broker `kafka-1` has cluster id `MkU3OEVBNTcwNTJENDM2Qk`, but broker `kafka-2` of the same cluster has `4L6g3nShT-eMCtK--X86sw`",
		"at": ["brokers", 0, "cluster_id"],
		"related": [{"at": ["brokers", 1, "cluster_id"], "msg": "broker `kafka-2` has `4L6g3nShT-eMCtK--X86sw`"}],
		"fix": {"title": sprintf("set the cluster id to `%s`, as on the other nodes", [second]), "set": ["brokers", 0, "cluster_id"], "to": second},
	}}
}

test_of_two_the_second if {
	{violation.at | some violation in deny([node("a", {"cluster_id": first}), node("b", {"cluster_id": second})])} == {["brokers", 1, "cluster_id"]}
}

test_one_id if {
	deny([node("a", {"cluster_id": first}), node("b", {"cluster_id": first}), node("c", {})]) == set()
}

test_other_clusters if {
	deny([node("a", {"cluster_id": first}), node("b", {"cluster_id": second, "ensemble": 1})]) == set()
	zookeeper := {"properties": {"zookeeper.connect": "zookeeper:2181"}, "voters": []}
	deny([node("a", object.union(zookeeper, {"cluster_id": first})), node("b", object.union(zookeeper, {"cluster_id": second}))]) == set()
}

test_variable_is_unknown if {
	brokers := [node("a", {"cluster_id": first}), node("b", {"cluster_id": "${ID}"})]
	unresolved := [{"at": ["brokers", 1, "cluster_id"], "variables": ["ID"]}]
	denied := rule.deny with input as shop(brokers, unresolved)
	denied == set()
	unknown := rule.unknown with input as shop(brokers, unresolved)
	{violation.msg | some violation in unknown} == {"the cluster id of broker `b` needs `ID`, which no file here sets"}
}

test_the_same_variable_is_the_same_id if {
	brokers := [node("a", {"cluster_id": "${ID}"}), node("b", {"cluster_id": "${ID}"})]
	unresolved := [{"at": ["brokers", i, "cluster_id"], "variables": ["ID"]} | some i in [0, 1]]
	denied := rule.deny with input as shop(brokers, unresolved)
	denied == set()
	unknown := rule.unknown with input as shop(brokers, unresolved)
	unknown == set()
}
