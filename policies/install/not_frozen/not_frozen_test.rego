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
	}} with input as facts
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
		"a proposal to update": _facts(
			_install({}),
			{"uses": {"action": "peter-evans/create-pull-request"}, "commands": []},
			"package_lock",
		),
	}
	count(not_frozen.deny) == 0 with input as facts
}
