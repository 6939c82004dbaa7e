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
		"switched off": _facts([_root], [], [{
			"tool": "npm",
			"name": "package-lock",
			"value": "false",
			"origin": {"layer": "project", "file": ".npmrc"},
			"in_force": {"state": "yes"},
		}]),
	}
	count(missing.deny) == 0 with input as facts
}
