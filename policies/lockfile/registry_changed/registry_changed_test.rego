package palisade.lockfile.registry_changed_test

import data.palisade.lockfile.registry_changed

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_moved(name, fields) := object.union(
	{
		"at": _at(name),
		"kind": "host_changed",
		"name": name,
		"lockfile": "package_lock",
		"direct": false,
		"before": "registry.npm.example",
		"after": "npm.evil.example",
		"version": "1.0.0",
	},
	fields,
)

_set(fields) := object.union({"at": ".npmrc#line=1", "tool": "npm", "name": "registry"}, fields)

_found(packages, settings) := found if {
	found := registry_changed.deny with input as {"changes": {"packages": packages, "settings": settings}}
		with data.parameters.public_registries as ["npm.example", "mirror.example"]
		with data.parameters.registries as ["npm.corp.example"]
}

test_packages_that_moved_alike_are_one_finding if {
	_found([_moved("a", {}), _moved("b", {}), _moved("c", {"after": "x.example"})], []) == {
		{
			"msg": "`a` like one other package is fetched from `npm.evil.example`, and was from `registry.npm.example`",
			"at": _at("a"),
			"key": "resolved",
			"related": [{"at": _at("b"), "msg": "so is `b`"}],
		},
		{
			"msg": "`c` is fetched from `x.example`, and was from `registry.npm.example`",
			"at": _at("c"),
			"key": "resolved",
			"related": [],
		},
	}
}

test_an_address_where_none_was if {
	change := object.remove(_moved("a", {"lockfile": "pnpm_lock"}), ["before"])
	{[violation.msg, violation.key] | some violation in _found([change], [])} == {[
		"`a` is fetched from `npm.evil.example`, and was from the configured registry",
		["resolution", "tarball"],
	]}
}

test_a_package_that_leaves_the_registry if {
	change := {"kind": "source_changed", "before": "registry", "after": "file"}
	_found([_moved("a", change)], []) == {{
		"msg": "`a` comes from a file of the repository, and came from a registry before",
		"at": _at("a"),
		"key": "resolved",
	}}
	every after in ["link", "workspace", "patch"] {
		count(_found([_moved("a", object.union(change, {"after": after}))], [])) == 0
	}
}

# Where nothing is written in the lockfile, the configured registry is asked.
test_public_addresses_beside_a_private_default if {
	change := object.remove(_moved("a", {"after": "registry.npm.example"}), ["before"])
	setting := {
		"control": "registry",
		"value": "https://npm.corp.example/",
		"in_force": {"state": "yes"},
	}
	facts := {"changes": {"packages": [change], "settings": []}, "settings": [setting]}
	{violation.at | some violation in registry_changed.deny} == {_at("a")} with input as facts
		with data.parameters.public_registries as ["npm.example"]
}

test_settings[note] if {
	some note, case in {
		"another registry": [
			{"kind": "altered", "before": "https://npm.corp.example/", "after": "https://x.example/"},
			"`registry` is `https://x.example/` now, and was `https://npm.corp.example/` before",
		],
		"a registry for a scope": [
			{"kind": "added", "scope": "@acme", "after": "https://x.example/"},
			"`registry` of `@acme` is `https://x.example/` now, and was not set before",
		],
		"none for a scope": [
			{"kind": "removed", "scope": "@acme", "before": "https://npm.corp.example/"},
			"`registry` of `@acme` is not set now, and was `https://npm.corp.example/` before",
		],
		"the public one instead of ours": [
			{"kind": "altered", "before": "https://npm.corp.example/", "after": "https://registry.npm.example/"},
			"`registry` is `https://registry.npm.example/` now, and was `https://npm.corp.example/` before",
		],
		"a variable": [
			{"kind": "altered", "before": "https://npm.corp.example/", "after": "${REGISTRY}"},
			"`registry` is `${REGISTRY}` now, and was `https://npm.corp.example/` before",
		],
	}
	{[violation.at, violation.msg] | some violation in _found([], [_set(case[0])])} == {[".npmrc#line=1", case[1]]}
}

test_clean[note] if {
	some note, case in {
		"between public registries": [[_moved("a", {"after": "mirror.example"})], []],
		"to a declared one": [[_moved("a", {"after": "npm.corp.example"})], []],
		"addresses are written now": [
			[object.remove(_moved("a", {"after": "registry.npm.example"}), ["before"])],
			[],
		],
		"another version": [[_moved("a", {"kind": "upgraded", "before": "1.0.0", "after": "1.1.0"})], []],
		"the public registry, said aloud": [[], [_set({"kind": "added", "after": "https://registry.npm.example"})]],
		"a declared registry for a scope": [
			[],
			[_set({"kind": "added", "scope": "@acme", "after": "https://npm.corp.example/"})],
		],
		"the same host, another path": [
			[],
			[_set({"kind": "altered", "before": "https://x.example/a", "after": "https://x.example/b"})],
		],
		"another setting": [[], [_set({"kind": "altered", "name": "fund", "before": "true", "after": "false"})]],
		"a job's": [
			[],
			[_set({"at": ".github/workflows/ci.yml#/jobs/a", "kind": "added", "after": "https://x.example/"})],
		],
	}
	count(_found(case[0], case[1])) == 0
}
