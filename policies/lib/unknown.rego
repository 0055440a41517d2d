# What to declare so that a result is known: the helps of unknown results. An undefined variable gets its help in Rust.
package hy_msg_lint.lib.unknown

import data.hy_msg_lint.lib.resource

# The brokers of a topic, worker or connector are in another file.
brokers := "put this file and the file of its brokers into one cluster, under `clusters` in `hy-msg-lint.yaml`"

# The worker of a connector is in another file.
worker := "put this file and the file of its worker into one cluster, under `clusters` in `hy-msg-lint.yaml`"

# Other files may belong to the project.
project := "list all files of the project under `projects` in `hy-msg-lint.yaml`"

# The tag of the image hides its version.
version := "write a full version in the tag of the image, such as `8.1.1`"

# The image of `node` may set `keys`.
image(node, keys) := sprintf("set %s", [resource.settings(node, keys)])

# Nothing tells who reaches the listener.
reach(listener) := "set `type` of the listener, such as `internal` or `nodeport`" if {
	object.get(listener, "type", null) != null
} else := "set `type` of the listener, such as `internal` or `nodeport`" if {
	object.get(listener, "protocol_from", "") == "tls"
} else := "bind the listener to a loopback address, or map it to SSL or SASL_SSL"
