package palisade.publish.install_shares_credentials_test

import data.palisade.publish.install_shares_credentials

_at := ".github/workflows/release.yml#/jobs/publish"

_publish := {"at": "publish", "step": 2, "tool": "npm", "dry_run": false}

_install(fields) := object.union({"at": "install", "step": 0, "tool": "npm", "global": false}, fields)

_step(index, commands) := {"index": index, "with": {}, "env": [], "commands": commands, "secrets": []}

_run(at, script) := {
	"at": at,
	"arguments": [],
	"environment": {},
	"writes": [],
	"deed": {"kind": "run_script", "tool": "npm", "script": script},
}

_job(scopes, installs, commands) := {
	"at": _at,
	"id": "publish",
	"env": [],
	"permissions": {"source": "job", "known": true, "scopes": scopes},
	"steps": [_step(0, []), _step(1, commands), _step(2, [])],
	"installs": installs,
	"publishes": [_publish],
}

_found(job) := found if {
	found := install_shares_credentials.deny with input as {"pipelines": [{"triggers": [], "env": [], "jobs": [job]}]}
}

_oidc := {"id-token": "write"}

test_install_and_build_beside_oidc if {
	_found(_job(_oidc, [_install({"scripts": false})], [_run("build", "build")])) == {{
		"msg": "job `publish` can ask for the OIDC token to publish while it installs or builds",
		"at": _at,
		"mark": "key",
		"label": "one job for both",
		"related": [
			{"at": "install", "msg": "`npm` installs packages here"},
			{"at": "build", "msg": "the script `build` runs here"},
		],
	}}
}

test_build_alone if {
	found := _found(_job(_oidc, [], [_run("build", "build")]))
	{violation.at | some violation in found} == {_at}
}

test_install_beside_a_token if {
	variable := {
		"at": "token",
		"name": "NPM_TOKEN",
		"value": "${{ secrets.NPM_TOKEN }}",
		"secrets": ["NPM_TOKEN"],
		"literal_credential": false,
	}
	found := _found(object.union(_job({}, [_install({})], []), {"env": [variable]}))
	{violation.msg | some violation in found} == {"job `publish` installs or builds, then publishes with `NPM_TOKEN`"}
}

test_install_in_a_composite_action if {
	call := object.union(_step(0, []), {"at": "call", "uses": {"kind": "local", "path": ".github/actions/setup"}})
	job := object.union(_job(_oidc, [], []), {"steps": [call, _step(2, [])]})
	action := {
		"kind": "composite_action",
		"file": ".github/actions/setup/action.yml",
		"jobs": [{"steps": [_step(0, [_run("build", "build")])], "installs": [_install({})], "publishes": []}],
	}
	found := install_shares_credentials.deny with input as {"pipelines": [
		{"triggers": [], "env": [], "jobs": [job]},
		action,
	]}
	{related.at | some violation in found; some related in violation.related} == {"install", "build"}
	other := object.union(action, {"file": ".github/actions/other/action.yml"})
	elsewhere := install_shares_credentials.deny with input as {"pipelines": [
		{"triggers": [], "env": [], "jobs": [job]},
		other,
	]}
	elsewhere == set()
}

test_clean[note] if {
	some note, job in {
		"publishes an artifact": _job(_oidc, [], []),
		"installs the tool": _job(_oidc, [_install({"global": true, "packages": ["npm@11.15.0"]})], []),
		"the script is the publication": _job(_oidc, [], [_run("publish", "release")]),
		"no credential in sight": _job({"contents": "read"}, [_install({})], []),
		"tests with OIDC for coverage": object.union(_job(_oidc, [_install({})], []), {"publishes": []}),
	}
	_found(job) == set()
}

_unknown(provider, job) := found if {
	pipeline := {"provider": provider, "triggers": [], "env": [], "jobs": [job]}
	found := install_shares_credentials.unknown with input as {"pipelines": [pipeline]}
}

test_a_token_that_no_file_names_is_unknown[provider] if {
	some provider in ["gitlab", "circleci", "azure", "bitbucket"]
	_unknown(provider, _job({}, [_install({})], [])) == {{
		"msg": "job `publish` installs or builds, then publishes with a token that stands in no file",
		"at": _at,
	}}
}

test_nothing_is_unknown_without_an_install_or_with_a_name if {
	_unknown("gitlab", _job({}, [], [])) == set()
	_unknown("github", _job({}, [_install({})], [])) == set()
	variable := {"at": "token", "name": "NPM_TOKEN", "value": "$TOKEN", "secrets": ["TOKEN"], "literal_credential": false}
	_unknown("gitlab", object.union(_job({}, [_install({})], []), {"env": [variable]})) == set()
}
