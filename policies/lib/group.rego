# Lists taken apart: what stands more than once, what belongs together, what most have.
package hy_msg_lint.lib.group

# Pairs of neighbours with the same key among `items`, each `[key, index]`: of three with one key, the second with the first and
# the third with the second. Sorted, so that a long list is not compared with itself.
repeated(items) := pairs if {
	sorted := sort(items)
	pairs := [pair |
		some position, item in sorted
		position > 0
		before := sorted[position - 1]
		before[0] == item[0]
		pair := {"key": item[0], "first": before[1], "again": item[1]}
	]
}

# `members` in lists of the same `group`, each in the order of its members.
slices(members) := lists if {
	sorted := sort([entry | some i, member in members; entry := [member.group, i]])
	starts := [k | some k, _ in sorted; is_start(sorted, k)]
	ends := array.concat(array.slice(starts, 1, count(starts)), [count(sorted)])
	lists := [slice |
		some k, start in starts
		slice := [members[entry[1]] | some entry in array.slice(sorted, start, ends[k])]
	]
}

is_start(_, k) if k == 0

is_start(sorted, k) if {
	k > 0
	sorted[k - 1][0] != sorted[k][0]
}

# The value that more than half of a list has, else its first.
usual(values) := middle if {
	count(values) > 0
	middle := sort(values)[floor(count(values) / 2)]
	count([value | some value in values; value == middle]) * 2 > count(values)
} else := values[0] if count(values) > 0

# Of `items`, each `[key, index]`, the first with its key.
firsts(items) := [item | some k, item in sorted; is_start(sorted, k)] if sorted := sort(items)
