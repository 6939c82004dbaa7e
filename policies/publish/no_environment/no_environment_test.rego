package palisade.publish.no_environment_test

import data.palisade.publish.no_environment

_at := ".github/workflows/release.yml#/jobs/publish"

_publish := {"at": "publish", "step": 0, "tool": "npm", "dry_run": false}

_repository(kind, fields) := {"pipelines": [{"kind": kind, "jobs": [object.union(
	{"at": _at, "id": "publish", "publishes": [_publish]},
	fields,
)]}]}

_found(repository) := found if {
	found := no_environment.deny with input as repository
}

test_job_without_an_environment if {
	_found(_repository("workflow", {})) == {{
		"msg": "job `publish` publishes without an environment to guard it",
		"at": _at,
		"key": "environment",
		"label": "names no `environment`",
		"related": [{"at": "publish", "msg": "`npm` publishes here"}],
	}}
}

test_environment_without_a_name if {
	found := _found(_repository("workflow", {"environment": {"at": "environment", "name": " "}}))
	{violation.at | some violation in found} == {_at}
}

test_several_publications_are_one_finding if {
	again := object.union(_publish, {"at": "again"})
	count(_found(_repository("workflow", {"publishes": [_publish, again]}))) == 1
}

test_clean[note] if {
	some note, repository in {
		"named": _repository("workflow", {"environment": {"at": "environment", "name": "npm"}}),
		"named by an input": _repository("workflow", {"environment": {"at": "e", "name": "${{ inputs.target }}"}}),
		"no publication": _repository("workflow", {"publishes": []}),
		"dry run": _repository("workflow", {"publishes": [object.union(_publish, {"dry_run": true})]}),
		"composite action": _repository("composite_action", {}),
	}
	_found(repository) == set()
}
