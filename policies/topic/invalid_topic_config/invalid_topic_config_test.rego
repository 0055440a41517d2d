package hy_msg_lint.topic.invalid_topic_config_test

import data.hy_msg_lint.topic.invalid_topic_config as rule

topic(fields, refusals) := object.union({"kind": "topic", "name": "a", "declared_by": "strimzi", "config": {}, "unresolved": [], "cluster": null, "refusals": refusals}, fields)

refused(fields) := object.union({"check": "not-one-of", "setting": "cleanup.policy", "value": "compacted", "expected": ["compact", "delete"], "meant": "compact"}, fields)

days := {"check": "not-a-number", "setting": "retention.ms", "value": "7d", "expected": [], "meant": "604800000"}

found(input_) := {[one.msg, one.help] | some one in rule.deny with input as input_}

unknown(input_) := {one.msg | some one in rule.unknown with input as input_}

test_a_word_that_kafka_does_not_have if found(topic({}, [refused({})])) == {["`cleanup.policy` has `compacted`, which is not one of `compact` and `delete`: Kafka rejects topic `a`", "write `compact`"]}

test_a_change_is_rejected_too if found(topic({"creates": false}, [refused({})])) == {["`cleanup.policy` has `compacted`, which is not one of `compact` and `delete`: Kafka rejects the change of topic `a`", "write `compact`"]}

test_the_unit_is_named if {
	found(topic({}, [days])) == {["`retention.ms` is `7d`, which is not a number: Kafka rejects topic `a`", "write milliseconds: `604800000`"]}
	found(topic({}, [{"check": "not-a-number", "setting": "max.message.bytes", "value": "big", "expected": []}])) == {["`max.message.bytes` is `big`, which is not a number: Kafka rejects topic `a`", "write a number of bytes"]}
	found(topic({}, [{"check": "not-a-number", "setting": "min.insync.replicas", "value": "two", "expected": []}])) == {["`min.insync.replicas` is `two`, which is not a number: Kafka rejects topic `a`", "write a number"]}
}

fixes(refusals) := {one.fix | some one in rule.deny with input as topic({}, refusals)}

test_another_form_of_the_word_is_certain if {
	fixes([refused({})]) == {{"title": "write `compact`", "set": ["refusals", 0, "value"], "to": "compact", "safety": "safe"}}
	fixes([refused({"value": "comapct"})]) == {{"title": "write `compact`", "set": ["refusals", 0, "value"], "to": "compact"}}
	fixes([days]) == {{"title": "write `604800000`", "set": ["refusals", 0, "value"], "to": "604800000"}}
	fixes([{"check": "not-a-number", "setting": "retention.ms", "value": "long", "expected": []}]) == set()
}

small := {"check": "below-minimum", "setting": "segment.bytes", "value": "1000", "expected": ["1048576"], "since": "4.0"}

of_brokers(versions) := topic({"cluster": {"brokers": [{"kind": "broker", "family": "apache", "kafka_version": one} | some one in versions]}}, [small])

test_the_version_decides if {
	found(topic({}, [small])) == set()
	unknown(topic({}, [small])) == {"`segment.bytes` is `1000`, below its minimum of `1048576`: Kafka rejects this from 4.0 on, and the version of the brokers of topic `a` is not known"}
	found(of_brokers(["4.1", "4.2.0"])) == {["`segment.bytes` is `1000`, below its minimum of `1048576`: Kafka rejects topic `a`", "write `1048576` or more"]}
	unknown(of_brokers(["4.1", "4.2.0"])) == set()
	found(of_brokers(["3.9.1"])) == set()
	unknown(of_brokers(["3.9.1"])) == set()
	count(unknown(of_brokers(["3.9.1", "4.0"]))) == 1
}

test_redpanda_has_fewer_checks if {
	negative := {"check": "below-minimum", "setting": "retention.ms", "value": "-5", "expected": ["-1"]}
	codec := {"check": "not-one-of", "setting": "compression.type", "value": "none", "expected": ["uncompressed"], "meant": "uncompressed"}
	found(topic({"declared_by": "rpk"}, [negative, codec, small])) == set()
	unknown(topic({"declared_by": "rpk"}, [negative, codec, small])) == set()
	found(topic({"cluster": {"brokers": [{"kind": "broker", "family": "redpanda"}]}}, [days])) == {["`retention.ms` is `7d`, which is not a number: Redpanda rejects topic `a`", "write milliseconds: `604800000`"]}
}

test_other_settings_are_named if found(topic({}, [{"check": "number-above", "setting": "min.compaction.lag.ms", "value": "2", "expected": ["1"], "other": "max.compaction.lag.ms", "against": "1"}])) == {["`min.compaction.lag.ms` is `2`, above the `1` of `max.compaction.lag.ms`: Kafka rejects topic `a`", "write `1` or less, or raise `max.compaction.lag.ms`"]}
