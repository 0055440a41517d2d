# METADATA
# title: Invalid topic declaration
# description: |
#   What reads the declaration refuses it, or passes over a key that it does not know. Either way the topic is not what the file
#   says: a misspelt replication factor is none, and the broker's default takes its place.
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
#   fix: none
package hy_msg_lint.topic.invalid_topic_spec

deny contains violation if {
	input.form == "topic"
	more := {key: input[key] | some key in ["help", "severity"]; input[key]}
	violation := object.union({"msg": input.message, "at": ["message"], "related": related}, more)
}

related := [{"at": ["related", i], "msg": label} | some i, label in input.related]
