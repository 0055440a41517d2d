# What stands more than once in a list.
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
