# METADATA
# title: Invalid topic declaration
# description: |
#   The tool that reads the declaration rejects it, or ignores a key that it does not know. The topic then differs from
#   the file: with a misspelt replication factor it gets the broker's default.
# related_resources:
#   - ref: https://strimzi.io/docs/operators/latest/configuring.html#type-KafkaTopic-reference
#     description: Strimzi, KafkaTopic
#   - ref: https://github.com/segmentio/topicctl#topics
#     description: topicctl, topics
#   - ref: https://julieops.readthedocs.io/en/latest/the-descriptor-files.html
#     description: JulieOps, descriptor files
#   - ref: https://www.jikkou.io/docs/providers/kafka/resources/topic/
#     description: Jikkou, topics
# custom:
#   input: [defect]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: correct the key or value as the documentation of the tool shows
package hy_msg_lint.topic.invalid_topic_spec

import data.hy_msg_lint.lib.spelling

deny contains violation if {
	input.form == "topic"
	more := {key: input[key] | some key in ["help", "severity"]; input[key]}
	violation := object.union({"msg": input.message, "at": ["message"], "related": related}, object.union(more, spelling.fix(input)))
}

related := [{"at": ["related", i], "msg": label} | some i, label in input.related]
