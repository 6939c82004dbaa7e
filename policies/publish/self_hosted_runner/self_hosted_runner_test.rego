package palisade.publish.self_hosted_runner_test

import data.palisade.publish.self_hosted_runner

_at := ".github/workflows/release.yml#/jobs/publish/runs-on"

_publish := {"at": "publish", "step": 0, "tool": "npm", "dry_run": false}

_repository(kind, publishes) := {"pipelines": [{"jobs": [{
	"id": "publish",
	"runner": {"at": _at, "kind": kind},
	"publishes": publishes,
}]}]}

test_machine_of_ones_own if {
	found := self_hosted_runner.deny with input as _repository("self_hosted", [_publish])
	found == {{
		"msg": "job `publish` publishes from a self-hosted machine",
		"at": _at,
		"related": [{"at": "publish", "msg": "`npm` publishes here"}],
	}}
}

test_labels_that_tell_nothing_are_unknown if {
	found := self_hosted_runner.unknown with input as _repository("unknown", [_publish])
	found == {{
		"msg": "the labels of job `publish`, which publishes, do not tell whose machine it is",
		"at": _at,
	}}
	denied := self_hosted_runner.deny with input as _repository("unknown", [_publish])
	count(denied) == 0
}

test_clean[note] if {
	some note, repository in {
		"hosted": _repository("hosted", [_publish]),
		"builds on its own machine": _repository("self_hosted", []),
		"dry run": _repository("self_hosted", [object.union(_publish, {"dry_run": true})]),
		"composite action": {"pipelines": [{"jobs": [{"id": "runs", "publishes": [_publish]}]}]},
	}
	denied := self_hosted_runner.deny with input as repository
	unknown := self_hosted_runner.unknown with input as repository
	count(denied | unknown) == 0
}
