package palisade.publish.several_paths_test

import data.palisade.publish.several_paths

_release := ".github/workflows/release.yml"

_nightly := ".github/workflows/nightly.yml"

_job(file, fields, publish) := object.union(
	{
		"id": "publish",
		"steps": [{"index": 0, "commands": []}],
		"publishes": [object.union(
			{"at": sprintf("%s#/jobs/publish/steps/0/run", [file]), "step": 0, "tool": "npm", "dry_run": false},
			publish,
		)],
	},
	fields,
)

_workflow(file, fields, publish) := {
	"at": file,
	"file": file,
	"kind": "workflow",
	"jobs": [_job(file, fields, publish)],
}

_widget := {"packages": ["@acme/widget"]}

_found(pipelines) := {[violation.at, violation.msg] |
	some violation in several_paths.deny with input.pipelines as pipelines
		with data.parameters.public_registries as ["npm.example"]
}

_unknown(pipelines) := {[answer.at, answer.msg] |
	some answer in several_paths.unknown with input.pipelines as pipelines
		with data.parameters.public_registries as ["npm.example"]
}

_message := concat("", [
	"`@acme/widget`: published by 2 workflows, ",
	"`.github/workflows/nightly.yml`, `.github/workflows/release.yml`",
])

test_two_workflows_publish_a_package if {
	pipelines := [_workflow(_nightly, {}, object.union(_widget, {"tag": "next"})), _workflow(_release, {}, _widget)]
	_found(pipelines) == {[".github/workflows/nightly.yml#/jobs/publish/steps/0/run", _message]}
	found := several_paths.deny with input.pipelines as pipelines
	[violation.related | some violation in found] == [[{
		"at": ".github/workflows/release.yml#/jobs/publish/steps/0/run",
		"msg": "`npm` publishes here",
	}]]
}

test_packages_of_the_same_workflows_are_one_finding if {
	names := ["@acme/a", "@acme/b", "@acme/c"]
	pipelines := [
		_workflow(_nightly, {}, {"packages": names}),
		_workflow(_release, {}, {"packages": array.concat(names, ["@acme/only-here"])}),
	]
	{message | some [_, message] in _found(pipelines)} == {concat("", [
		"`@acme/a` and 2 more packages: published by 2 workflows, ",
		"`.github/workflows/nightly.yml`, `.github/workflows/release.yml`",
	])}
}

_reusable(triggers) := _workflow(".github/workflows/publish.yml", {"triggers": triggers}, _widget)

_called_by(file) := {
	"at": sprintf("%s#/on/push", [file]),
	"event": "push",
	"through": [sprintf("%s#/jobs/call", [file])],
}

test_callers_of_a_reusable_workflow_are_the_paths if {
	_found([_reusable([_called_by(_nightly), _called_by(_release)])]) == {[
		".github/workflows/publish.yml#/jobs/publish/steps/0/run",
		_message,
	]}
	_found([_reusable([_called_by(_release)])]) == set()
	_found([_reusable([
		_called_by(_release),
		{"at": ".github/workflows/publish.yml#/on/workflow_call", "event": "workflow_call"},
	])]) == set()
}

test_a_called_workflow_that_also_starts_by_itself if {
	own := {"at": ".github/workflows/publish.yml#/on/workflow_dispatch", "event": "workflow_dispatch"}
	{message | some [_, message] in _found([_reusable([_called_by(_release), own])])} == {concat("", [
		"`@acme/widget`: published by 2 workflows, ",
		"`.github/workflows/publish.yml`, `.github/workflows/release.yml`",
	])}
}

_caller(file) := {"at": file, "file": file, "kind": "workflow", "jobs": [{
	"id": "publish",
	"steps": [{"index": 0, "commands": [], "uses": {"kind": "local", "path": ".github/actions/publish"}}],
	"publishes": [],
}]}

_action := object.union(
	_workflow(".github/actions/publish/action.yml", {}, _widget),
	{"kind": "composite_action"},
)

test_callers_of_an_action_are_the_paths if {
	{message | some [_, message] in _found([_action, _caller(_nightly), _caller(_release)])} == {_message}
	_found([_action, _caller(_release)]) == set()
	_found([_action]) == set()
}

test_clean[note] if {
	some note, pipelines in {
		"one workflow": [_workflow(_release, {}, _widget)],
		"two jobs of one workflow": [object.union(
			_workflow(_release, {}, _widget),
			{"jobs": [_job(_release, {}, _widget), _job(_release, {"id": "next"}, _widget)]},
		)],
		"each its own package": [
			_workflow(_nightly, {}, {"packages": ["@acme/gadget"]}),
			_workflow(_release, {}, _widget),
		],
		"a dry run": [
			_workflow(_nightly, {}, object.union(_widget, {"dry_run": true})),
			_workflow(_release, {}, _widget),
		],
		"a job that never runs": [_workflow(_nightly, {"if_is": false}, _widget), _workflow(_release, {}, _widget)],
		"a step that never runs": [
			_workflow(_nightly, {"steps": [{"index": 0, "if_is": false, "commands": []}]}, _widget),
			_workflow(_release, {}, _widget),
		],
		"a private registry": [
			_workflow(_nightly, {}, object.union(_widget, {"registry": "https://npm.corp.example"})),
			_workflow(_release, {}, _widget),
		],
		"one that is not told, alone": [_workflow(_release, {}, {})],
	}
	count(_found(pipelines) | _unknown(pipelines)) == 0
}

test_what_is_not_told_is_unknown_beside_another_workflow if {
	pipelines := [_workflow(_nightly, {}, {}), _workflow(_release, {}, _widget)]
	_found(pipelines) == set()
	_unknown(pipelines) == {[
		".github/workflows/nightly.yml#/jobs/publish/steps/0/run",
		"which packages `npm` publishes is not told, and more than one workflow publishes",
	]}
}
