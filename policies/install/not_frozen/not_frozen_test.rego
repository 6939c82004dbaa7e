package palisade.install.not_frozen_test

import data.palisade.install.not_frozen

_file := ".github/workflows/ci.yml"

_run := concat("", [_file, "#/jobs/test/steps/1/run;char=0,11"])

_job := concat("", [_file, "#/jobs/test"])

_install(fields) := object.union(
	{"at": _run, "directory": ".", "step": 1, "tool": "npm", "frozen": false, "packages": [], "global": false},
	fields,
)

_facts(install, step, lockfile) := {
	"lockfiles": [{"at": lockfile, "directory": ".", "kind": lockfile}],
	"pipelines": [{"at": _file, "jobs": [{"at": _job, "id": "test", "installs": [install], "steps": [step]}]}],
}

_command(flags) := {"index": 1, "commands": [{"at": _run, "program": "npm", "arguments": [], "flags": flags}]}

test_npm_install_is_reported_at_the_command if {
	facts := _facts(_install({}), _command({}), "package_lock")
	not_frozen.deny == {{
		"msg": "npm in job `test` may install other versions than the lockfile pins",
		"at": _run,
		"related": [],
	}} with input as facts
}

test_once_a_job if {
	second := _install({"at": "second", "step": 2})
	facts := {
		"lockfiles": [{"at": "l", "directory": ".", "kind": "package_lock"}],
		"pipelines": [{"jobs": [{"at": _job, "id": "test", "installs": [_install({}), second], "steps": [_command({})]}]}],
	}
	[violation.at | some violation in not_frozen.deny] == [_run] with input as facts
	[place.at | some violation in not_frozen.deny; some place in violation.related] == ["second"] with input as facts
}

test_added_packages_are_named if {
	added := _install({"packages": ["left-pad", "tap@21.1.0", "@acme/x@next"]})
	facts := _facts(added, _command({}), "package_lock")
	not_frozen.deny == {{
		"msg": "job `test` adds `left-pad`, `@acme/x@next` without an exact version",
		"at": _run,
		"severity": "medium",
	}} with input as facts
}

_unsaid(tool) := object.remove(_install({"tool": tool}), ["frozen"])

_installer(tool, version, controls) := {
	"at": _job,
	"job": _job,
	"directory": ".",
	"tool": tool,
	"version": version,
	"controls": {entry.control: entry | some entry in controls},
}

_exactly(version) := {"source": "package_manager", "least": version, "most": version}

_frozen(fields) := [object.union(
	{"control": "frozen_lockfile", "state": "default", "enabled": true, "values": []},
	fields,
)]

_with(facts, installer, settings) := object.union(facts, {"installers": [installer], "settings": settings})

_lockfile_of := {"npm": "package_lock", "pnpm": "pnpm_lock", "yarn": "yarn_lock", "bun": "bun_lock"}

_installed_by(installer) := _with(
	_facts(_unsaid(installer.tool), _command({}), _lockfile_of[installer.tool]),
	installer,
	[],
)

test_yarn_1_is_not_frozen_by_itself if {
	facts := _installed_by(_installer("yarn", _exactly("1.22.22"), _frozen({"enabled": false})))
	{violation.at | some violation in not_frozen.deny} == {_run} with input as facts
}

test_a_tool_that_lacks_the_control_is_not_frozen if {
	facts := _installed_by(_installer("yarn", _exactly("1.22.22"), _frozen({"state": "unsupported"})))
	{violation.at | some violation in not_frozen.deny} == {_run} with input as facts
}

test_the_version_decides[note] if {
	checkout := object.remove(_installer("yarn", {}, []), ["job"])
	some note, case in {
		"berry": {"version": _exactly("4.9.0"), "deny": 0, "unknown": 0},
		"Yarn 1": {"version": {"source": "lockfile", "least": "1.0.0", "most": "1.22.22"}, "deny": 1, "unknown": 0},
		"any": {"version": {"source": "unknown"}, "deny": 0, "unknown": 1},
	}
	facts := _installed_by(object.union(object.remove(checkout, ["version"]), {"version": case.version}))
	denied := not_frozen.deny with input as facts
	gaps := not_frozen.unknown with input as facts
	[count(denied), count(gaps)] == [case.deny, case.unknown]
}

test_a_setting_is_the_cause[tool] if {
	some tool, version in {"yarn": "4.9.0", "pnpm": "10.1.0"}
	control := _frozen({"state": "set", "enabled": false, "at": "rc"})
	settings := [{"at": "rc", "control": "frozen_lockfile", "origin": {"layer": "project", "file": "rc"}}]
	facts := object.union(_installed_by(_installer(tool, _exactly(version), control)), {"settings": settings})
	not_frozen.deny == {{
		"msg": sprintf(
			"%s %s in job `test` may install other versions than the lockfile pins: a setting lets it",
			[tool, version],
		),
		"at": "rc",
		"related": [{"at": _run, "msg": sprintf("%s %s in job `test` installs here", [tool, version])}],
	}} with input as facts
}

