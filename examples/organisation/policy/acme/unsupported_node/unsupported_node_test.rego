package acme.unsupported_node_test

import data.acme.unsupported_node

_pipelines(versions) := [{"jobs": [{
	"id": "test",
	"steps": [_setup(index, version) | some index, version in versions],
}]}]

_setup(index, version) := {
	"at": sprintf("ci.yml#/jobs/test/steps/%d", [index]),
	"uses": {"action": "actions/setup-node"},
	"with": {"node-version": version},
}

test_old_versions_are_found if {
	pipelines := _pipelines(["18.20.4", "24", "v20"])
	found := unsupported_node.deny with input.pipelines as pipelines
		with data.parameters.acme_node_versions as ["22", "24"]
	{violation.at | some violation in found} == {
		"ci.yml#/jobs/test/steps/0",
		"ci.yml#/jobs/test/steps/2",
	}
}

test_supported_versions_are_not if {
	pipelines := _pipelines(["22", "v24.1.0", "24.x"])
	found := unsupported_node.deny with input.pipelines as pipelines
		with data.parameters.acme_node_versions as ["22", "24"]
	count(found) == 0
}

test_the_versions_are_a_parameter if {
	pipelines := _pipelines(["22"])
	found := unsupported_node.deny with input.pipelines as pipelines
		with data.parameters.acme_node_versions as ["24"]
	count(found) == 1
}

test_a_matrix_is_unknown if {
	pipelines := _pipelines(["${{ matrix.node }}"])
	denied := unsupported_node.deny with input.pipelines as pipelines
	unknown := unsupported_node.unknown with input.pipelines as pipelines
	count(denied) == 0
	count(unknown) == 1
}

test_other_actions_are_not_judged if {
	pipelines := [{"jobs": [{"id": "test", "steps": [{
		"at": "ci.yml#/jobs/test/steps/0",
		"uses": {"action": "actions/setup-java"},
		"with": {"node-version": "18"},
	}]}]}]
	found := unsupported_node.deny with input.pipelines as pipelines
	count(found) == 0
}
