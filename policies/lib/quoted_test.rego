package hy_msg_lint.lib.quoted_test

import data.hy_msg_lint.lib.quoted

test_what_the_start_script_reads if {
	variables := {"KAFKA_LISTENERS": "\"a\"", "CLUSTER_ID": "'b'", "TZ": "\"UTC\""}
	quoted.names({"start_script": {}, "quoted_variables": variables}) == ["CLUSTER_ID", "KAFKA_LISTENERS"]
	quoted.names({"quoted_variables": variables}) == []
	quoted.names({"start_script": {}}) == []
}
