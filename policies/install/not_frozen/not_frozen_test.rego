package palisade.install.not_frozen_test

import data.palisade.install.not_frozen

_file := ".github/workflows/ci.yml"

_run := concat("", [_file, "#/jobs/test/steps/1/run;char=0,11"])

_install(fields) := object.union(
	{"at": _run, "step": 1, "tool": "npm", "frozen": false, "packages": [], "global": false},
	fields,
)

_facts(install, step, lockfile) := {
	"lockfiles": [{"at": lockfile, "directory": ".", "kind": lockfile}],
	"pipelines": [{"at": _file, "jobs": [{"id": "test", "installs": [install], "steps": [step]}]}],
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
		"pipelines": [{"jobs": [{"id": "test", "installs": [_install({}), second], "steps": [_command({})]}]}],
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

test_yarn_1_is_not_frozen_by_itself if {
	facts := object.union(
		_facts(object.remove(_install({"tool": "yarn"}), ["frozen"]), _command({}), "yarn_lock"),
		{"packages": [{"role": "root", "package_manager": {"name": "yarn", "version": "1.22.22"}}]},
	)
	{violation.at | some violation in not_frozen.deny} == {_run} with input as facts
}

_yarn_alone(lockfile) := object.union(
	_facts(object.remove(_install({"tool": "yarn"}), ["frozen"]), _command({}), "yarn_lock"),
	{
		"lockfiles": [object.union({"at": "yarn.lock", "directory": ".", "kind": "yarn_lock"}, lockfile)],
		"packages": [{"role": "root"}],
	},
)

test_a_lockfile_of_yarn_1_tells_its_version if {
	classic := _yarn_alone({"version": "1", "read": true})
	{violation.at | some violation in not_frozen.deny} == {_run} with input as classic
	berry := _yarn_alone({"version": "8", "read": true})
	count(not_frozen.deny) == 0 with input as berry
	unread := _yarn_alone({"read": false})
	count(not_frozen.deny) == 0 with input as unread
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
