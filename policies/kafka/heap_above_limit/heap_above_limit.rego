# METADATA
# title: Heap above the memory limit
# description: |
#   A Java process needs more than its heap: threads, buffers, the page cache that Kafka lives by. Where the heap may grow to the
#   container's limit, the kernel kills the process before Java ever runs out of memory, and in the middle of its work.
# related_resources:
#   - ref: https://kafka.apache.org/documentation/#java
#     description: Kafka, Java version and heap
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Docker, resource constraints
# custom:
#   input: [broker, connect_worker, schema_registry, rest_proxy, ksqldb]
#   severity: error
#   concern: start
#   fix: none
#   help: raise the limit, or lower -Xmx to half of it
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
	violation := {
		"msg": sprintf("%s %s a heap of %s, %s of %s", [resource.title(input), has, mebibytes(heap), relation(heap, limit), mebibytes(limit)]),
		"at": ["heap", "max"],
		"related": [{"at": ["limits", "memory"], "msg": "the limit"}],
		"severity": severity(heap, limit),
	}
}

unknown contains violation if {
	count(input.unresolved) > 0
	is_number(input.heap.max)
	resource.is_open(["limits", "memory"])
	violation := {
		"msg": sprintf("whether the heap of %s, %s, fits below its memory limit %s", [resource.title(input), mebibytes(input.heap.max), resource.missing(["limits", "memory"])]),
		"at": ["limits", "memory"],
	}
}

has := "may grow to" if input.heap.from == "environment"

has := "has by default" if input.heap.from == "image"

relation(heap, limit) := "above the memory limit" if heap > limit

relation(heap, limit) := "the whole memory limit" if heap == limit

relation(heap, limit) := "most of the memory limit" if heap < limit

severity(heap, limit) := "error" if heap >= limit

severity(heap, limit) := "warning" if heap < limit

mebibytes(bytes) := sprintf("%v MiB", [round(bytes / 1048576)])
