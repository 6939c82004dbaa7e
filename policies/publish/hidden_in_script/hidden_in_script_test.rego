package palisade.publish.hidden_in_script_test

import data.palisade.publish.hidden_in_script

_at := ".github/workflows/release.yml#/jobs/publish/steps/0/run;char=0,15"

_repository(job, publish) := {
	"packages": [{"scripts": [
		{"name": "ci:publish", "text": "node scripts/publish.ts", "commands": []},
		{"name": "preview:publish", "text": "pkg-pr-new publish", "commands": []},
	]}],
	"pipelines": [{"kind": "workflow", "env": [], "jobs": [object.union(
		{
			"id": "publish",
			"permissions": {"scopes": {"id-token": "write"}},
			"steps": [{"index": 0, "commands": []}],
			"publishes": [object.union({"at": _at, "step": 0, "tool": "npm", "dry_run": false}, publish)],
		},
		job,
	)]}],
}

_found(job, publish) := {[violation.at, violation.msg] |
	repository := _repository(job, publish)
	some violation in hidden_in_script.deny with input as repository
}

_unknown(job) := {[answer.at, answer.msg] |
	repository := json.patch(_repository(job, {}), [{
		"op": "replace",
		"path": "/pipelines/0/jobs/0/publishes",
		"value": [],
	}])
	some answer in hidden_in_script.unknown with input as repository
}

_script := {"at": "package.json#/scripts/release", "what": "the script release"}

_file := {"at": "scripts/publish.sh", "what": "scripts/publish.sh"}

_command := {"at": "scripts/publish.sh#line=3", "what": "npm publish"}

test_a_package_script_hides_it if {
	_found({}, {"through_script": "release"}) == {[
		_at,
		"job `publish` publishes where its workflow does not show it: by the script `release`",
	]}
}

test_every_passage_is_told if {
	publish := {"through_script": "release", "through": [_script, _file, _command]}
	_found({}, publish) == {[
		_at,
		concat("", [
			"job `publish` publishes where its workflow does not show it: ",
			"the script release, then scripts/publish.sh, then npm publish",
		]),
	]}
	repository := _repository({}, publish)
	found := hidden_in_script.deny with input as repository
	[violation.related | some violation in found] == [[
		{"at": "package.json#/scripts/release", "msg": "the script release"},
		{"at": "scripts/publish.sh", "msg": "scripts/publish.sh"},
		{"at": "scripts/publish.sh#line=3", "msg": "npm publish"},
	]]
}

test_clean[note] if {
	some note, [job, publish] in {
		"a command of the workflow": [{}, {}],
		"an action that publishes": [{}, {"tool": "changesets/action"}],
		"a dry run by a script": [{}, {"through_script": "release", "dry_run": true}],
		"a job that never runs": [{"if_is": false}, {"through_script": "release"}],
		"a step that never runs": [
			{"steps": [{"index": 0, "if_is": false, "commands": []}]},
			{"through": [_file, _command]},
		],
	}
	count(_found(job, publish)) == 0
}

_runs(script) := {
	"publishes": [],
	"steps": [{"index": 0, "commands": [{
		"at": _at,
		"program": "pnpm",
		"operands": [],
		"deed": {"kind": "run_script", "script": script},
	}]}],
}

test_a_program_that_may_publish_is_unknown if {
	_unknown(_runs("ci:publish")) == {[
		_at,
		"job `publish` can ask for an OIDC token, and what `ci:publish` does is not seen",
	]}
	_unknown(_runs("preview:publish")) == set()
	_unknown(_runs("build")) == set()
	_unknown(object.union(_runs("ci:publish"), {"permissions": {"scopes": {"id-token": "none"}}})) == set()
}
