# METADATA
# title: Too few brokers
# description: |
#   Three replicas need three brokers. With fewer, a topic is kept in one or two copies, and one broker that restarts stops
#   writes or takes the only copy with it.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#replication
#     description: Kafka, replication
# custom:
#   input: [cluster]
#   severity: warning
#   fix: none
#   help: run three brokers
#   parameters:
#     minimum:
#       type: integer
#       default: 3
#       description: the number of brokers that a cluster has at least
package hy_msg_lint.kafka.too_few_brokers

minimum := data.parameters["too-few-brokers"].minimum

deny contains violation if {
	is_number(input.size)
	input.size > 0
	input.size < minimum
	violation := {
		"msg": sprintf("cluster `%s` has %s, below %v", [input.name, counted, minimum]),
		"at": ["brokers", 0, "name"],
	}
}

counted := "one broker" if input.size == 1

counted := sprintf("%v brokers", [input.size]) if input.size != 1
