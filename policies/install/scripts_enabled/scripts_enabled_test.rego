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

_install(tool, job, fields) := object.union(
	{"at": _at(job, 1), "step": 1, "tool": tool, "frozen": true, "packages": [], "global": false, "directory": "."},
	fields,
)

_npm(job, fields) := _install("npm", job, fields)

_version(text) := {"source": "package_manager", "least": text, "most": text}

_checkout(tool, version, controls) := {
	"at": "package.json",
	"directory": ".",
	"tool": tool,
	"version": _version(version),
	"controls": {entry.control: entry | some entry in controls},
}

_in_job(id, installer) := object.union(installer, {
	"at": sprintf("%s#/jobs/%s", [_workflow, id]),
	"job": sprintf("%s#/jobs/%s", [_workflow, id]),
})

_scripts(fields) := object.union(
	{"control": "install_scripts", "state": "default", "enabled": true, "values": []},
	fields,
)

_off := _scripts({"state": "set", "enabled": false, "at": ".npmrc#line=1"})

_npm_11 := _checkout("npm", "11.19.1", [_scripts({})])

_facts(jobs, installers) := {
	"installers": installers,
	"settings": [],
	"pipelines": [{"at": _workflow, "file": _workflow, "jobs": jobs}],
}

test_jobs_are_reported_together if {
	facts := _facts(
		[_job("test", [_npm("test", {})]), _job("lint", [_npm("lint", {"scripts": true})])],
		[_npm_11, _in_job("test", _npm_11), _in_job("lint", _npm_11)],
	)
	scripts_enabled.deny == {{
		"msg": "npm 11.19.1 in job `test` and in 2 more places runs the install scripts of every dependency",
		"at": _at("test", 1),
		"related": [
			{"at": _at("lint", 1), "msg": "npm 11.19.1 in job `lint` runs them"},
			{"at": "package.json", "msg": "npm 11.19.1 runs them"},
		],
	}} with input as facts
}

test_tools_that_run_them[note] if {
	some note, installer in {
		"npm 10": _checkout("npm", "10.9.4", [_scripts({})]),
		"npm 11 with a list, which only advises": _checkout("npm", "11.19.1", [
			_scripts({}),
			{"control": "script_allow_list", "state": "set", "values": ["esbuild@0.25.1"]},
		]),
		"pnpm 9": _checkout("pnpm", "9.15.0", [
			_scripts({}),
			{"control": "script_allow_list", "state": "default", "values": []},
		]),
		"Yarn 1": _checkout("yarn", "1.22.22", [_scripts({})]),
		"Yarn 4.5": _checkout("yarn", "4.5.0", [_scripts({})]),
	}
	{violation.at | some violation in scripts_enabled.deny} == {"package.json"} with input as _facts([], [installer])
}

test_a_setting_is_the_cause if {
	place := ".yarnrc.yml#/enableScripts"
	yarn := _checkout("yarn", "4.17.1", [_scripts({"state": "set", "at": place})])
	setting := {
		"at": place,
		"tool": "yarn",
		"name": "enableScripts",
		"value": "true",
		"control": "install_scripts",
		"enabled": true,
		"origin": {"layer": "project", "file": ".yarnrc.yml"},
		"in_force": {"state": "yes"},
	}
	jobs := [_job("test", [_install("yarn", "test", {})])]
	facts := object.union(_facts(jobs, [yarn, _in_job("test", yarn)]), {"settings": [setting]})
	[violation.msg | some violation in scripts_enabled.deny] == [concat("", [
		"`enableScripts: true` lets the install scripts of every dependency run with yarn 4.17.1 ",
		"in job `test` and in one more place",
	])] with input as facts
	{violation.at | some violation in scripts_enabled.deny} == {place} with input as facts
}

_undecided := _scripts({"state": "unknown", "reason": "nothing tells its version"})

test_unknown[note] if {
	some note, case in {
		"the version": {
			"facts": _facts([], [_checkout("npm", "11.19.1", [_undecided])]),
			"msg": "whether npm 11.19.1 runs the scripts of dependencies: nothing tells its version",
		},
		"a version that may have a list": {
			"facts": _facts([], [object.union(
				object.remove(_npm_11, ["version", "controls"]),
				{
					"version": {"source": "engines", "least": "9.0.0"},
					"controls": {"install_scripts": {"state": "set", "at": ".npmrc#line=1"}},
				},
			)]),
			"msg": "whether npm 9.0 or later runs the scripts of dependencies: only its version can tell",
		},
		"no word of it": {
			"facts": _facts([], [_checkout("npm", "11.19.1", [])]),
			"msg": "whether npm 11.19.1 runs the scripts of dependencies: only its version can tell",
		},
	}
	denied := scripts_enabled.deny with input as case.facts
	gaps := scripts_enabled.unknown with input as case.facts
	[count(denied), [gap.msg | some gap in gaps]] == [0, [case.msg]]
}

