package palisade.lockfile.missing_test

import data.palisade.lockfile.missing

_package(role, kind, source) := {
	"at": "package.json",
	"role": role,
	"dependencies": [{"name": "left-pad", "kind": kind, "source": {"kind": source}}],
}

_facts(packages, lockfiles, settings) := {"packages": packages, "lockfiles": lockfiles, "settings": settings}

_root := _package("root", "production", "registry")

_bare_root := {"at": "package.json", "role": "root", "directory": ".", "dependencies": []}

_member := object.union(_package("member", "production", "registry"), {"directory": "packages/a"})

test_a_root_without_lockfile if {
	missing.deny == {{
		"msg": "dependencies are asked for, and no lockfile pins them",
		"at": "package.json",
		"key": "dependencies",
		"mark": "key",
	}} with input as _facts([_root], [], [])
}

test_reported[note] if {
	some note, facts in {
		"only a member has dependencies": _facts(
			[
				{"at": "package.json", "role": "root", "dependencies": []},
				_package("member", "development", "catalog"),
			],
			[],
			[],
		),
		"a member of npm with a lockfile of its own": _facts(
			[_bare_root, _member],
			[{"directory": "packages/a", "kind": "package_lock"}],
			[],
		),
		"a member without one": _facts(
			[_bare_root, _member, object.union(_member, {"directory": "packages/b"})],
			[{"directory": "packages/a", "kind": "pnpm_lock"}],
			[],
		),
		"a lockfile of an example": _facts([_root], [{"directory": "examples/basic", "kind": "package_lock"}], []),
	}
	{violation.at | some violation in missing.deny} == {"package.json"} with input as facts
}

test_a_lockfile_of_another_tool if {
	npm := {"at": "package-lock.json", "directory": ".", "kind": "package_lock", "read": true, "in_use": false}
	pnpm := {"at": "package.json", "directory": ".", "tool": "pnpm", "version": {}, "controls": {}}
	facts := object.union(_facts([_root], [npm], []), {"installers": [pnpm]})
	missing.deny == {{
		"msg": "dependencies are asked for, and no lockfile of pnpm pins them",
		"at": "package.json",
		"key": "dependencies",
		"mark": "key",
		"related": [{"at": "package-lock.json", "msg": "pnpm does not read this one"}],
	}} with input as facts

	# One of its own beside it: that is `lockfile.several`.
	own := {"at": "pnpm-lock.yaml", "directory": ".", "kind": "pnpm_lock", "in_use": true}
	both := object.union(facts, {"lockfiles": [npm, own]})
	count(missing.deny) == 0 with input as both

	# One of its own that it passes by.
	shrinkwrap := {"at": "npm-shrinkwrap.json", "directory": ".", "kind": "npm_shrinkwrap", "in_use": false}
	passed := object.union(facts, {"lockfiles": [shrinkwrap], "installers": [object.union(pnpm, {"tool": "npm"})]})
	count(missing.deny) == 0 with input as passed
}

test_clean[note] if {
	some note, facts in {
		"npm": _facts([_root], [{"directory": ".", "kind": "package_lock", "read": true}], []),
		"not readable": _facts([_root], [{"directory": ".", "kind": "yarn_lock", "read": false}], []),
		"of a branch of pnpm": _facts(
			[_root],
			[{"at": "pnpm-lock.main.yaml", "directory": ".", "kind": "pnpm_lock", "read": true}],
			[],
		),
		"one for each member, of pnpm": _facts(
			[_bare_root, _member],
			[{"directory": "packages/a", "kind": "pnpm_lock"}],
			[],
		),
		"peers only": _facts([_package("root", "peer", "registry")], [], []),
		"files only": _facts([_package("root", "production", "file")], [], []),
		"an example": _facts([_package("standalone", "production", "registry")], [], []),
		"switched off for pnpm": _facts([_root], [], [{
			"tool": "pnpm",
			"name": "lockfile",
			"control": "lockfile",
			"enabled": false,
			"origin": {"layer": "project", "file": "pnpm-workspace.yaml"},
			"in_force": {"state": "yes"},
		}]),
		"switched off": _facts([_root], [], [{
			"tool": "npm",
			"name": "package-lock",
			"control": "lockfile",
			"value": "false",
			"enabled": false,
			"origin": {"layer": "project", "file": ".npmrc"},
			"in_force": {"state": "yes"},
		}]),
	}
	count(missing.deny) == 0 with input as facts
}
