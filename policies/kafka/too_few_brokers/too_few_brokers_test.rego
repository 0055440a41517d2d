package hy_msg_lint.kafka.too_few_brokers_test

import data.hy_msg_lint.kafka.too_few_brokers as rule

deny(cluster) := {violation.msg |
	some violation in rule.deny with input as object.union({"kind": "cluster", "name": "shop"}, cluster)
		with data.parameters as {"too-few-brokers": {"minimum": 3}}
}

test_fewer_than_three if {
	deny({"size": 1}) == {"cluster `shop` has one broker, below 3"}
	deny({"size": 2}) == {"cluster `shop` has 2 brokers, below 3"}
}

test_enough if {
	deny({"size": 3}) == set()
	deny({"size": 5}) == set()
}

test_not_known if {
	deny({}) == set()
	deny({"size": 0}) == set()
}

unknown(cluster) := {violation.msg |
	some violation in rule.unknown with input as object.union({"kind": "cluster", "name": "shop", "form": "compose", "groups": 1, "complete": false, "brokers": [{"name": "kafka"}], "elsewhere": [], "unresolved": []}, cluster)
		with data.parameters as {"too-few-brokers": {"minimum": 3}}
}

test_elsewhere if {
	unknown({"elsewhere": ["kafka-2"]}) == {"the number of brokers of cluster `shop` is not known: a broker connects to `kafka-2`, which is not a service here"}
	unknown({"elsewhere": ["${ZK}"], "unresolved": [{"at": ["elsewhere", 0], "variables": ["ZK"]}]}) == {"the number of brokers of cluster `shop` needs `ZK`, which no file here sets"}
	unknown({}) == {"the number of brokers of cluster `shop` is not known: its files are only part of a project"}
}

test_a_service_is_not_declared if {
	unknown({"undeclared": ["zookeeper"]}) == {"the number of brokers of cluster `shop` is not known: its project names the service `zookeeper`, which it does not declare"}
	unknown({"undeclared": ["a", "b"]}) == {"the number of brokers of cluster `shop` is not known: its project names the services `a` and `b`, which it does not declare"}
}

test_nothing_is_elsewhere if {
	unknown({"complete": true, "size": 1}) == set()
	unknown({"form": "strimzi"}) == set()
	unknown({"groups": 2}) == set()
	unknown({"brokers": []}) == set()
	unknown({"brokers": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}) == set()
}

two_kafkas(sizes) := {
	"groups": 2,
	"sizes": sizes,
	"brokers": [{"name": "a", "group": 0}, {"name": "b", "group": 1}],
	"topics": [{"name": "t", "group": 1}, {"name": "u"}],
}

test_each_kafka_of_a_project_by_itself if {
	deny(two_kafkas([1, 1])) == {
		"project `shop` has 2 Kafka clusters, and that of broker `a` has one broker, below 3",
		"project `shop` has 2 Kafka clusters, and that of broker `b` has one broker, below 3",
	}
	deny(two_kafkas([3, 1])) == {"project `shop` has 2 Kafka clusters, and that of broker `b` has one broker, below 3"}
	deny(two_kafkas([3, 3])) == set()
	deny(two_kafkas([0, 3])) == set()
}

explained(sizes) := {violation.explains.at |
	some violation in rule.deny with input as object.union({"kind": "cluster", "name": "shop"}, two_kafkas(sizes))
		with data.parameters as {"too-few-brokers": {"minimum": 3}}
}

test_what_goes_to_a_large_one_is_not_explained if {
	explained([3, 1]) == {[["brokers", 1], ["topics", 0]]}
	explained([1, 2]) == {rule.members}
}

test_profiles_decide if {
	unknown({"complete": true, "most": 3, "profiles": ["more"]}) == {"the number of brokers of cluster `shop` depends on the active profiles: some have `more`, and others have not"}
	deny({"most": 3, "profiles": ["more"]}) == set()
	deny({"most": 2, "profiles": ["more"]}) == {"cluster `shop` has at most 2 brokers, below 3"}
	unknown({"complete": true, "most": 2, "profiles": ["more"]}) == set()
}
