package palisade.publish.repository_url_missing_test

import data.palisade.publish.repository_url_missing

_package(fields) := object.union(
	{
		"at": "packages/widget/package.json",
		"directory": "packages/widget",
		"name": "@acme/widget",
		"publishable": true,
		"files": ["dist"],
		"workspaces": [],
		"scripts": [],
	},
	fields,
)

_found(fields) := found if {
	found := repository_url_missing.deny with input as {"pipelines": [], "packages": [_package(fields)]}
		with data.parameters.public_registries as ["npm.example"]
}

test_package_without_a_repository if {
	_found({}) == {{
		"msg": "`@acme/widget` is published and does not say which repository it comes from",
		"at": "packages/widget/package.json",
		"key": "repository",
	}}
}

test_empty_url if {
	found := _found({"repository": {"at": "x", "url": ""}})
	{violation.at | some violation in found} == {"packages/widget/package.json"}
}

test_package_for_a_public_registry if {
	count(_found({"publish_config": {"at": "x", "registry": "https://registry.npm.example/"}})) == 1
}

test_clean[note] if {
	some note, fields in {
		"named": {"repository": {"at": "x", "url": "git+https://github.com/acme/widget.git"}},
		"shorthand": {"repository": {"at": "x", "url": "acme/widget"}},
		"private": {"publishable": false},
		"example": {"directory": "examples/basic"},
		"registry of the company": {"publish_config": {"at": "x", "registry": "https://npm.corp.example/"}},
	}
	_found(fields) == set()
}
