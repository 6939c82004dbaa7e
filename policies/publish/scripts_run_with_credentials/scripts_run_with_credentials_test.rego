package palisade.publish.scripts_run_with_credentials_test

import data.palisade.publish.scripts_run_with_credentials

_at := ".github/workflows/release.yml#/jobs/publish/steps/0/run;char=0,6"

_publish := {"at": "publish", "step": 1, "tool": "npm", "dry_run": false}

_install(fields) := object.union({"at": _at, "step": 0, "tool": "npm", "packages": [], "global": false}, fields)

_step(index) := {"index": index, "with": {}, "env": [], "commands": [], "secrets": []}

_job(scopes, install) := {
	"id": "publish",
	"env": [],
	"permissions": {"source": "job", "known": true, "scopes": scopes},
	"steps": [_step(0), _step(1)],
	"installs": [install],
	"publishes": [_publish],
}

_oidc := {"id-token": "write"}

_token := {
	"at": "token",
	"name": "NPM_TOKEN",
	"value": "${{ secrets.NPM_TOKEN }}",
	"secrets": ["NPM_TOKEN"],
	"literal_credential": false,
}

_with_managers(job, managers) := {
	"pipelines": [{"triggers": [], "env": [], "jobs": [job]}],
	"packages": [{"package_manager": manager} | some manager in managers],
	"settings": [],
}

_repository(job) := _with_managers(job, [])

_denied(repository) := {[violation.at, violation.msg] |
	some violation in scripts_run_with_credentials.deny with input as repository
}

_unknown(repository) := {answer.at | some answer in scripts_run_with_credentials.unknown with input as repository}

test_install_beside_oidc if {
	_denied(_repository(_job(_oidc, _install({})))) == {[
		_at,
		"`npm` runs the scripts of dependencies in reach of the job's OIDC token",
	]}
}

test_install_in_reach_of_a_token if {
	job := object.union(_job({}, _install({})), {"env": [_token]})
	_denied(_repository(job)) == {[
		_at,
		"`npm` runs the scripts of dependencies in reach of the npm token in `NPM_TOKEN`",
	]}
}

test_tools_that_run_scripts[note] if {
	some note, tc in {
		"npm 11": {"tool": "npm", "version": "11.15.0"},
		"pnpm 9": {"tool": "pnpm", "version": "9.15.4"},
		"yarn 1": {"tool": "yarn", "version": "1.22.22"},
		"yarn 4.9": {"tool": "yarn", "version": "4.9.1"},
	}
	manager := {"name": tc.tool, "version": tc.version}
	repository := _with_managers(_job(_oidc, _install({"tool": tc.tool})), [manager])
	{place[0] | some place in _denied(repository)} == {_at}
	_unknown(repository) == set()
}

test_tools_that_block_scripts[note] if {
	some note, tc in {
		"pnpm 10": {"tool": "pnpm", "version": "10.0.0"},
		"pnpm 11": {"tool": "pnpm", "version": "11.3.0"},
		"yarn 4.14": {"tool": "yarn", "version": "4.14.0"},
		"bun": {"tool": "bun", "version": "1.4.5"},
	}
	manager := {"name": tc.tool, "version": tc.version}
	repository := _with_managers(_job(_oidc, _install({"tool": tc.tool})), [manager])
	_denied(repository) == set()
	_unknown(repository) == set()
}

test_declared_version_of_npm_is_obeyed_by_corepack_only if {
	manager := {"name": "npm", "version": "12.2.0"}
	job := _job(_oidc, _install({}))
	declared := _with_managers(job, [manager])
	_denied(declared) == set()
	_unknown(declared) == {_at}
	enable := {"program": "corepack", "arguments": ["enable", "npm"], "environment": {}, "writes": []}
	enabled := object.union(_step(0), {"commands": [enable]})
	obeyed := _with_managers(object.union(job, {"steps": [enabled, _step(1)]}), [manager])
	_denied(obeyed) == set()
	_unknown(obeyed) == set()
}

