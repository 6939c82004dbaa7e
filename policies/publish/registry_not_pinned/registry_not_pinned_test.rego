package palisade.publish.registry_not_pinned_test

import data.palisade.publish.registry_not_pinned

_package(fields) := object.union(
	{
		"at": "package.json",
		"directory": ".",
		"name": "@acme/billing",
		"scope": "@acme",
		"publishable": true,
		"files": ["dist"],
		"workspaces": [],
		"scripts": [],
	},
	fields,
)

_config(fields) := {"publish_config": object.union({"at": "package.json#/publishConfig"}, fields)}

_denied(fields, scopes) := found if {
	found := registry_not_pinned.deny with input as {"pipelines": [], "packages": [_package(fields)]}
		with data.parameters.internal_scopes as scopes
		with data.parameters.public_registries as ["npm.example"]
}

test_restricted_package if {
	_denied(_config({"access": "restricted"}), []) == {{
		"msg": "`@acme/billing` is restricted, and nothing keeps it from being published to the public registry",
		"at": "package.json#/publishConfig",
		"key": ["registry"],
	}}
}

test_package_of_an_internal_scope if {
	_denied({}, ["@acme"]) == {{
		"msg": "`@acme/billing` is in an internal scope, and nothing keeps it from being published to the public registry",
		"at": "package.json",
		"key": ["publishConfig"],
	}}
}

test_internal_package_for_a_public_registry if {
	_denied(_config({"registry": "https://registry.npm.example/"}), ["@acme"]) == {{
		"msg": "`@acme/billing` is internal, and `publishConfig` sends it to a public registry",
		"at": "package.json#/publishConfig",
		"key": "registry",
	}}
}

test_clean[note] if {
	some note, tc in {
		"pinned": {"fields": _config({"access": "restricted", "registry": "https://npm.corp.example/"}), "scopes": ["@acme"]},
		"public": {"fields": _config({"access": "public"}), "scopes": []},
		"says nothing": {"fields": {}, "scopes": []},
		"another scope": {"fields": {}, "scopes": ["@other"]},
		"private": {"fields": {"publishable": false}, "scopes": ["@acme"]},
		"example": {"fields": {"directory": "examples/basic"}, "scopes": ["@acme"]},
	}
	_denied(tc.fields, tc.scopes) == set()
}

_advised(packages, jobs) := found if {
	found := registry_not_pinned.warn with input as {"pipelines": [{"jobs": jobs}], "packages": packages}
		with data.parameters.internal_scopes as []
}

test_access_that_nothing_says_is_one_piece_of_advice if {
	one := _package({"at": "a", "name": "@acme/a"})
	packages := [one, _package({"at": "b", "name": "@acme/b"}), _package({"at": "c", "name": "@acme/c"})]
	_advised(packages, []) == {{
		"msg": "`@acme/a` and 2 other packages do not say who may read them: write `publishConfig.access`",
		"at": "a",
		"key": ["publishConfig", "access"],
		"related": [{"at": "b", "msg": "nor does `@acme/b`"}, {"at": "c", "msg": "nor does `@acme/c`"}],
	}}
	{advice.msg | some advice in _advised([one], [])} == {
		"`@acme/a` does not say who may read it: write `publishConfig.access`",
	}
}

test_access_that_is_said[note] if {
	publish := {"deed": {"kind": "publish", "tool": "npm"}, "flags": {"--access": "public"}}
	changeset := {"deed": {"kind": "publish", "tool": "changeset"}, "flags": {}}
	script := {"name": "release", "commands": [changeset]}
	step := {"index": 0, "commands": [publish]}
	action := {"step": 0, "tool": "changesets/action", "dry_run": false}
	some note, tc in {
		"in the manifest": {"fields": _config({"access": "public"}), "jobs": []},
		"a registry of its own": {"fields": _config({"registry": "https://npm.corp.example/"}), "jobs": []},
		"on the command line": {"fields": {}, "jobs": [{"steps": [step], "publishes": []}]},
		"in the configuration of changesets": {"fields": {"scripts": [script]}, "jobs": []},
		"by the action for changesets": {"fields": {}, "jobs": [{"steps": [], "publishes": [action]}]},
	}
	_advised([_package(tc.fields)], tc.jobs) == set()
}