test_the_flag_of_another_command_does_not_count if {
	quiet := _npm("test", {"scripts": false})
	loud := _npm("test", {"at": _at("test", 2), "step": 2})
	off := _scripts({"state": "set", "enabled": false, "at": _at("test", 1)})
	facts := object.union(
		_facts([_job("test", [quiet, loud])], [_in_job("test", _checkout("npm", "11.19.1", [off]))]),
		{"settings": [{
			"at": _at("test", 1),
			"control": "install_scripts",
			"enabled": false,
			"origin": {"layer": "flag", "file": _workflow},
		}]},
	)
	count(scripts_enabled.deny) == 0 with input as facts
	{gap.at | some gap in scripts_enabled.unknown} == {_at("test", 2)} with input as facts
}

test_clean[note] if {
	job := _job("test", [_npm("test", {})])
	npm := _in_job("test", _npm_11)
	some note, facts in {
		"flag": _facts([_job("test", [_npm("test", {"scripts": false})])], [npm]),
		"project file": _facts([job], [_in_job("test", _checkout("npm", "11.19.1", [_off]))]),
		"npm 12": _facts([job], [_in_job("test", _checkout("npm", "12.2.0", [_scripts({"enabled": false})]))]),
		"npm 12 with `ignore-scripts=false`": _facts([], [_checkout("npm", "12.2.0", [_scripts({"state": "set"})])]),
		"npm 11 that fails": _facts([], [_checkout("npm", "11.19.1", [
			_scripts({}),
			{"control": "unreviewed_scripts_fail", "state": "set", "enabled": true, "at": "x", "values": []},
		])]),
		"a switch that allows all, which is another rule": _facts([], [_checkout("npm", "11.19.1", [
			_scripts({"state": "set", "at": ".npmrc#line=2"}),
			{"control": "all_scripts_allowed", "state": "set", "enabled": true, "at": ".npmrc#line=2", "values": []},
		])]),
		"pnpm 9 with a list": _facts([], [_checkout("pnpm", "9.15.0", [
			_scripts({}),
			{"control": "script_allow_list", "state": "set", "values": ["esbuild"]},
		])]),
		"pnpm 10": _facts([], [_checkout("pnpm", "10.1.0", [_scripts({"enabled": false})])]),
		"Yarn 4.14": _facts([], [_checkout("yarn", "4.14.0", [_scripts({"enabled": false})])]),
		"bun with a list": _facts([], [_checkout("bun", "1.3.0", [
			_scripts({"enabled": false}),
			{"control": "script_allow_list", "state": "set", "values": ["esbuild"]},
		])]),
		"a global tool": _facts(
			[_job("test", [_npm("test", {"global": true, "packages": ["pnpm@10.1.0"]})])],
			[npm],
		),
		"beside an OIDC token": _facts(
			[object.union(job, {
				"publishes": [{"at": "x", "step": 2, "dry_run": false}],
				"permissions": {"known": true, "scopes": {"id-token": "write"}},
			})],
			[npm],
		),
		"no installer": _facts([job], []),
	}
	denied := scripts_enabled.deny with input as facts
	gaps := scripts_enabled.unknown with input as facts
	count(denied) + count(gaps) == 0
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
	facts := _facts([job], [_in_job("release", _npm_11)])
	{violation.at | some violation in scripts_enabled.deny} == {_at("release", 1)} with input as facts
}

test_the_list_of_pnpm_10_that_lets_all_others_run if {
	at := "package.json#/pnpm/neverBuiltDependencies"
	installer := _checkout("pnpm", "10.9.0", [_scripts({"state": "set", "at": at})])
	facts := object.union(_facts([], [installer]), {"settings": [{
		"at": at,
		"tool": "pnpm",
		"name": "neverBuiltDependencies",
		"value": "[]",
		"origin": {"layer": "project", "file": "package.json"},
		"in_force": {"state": "yes"},
	}]})
	{[violation.msg, violation.at] | some violation in scripts_enabled.deny} == {[
		"`neverBuiltDependencies: []` lets the install scripts of every dependency run with pnpm 10.9.0",
		at,
	]} with input as facts
	count(scripts_enabled.unknown) == 0 with input as facts
}

_rebuild(fields) := object.union(
	{
		"at": "r",
		"program": "npm",
		"subcommand": "rebuild",
		"operands": [],
		"flags": {"--ignore-scripts": "false"},
	},
	fields,
)

_rebuilding(command, version) := _facts(
	[object.union(
		_job("test", [_npm("test", {"scripts": false})]),
		{"steps": [{"index": 2, "env": [], "with": {}, "commands": [command]}]},
	)],
	[_in_job("test", _checkout("npm", version, [_off]))],
)

test_npm_rebuild_runs_them_after_all if {
	scripts_enabled.deny == {{
		"msg": "`npm rebuild` in job `test` runs the install scripts of every dependency",
		"at": "r",
	}} with input as _rebuilding(_rebuild({}), "11.19.1")
}

test_npm_rebuild_that_runs_no_others[note] if {
	some note, facts in {
		"one by name": _rebuilding(_rebuild({"operands": ["esbuild"]}), "11.19.1"),
		"none": _rebuilding(_rebuild({"flags": {"--ignore-scripts": "true"}}), "11.19.1"),
		"npm 12": _rebuilding(_rebuild({}), "12.1.0"),
	}
	count(scripts_enabled.deny) == 0 with input as facts
}

_token := {"at": "y", "name": "NODE_AUTH_TOKEN", "value": "${{ secrets.NPM_TOKEN }}", "secrets": ["NPM_TOKEN"]}
