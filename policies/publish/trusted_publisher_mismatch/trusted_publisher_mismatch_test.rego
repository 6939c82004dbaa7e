package palisade.publish.trusted_publisher_mismatch_test

import data.palisade.publish.trusted_publisher_mismatch

_workflow := ".github/workflows/release.yml"

_days := {"owner": "@acme/security", "date": "2026-10-01", "expires": "2027-04-01"}

_publisher(fields) := object.union(
	{
		"at": "palisade.yaml#/attested/0/trusted_publishers/0",
		"type": "github",
		"repository": "acme/widget",
		"file": "release.yml",
		"environment": "npm",
		"permissions": ["createStagedPackage"],
	},
	fields,
)

_stated(publishers, fields) := object.union(
	object.union(_days, {"at": "palisade.yaml#/attested/0", "package": "@acme/widget", "trusted_publishers": publishers}),
	fields,
)

_job := {
	"id": "publish",
	"environment": {"at": "e", "name": "npm"},
	"permissions": {"known": true, "source": "job", "scopes": {"id-token": "write"}},
	"steps": [{"index": 0, "commands": []}],
	"publishes": [{"at": "publish", "step": 0, "tool": "npm", "dry_run": false, "packages": ["@acme/widget"]}],
}

_pipeline := {
	"at": _workflow,
	"file": _workflow,
	"kind": "workflow",
	"provider": "github",
	"triggers": [{"at": "t", "event": "push"}],
	"includes": [],
	"env": [],
	"jobs": [_job],
}

_package := {
	"at": "package.json",
	"name": "@acme/widget",
	"directory": ".",
	"publishable": true,
	"files": ["dist"],
	"engines": [],
	"scripts": [],
	"workspaces": [],
	"repository": {"at": "package.json#/repository", "url": "git+https://github.com/acme/widget.git"},
}

_facts(attested) := {
	"target": {"collected_on": "2026-11-21"},
	"attested": attested,
	"packages": [_package],
	"pipelines": [_pipeline],
}

_publisher_at := "palisade.yaml#/attested/0/trusted_publishers/0"

_found(facts) := {[violation.at, violation.msg] | some violation in trusted_publisher_mismatch.deny with input as facts}

_with(publisher, patches) := json.patch(_facts([_stated([_publisher(publisher)], {})]), patches)

test_other_repository if {
	_found(_with({"repository": "acme/Widget"}, [])) == {[
		_publisher_at,
		"the trusted publisher of `@acme/widget` is `acme/Widget`, and its package.json names `acme/widget`",
	]}
}

test_no_such_file if {
	{message | some [at, message] in _found(_with({"file": "publish.yml"}, [])); at == _publisher_at} == {
		"`publish.yml` of `acme/widget` may publish `@acme/widget`, and there is no such file",
	}
}

test_job_that_no_trusted_publisher_stands_for if {
	{message | some [at, message] in _found(_with({"file": "publish.yml"}, [])); at == "publish"} == {
		"job `publish` publishes `@acme/widget`, of which no trusted publisher is `.github/workflows/release.yml`",
	}
}

test_workflow_that_asks_for_no_token if {
	patch := [{"op": "replace", "path": "/pipelines/0/jobs/0/permissions/scopes", "value": {"contents": "read"}}]
	_found(_with({}, patch)) == {[
		_publisher_at,
		"`release.yml` of `acme/widget` may publish `@acme/widget`, and none of its jobs asks for an OIDC token",
	]}
}

test_other_environment if {
	{message | some [_, message] in _found(_with({"environment": "production"}, []))} == {concat("", [
		"the trusted publisher of `@acme/widget` asks for the environment `production`, ",
		"and no job of `.github/workflows/release.yml` names it",
	])}
}

test_clean[note] if {
	some note, [publisher, patches] in {
		"the same": [{}, []],
		"no environment is asked for": [{"environment": "npm"}, []],
		"a shorthand": [{}, [{"op": "replace", "path": "/packages/0/repository/url", "value": "github:acme/widget"}]],
		"scp": [{}, [{
			"op": "replace",
			"path": "/packages/0/repository/url",
			"value": "git@github.com:acme/widget.git",
		}]],
		"a url that is not read": [{}, [{
			"op": "replace",
			"path": "/packages/0/repository/url",
			"value": "https://git.corp.example/acme/widget",
		}]],
		"an environment that a run decides": [
			{"environment": "production"},
			[{"op": "replace", "path": "/pipelines/0/jobs/0/environment/name", "value": "${{ inputs.target }}"}],
		],
		"a reusable workflow holds the job": [
			{},
			[{"op": "replace", "path": "/pipelines/0/jobs/0", "value": {
				"id": "call",
				"permissions": {"known": true, "source": "job", "scopes": {}},
				"calls": {"uses": {}},
				"steps": [],
				"publishes": [],
			}}],
		],
		"started by another workflow": [
			{},
			[{"op": "add", "path": "/pipelines/0/jobs/0/triggers", "value": [{
				"at": "t",
				"event": "push",
				"through": ["c"],
			}]}],
		],
	}
	_found(_with(publisher, patches)) == set()
}

test_what_is_not_stated_is_unknown if {
	none := _facts([])
	_found(none) == set()
	unknown := trusted_publisher_mismatch.unknown with input as none
	[[answer.at, answer.key] | some answer in unknown] == [["package.json", "name"]]
}

test_nothing_is_asked_where_no_job_can_use_oidc if {
	none := json.patch(_facts([]), [{
		"op": "replace",
		"path": "/pipelines/0/jobs/0/permissions/scopes",
		"value": {},
	}])
	unknown := trusted_publisher_mismatch.unknown with input as none
	unknown == set()
}
