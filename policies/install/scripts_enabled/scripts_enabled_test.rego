package palisade.install.scripts_enabled_test

import data.palisade.install.scripts_enabled

_workflow := ".github/workflows/ci.yml"

_at(job, step) := sprintf("%s#/jobs/%s/steps/%d/run;char=0,6", [_workflow, job, step])

_job(id, installs) := {
	"at": sprintf("%s#/jobs/%s", [_workflow, id]),
	"id": id,
	"installs": installs,
	"publishes": [],
	"permissions": {"known": true, "scopes": {}},
}

_npm(job, fields) := object.union(
	{"at": _at(job, 1), "step": 1, "tool": "npm", "frozen": true, "packages": [], "global": false},
	fields,
)

_pipeline(jobs) := {"pipelines": [{"at": _workflow, "file": _workflow, "jobs": jobs}], "settings": []}

_setting(file, state) := {
	"at": sprintf("%s#line=1", [file]),
	"tool": "npm",
	"name": "ignore-scripts",
	"value": "true",
	"origin": {"layer": "project", "file": file},
	"in_force": {"state": state},
}

test_jobs_are_reported_together if {
	facts := _pipeline([_job("test", [_npm("test", {})]), _job("lint", [_npm("lint", {"scripts": true})])])
	scripts_enabled.deny == {{
		"msg": "the install scripts of every dependency run in job `test` and one more job",
		"at": _at("test", 1),
		"related": [{"at": _at("lint", 1), "msg": "and in job `lint`"}],
	}} with input as facts
}

test_a_setting_of_another_project_does_not_count if {
	facts := object.union(_pipeline([_job("test", [_npm("test", {})])]), {"settings": [_setting("docs/.npmrc", "yes")]})
	{violation.at | some violation in scripts_enabled.deny} == {_at("test", 1)} with input as facts
}

test_a_setting_that_may_be_ignored_is_unknown if {
	facts := object.union(_pipeline([_job("test", [_npm("test", {})])]), {"settings": [_setting(".npmrc", "unknown")]})
	count(scripts_enabled.deny) == 0 with input as facts
	{violation.at | some violation in scripts_enabled.unknown} == {".npmrc#line=1"} with input as facts
}

_asks_for_npm_12 := {"packages": [{
	"role": "root",
	"allowed_scripts": [],
	"package_manager": {"at": "package.json#/packageManager", "name": "npm", "version": "12.2.0"},
}]}

test_a_field_that_npm_does_not_read_is_unknown if {
	facts := object.union(_pipeline([_job("test", [_npm("test", {})])]), _asks_for_npm_12)
	count(scripts_enabled.deny) == 0 with input as facts
	scripts_enabled.unknown == {{
		"msg": "npm 12.2.0 would block install scripts, but job `test` may run the npm of its Node",
		"at": "package.json#/packageManager",
	}} with input as facts
}

test_clean[note] if {
	job := _job("test", [_npm("test", {})])
	some note, facts in {
		"flag": _pipeline([_job("test", [_npm("test", {"scripts": false})])]),
		"project file": object.union(_pipeline([job]), {"settings": [_setting(".npmrc", "yes")]}),
		"the job's own setting": object.union(_pipeline([job]), {"settings": [object.union(
			_setting(_workflow, "yes"),
			{"origin": {"layer": "user", "file": _workflow, "job": job.at}},
		)]}),
		"allow list": object.union(_pipeline([job]), {"packages": [{
			"role": "root",
			"allowed_scripts": [{"list": "allowScripts", "key": "esbuild@0.25.1", "allowed": true}],
		}]}),
		"npm 12": _pipeline([_job("test", [
			_npm("test", {"global": true, "packages": ["npm@12.2.0"]}),
			_npm("test", {}),
		])]),
		"npm 12 in the place of npm": object.union(
			_pipeline([object.union(job, {"steps": [{"index": 0, "commands": [{
				"at": "c",
				"program": "corepack",
				"arguments": ["enable", "npm"],
			}]}]})]),
			_asks_for_npm_12,
		),
		"npm 12 by Corepack": object.union(
			_pipeline([object.union(job, {"steps": [{"index": 1, "commands": [{
				"at": _at("test", 1),
				"program": "corepack",
				"arguments": ["npm", "ci"],
			}]}]})]),
			_asks_for_npm_12,
		),
		"pnpm": _pipeline([_job("test", [_npm("test", {"tool": "pnpm"})])]),
		"a global tool": _pipeline([_job("test", [_npm("test", {"global": true, "packages": ["pnpm@10.1.0"]})])]),
		"beside an OIDC token": _pipeline([object.union(job, {
			"publishes": [{"at": "x", "step": 2, "dry_run": false}],
			"permissions": {"known": true, "scopes": {"id-token": "write"}},
		})]),
	}
	count(scripts_enabled.deny) == 0 with input as facts
	count(scripts_enabled.unknown) == 0 with input as facts
}

test_a_token_that_reaches_only_the_publishing_step if {
	steps := [
		{"index": 1, "env": [], "with": {}, "commands": []},
		{"index": 2, "env": [_token], "with": {}, "commands": []},
	]
	job := object.union(_job("release", [_npm("release", {})]), {
		"env": [],
		"steps": steps,
		"publishes": [{"at": "x", "step": 2, "dry_run": false}],
	})
	facts := object.union(_pipeline([job]), {})
	{violation.at | some violation in scripts_enabled.deny} == {_at("release", 1)} with input as facts
}

_token := {"at": "y", "name": "NODE_AUTH_TOKEN", "value": "${{ secrets.NPM_TOKEN }}", "secrets": ["NPM_TOKEN"]}