_bunfig := {
	"at": "bunfig.toml#/install/frozenLockfile",
	"tool": "bun",
	"control": "frozen_lockfile",
	"enabled": true,
	"origin": {"layer": "project", "file": "bunfig.toml"},
	"in_force": {"state": "yes"},
}

_below_examples := {"origin": {"layer": "project", "file": "examples/bunfig.toml"}}

test_bun_is_not_frozen_by_itself[note] if {
	by_command := _frozen({"state": "set", "enabled": false, "at": _run})
	some note, case in {
		"default": {"control": _frozen({"enabled": false}), "settings": [], "deny": 1},
		"no flag": {"control": by_command, "settings": [], "deny": 1},
		"bunfig.toml": {"control": by_command, "settings": [_bunfig], "deny": 0},
		"another bunfig.toml": {"control": by_command, "settings": [object.union(_bunfig, _below_examples)], "deny": 1},
		"the flag of another command": {
			"control": _frozen({"state": "set", "at": "other"}),
			"settings": [{"at": "other", "control": "frozen_lockfile", "origin": {"layer": "flag"}}],
			"deny": 1,
		},
	}
	facts := _with(
		_facts(_install({"tool": "bun"}), _command({}), "bun_lock"),
		_installer("bun", _exactly("1.3.0"), case.control),
		case.settings,
	)
	{violation.at | some violation in not_frozen.deny} == {at | some at in [_run]; case.deny == 1} with input as facts
}

test_a_setting_that_only_a_run_can_tell_is_unknown if {
	facts := _installed_by(_installer("pnpm", _exactly("10.1.0"), _frozen({"state": "unknown", "reason": "${F}"})))
	count(not_frozen.deny) == 0 with input as facts
	{gap.at | some gap in not_frozen.unknown} == {_run} with input as facts
}

_below(folder) := {"index": 1, "commands": [
	{"at": "c", "program": "cd", "arguments": [folder], "flags": {}},
	{"at": _run, "program": "npm", "arguments": ["install"], "flags": {}},
]}

test_the_folder_decides if {
	every case in [
		{"folder": "site/", "directories": [".", "site"], "deny": 1, "unknown": 0},
		{"folder": "./packages/a", "directories": ["."], "deny": 1, "unknown": 0},
		{"folder": "examples/plain", "directories": ["."], "deny": 0, "unknown": 0},
		{"folder": "examples/${{ matrix.example }}", "directories": ["."], "deny": 0, "unknown": 0},
		{"folder": "examples/${{ matrix.example }}", "directories": [".", "examples/a"], "deny": 0, "unknown": 1},
		{"folder": "$HOME/work", "directories": ["."], "deny": 0, "unknown": 1},
		{"folder": "../other", "directories": ["."], "deny": 0, "unknown": 1},
	] {
		facts := object.union(_facts(_install({}), _below(case.folder), "package_lock"), {
			"lockfiles": [{"at": "l", "directory": directory, "kind": "package_lock"} |
				some directory in case.directories
			],
			"packages": [{"role": "member", "directory": "packages/a"}],
		})
		denied := not_frozen.deny with input as facts
		gaps := not_frozen.unknown with input as facts
		[count(denied), count(gaps)] == [case.deny, case.unknown]
	}
}

test_clean[note] if {
	some note, facts in {
		"npm ci": _facts(_install({"frozen": true}), _command({}), "package_lock"),
		"pnpm install, frozen in CI": _facts(
			object.remove(_install({"tool": "pnpm"}), ["frozen"]),
			_command({}),
			"pnpm_lock",
		),
		"no lockfile of that tool": _facts(_install({}), _command({}), "pnpm_lock"),
		"a global tool": _facts(_install({"global": true, "packages": ["npm@latest"]}), _command({}), "package_lock"),
		"only the lockfile": _facts(_install({}), _command({"--package-lock-only": "true"}), "package_lock"),
		"a version of the matrix": _facts(
			_install({"packages": ["react@${{ matrix.react }}"]}),
			_command({}),
			"package_lock",
		),
		"the packed archive": _facts(_install({"packages": ["./acme-widget-1.0.0.tgz"]}), _command({}), "package_lock"),
		"a folder without a lockfile": _facts(_install({"directory": "benchmarks"}), _command({}), "package_lock"),
		"a proposal by a script": _facts(
			_install({}),
			{
				"uses": {"action": "actions/github-script"},
				"with": {"script": "github.rest.pulls.create({base: 'main'})"},
				"commands": [],
			},
			"package_lock",
		),
		"a proposal to update": _facts(
			_install({}),
			{"uses": {"action": "peter-evans/create-pull-request"}, "commands": []},
			"package_lock",
		),
	}
	count(not_frozen.deny) == 0 with input as facts
}