test_npm_that_the_job_installs if {
	job := _job(_oidc, _install({}))
	newer := _install({"at": "global", "global": true, "packages": ["npm@12.0.2"]})
	_denied(_repository(object.union(job, {"installs": [newer, _install({})]}))) == set()
	older := _install({"at": "global", "global": true, "packages": ["npm@11.15.0"]})
	count(_denied(_repository(object.union(job, {"installs": [older, _install({})]})))) == 1
}

test_install_in_a_composite_action if {
	call := object.union(_step(0), {"at": "call", "uses": {"kind": "local", "path": ".github/actions/setup"}})
	job := object.union(_job(_oidc, _install({})), {"steps": [call, _step(1)], "installs": []})
	action := {
		"kind": "composite_action",
		"file": ".github/actions/setup/action.yml",
		"jobs": [{"steps": [_step(0)], "installs": [_install({"step": 3})], "publishes": []}],
	}
	repository := _repository(job)
	pipelines := array.concat(repository.pipelines, [action])
	found := scripts_run_with_credentials.deny with input as object.union(repository, {"pipelines": pipelines})
	[[violation.at, violation.related[0].at] | some violation in found] == [[_at, "call"]]
}

test_version_of_the_setup_action if {
	setup := object.union(_step(0), {"uses": {"action": "pnpm/action-setup"}, "with": {"version": "10"}})
	job := object.union(_job(_oidc, _install({"tool": "pnpm"})), {"steps": [setup, _step(1)]})
	_denied(_repository(job)) == set()
	older := object.union(setup, {"with": {"version": "9"}})
	count(_denied(_repository(object.union(job, {"steps": [older, _step(1)]})))) == 1
}

test_build_without_an_install_in_sight if {
	deed := {"kind": "run_script", "script": "build"}
	build := {"at": "build", "arguments": [], "environment": {}, "writes": [], "deed": deed}
	building := object.union(_step(0), {"commands": [build]})
	job := object.union(
		_job(_oidc, _install({})),
		{"at": "job", "steps": [building, _step(1)], "installs": []},
	)
	_denied(_repository(job)) == set()
	_unknown(_repository(job)) == {"job"}
	_unknown(_repository(object.union(job, {"steps": [_step(0), _step(1)]}))) == set()
	_unknown(_repository(object.union(job, {"installs": [_install({"scripts": false})]}))) == set()
}

test_version_that_no_file_pins if {
	repository := _repository(_job(_oidc, _install({"tool": "pnpm"})))
	_denied(repository) == set()
	_unknown(repository) == {_at}
}

test_project_that_switches_scripts_off if {
	setting := {
		"tool": "npm",
		"name": "ignore-scripts",
		"value": "true",
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": "yes"},
	}
	repository := _repository(_job(_oidc, _install({})))
	_denied(object.union(repository, {"settings": [setting]})) == set()
	dead := object.union(setting, {"in_force": {"state": "no"}})
	count(_denied(object.union(repository, {"settings": [dead]}))) == 1
}

test_clean[note] if {
	some note, job in {
		"scripts ignored": _job(_oidc, _install({"scripts": false})),
		"tool of its own": _job(_oidc, _install({"global": true, "packages": ["npm@11.15.0"]})),
		"token of the publishing step only": object.union(
			_job({}, _install({})),
			{"steps": [_step(0), object.union(_step(1), {"env": [_token]})]},
		),
		"test job": object.union(_job(_oidc, _install({})), {"publishes": []}),
		"no credential": _job({"contents": "read"}, _install({})),
	}
	_denied(_repository(job)) == set()
}

_on(provider, install) := object.union(
	_repository(_job({}, install)),
	{"pipelines": [{"provider": provider, "triggers": [], "env": [], "jobs": [_job({}, install)]}]},
)

test_a_token_that_no_file_names_is_unknown[provider] if {
	some provider in ["gitlab", "circleci", "azure", "bitbucket"]
	_denied(_on(provider, _install({}))) == set()
	_unknown(_on(provider, _install({}))) == {_at}
	_unknown(_on(provider, _install({"scripts": false}))) == set()
	_unknown(_on(provider, _install({"global": true}))) == set()
}

test_a_forge_names_every_token if {
	_unknown(_on("github", _install({}))) == set()
}
