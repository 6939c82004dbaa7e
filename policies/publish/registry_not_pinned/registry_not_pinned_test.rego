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

_advised(fields) := found if {
	found := registry_not_pinned.warn with input as {"pipelines": [], "packages": [_package(fields)]}
		with data.parameters.internal_scopes as []
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
		"another scope": {"fields": {}, "scopes": ["@other"]},
		"private": {"fields": {"publishable": false}, "scopes": ["@acme"]},
		"example": {"fields": {"directory": "examples/basic"}, "scopes": ["@acme"]},
	}
	_denied(tc.fields, tc.scopes) == set()
}

test_access_that_is_not_said_is_advice if {
	found := _advised({})
	[[advice.at, advice.key] | some advice in found] == [["package.json", ["publishConfig", "access"]]]
	beside := _advised(_config({"tag": "next"}))
	[[advice.at, advice.key] | some advice in beside] == [["package.json#/publishConfig", ["access"]]]
}

test_access_that_is_said if {
	_advised(_config({"access": "public"})) == set()
	_advised(_config({"registry": "https://npm.corp.example/"})) == set()
}
