# METADATA
# title: Java heap above the memory limit
# description: |
#   A Java process needs memory beyond its heap: threads, buffers and, for Kafka, the page cache. If the heap may grow
#   to the container's limit, the kernel kills the process before Java runs out of memory.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#java
#     description: Kafka, Java version and heap
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Docker, resource constraints
# custom:
#   input: [broker, connect_worker, schema_registry, rest_proxy, ksqldb]
#   severity: error
#   concern: start
#   fix: unsafe
#   help: raise the memory limit to twice the heap, or lower -Xmx to half of the limit
package hy_msg_lint.kafka.heap_above_limit

import data.hy_msg_lint.lib.resource

# Above this part of the limit the rest is short.
ample := 0.75

deny contains violation if {
	heap := input.heap.max
	limit := input.limits.memory
	is_number(limit)
	limit > 0
	heap > limit * ample
	violation := object.union(fix(heap), {
		"msg": sprintf("%s %s a heap of %s, %s of %s", [resource.title(input), has, mebibytes(heap), relation(heap, limit), mebibytes(limit)]),
		"label": sprintf("a heap of %s with a memory limit of %s", [mebibytes(heap), mebibytes(limit)]),
		"at": ["heap", "max"],
		"related": [{"at": ["limits", "memory"], "msg": "the memory limit"}],
		"severity": severity(heap, limit),
		"help": help(heap, limit),
	})
}

# The heap is what somebody asked for, or what the product needs.
fix(heap) := {"fix": {
	"title": sprintf("raise the memory limit to %s", [size(heap * 2)]),
	"set": ["limits", "memory"],
	"to": size(heap * 2),
}} if {
	input.service
} else := {}

unknown contains violation if {
	count(input.unresolved) > 0
	is_number(input.heap.max)
	resource.is_open(["limits", "memory"])
	violation := {
		"msg": sprintf("whether the heap of %s, %s, fits below its memory limit %s", [resource.title(input), mebibytes(input.heap.max), resource.missing(["limits", "memory"])]),
		"at": ["limits", "memory"],
	}
}

help(heap, limit) := sprintf("raise the memory limit to %s, or set `%s` to `-Xmx%s`", [size(heap * 2), options[input.kind], size(limit / 2)]) if {
	input.service
	limit >= 2 * least
} else := sprintf("raise the memory limit to %s", [size(heap * 2)])

# With a smaller heap no product starts.
least := 128 * 1048576

# As Compose and Java write it, in whole MiB.
size(bytes) := sprintf("%vg", [floor(bytes / 1073741824)]) if {
	floor(bytes / 1048576) % 1024 == 0
} else := sprintf("%vm", [floor(bytes / 1048576)])

# The variable with the options of each product's Java machine.
options := {
	"broker": "KAFKA_HEAP_OPTS",
	"connect_worker": "KAFKA_HEAP_OPTS",
	"ksqldb": "KSQL_HEAP_OPTS",
	"rest_proxy": "KAFKAREST_HEAP_OPTS",
	"schema_registry": "SCHEMA_REGISTRY_HEAP_OPTS",
}

has := "may grow to" if input.heap.from == "environment"

has := "has by default" if input.heap.from == "image"

relation(heap, limit) := "above the memory limit" if heap > limit

relation(heap, limit) := "equal to the memory limit" if heap == limit

relation(heap, limit) := "more than three quarters of the memory limit" if heap < limit

severity(heap, limit) := "error" if heap >= limit

severity(heap, limit) := "warning" if heap < limit

mebibytes(bytes) := sprintf("%v MiB", [round(bytes / 1048576)])
