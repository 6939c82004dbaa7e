package palisade.publish.files_not_listed_test

import data.palisade.publish.files_not_listed

_package(fields) := object.union(
	{
		"at": "package.json",
		"directory": ".",
		"name": "@acme/widget",
		"publishable": true,
		"publish_config": {"at": "package.json#/publishConfig", "access": "public"},
		"workspaces": [],
		"scripts": [],
	},
	fields,
)

_found(manifest) := found if {
	found := files_not_listed.deny with input as {"pipelines": [], "packages": [manifest]}
}

test_package_without_a_list if {
	_found(_package({})) == {{
		"msg": "`@acme/widget` lists no `files`: npm packs all that no ignore file leaves out",
		"at": "package.json",
		"key": "files",
		"related": [],
	}}
}

test_packages_without_a_list_are_one_finding if {
	packages := [_package({"at": name, "directory": name, "name": name}) | some name in ["a", "b", "c"]]
	found := files_not_listed.deny with input as {"pipelines": [], "packages": packages}
	found == {{
		"msg": "`a` and 2 other packages list no `files`: npm packs all that no ignore file leaves out",
		"at": "a",
		"key": "files",
		"related": [{"at": name, "msg": sprintf("`%s` lists none either", [name])} | some name in ["b", "c"]],
	}}
	two := files_not_listed.deny with input as {"pipelines": [], "packages": array.slice(packages, 0, 2)}
	{violation.msg | some violation in two} == {
		"`a` and one other package list no `files`: npm packs all that no ignore file leaves out",
	}
}

test_list_of_everything[pattern] if {
	some pattern in ["*", "**/*", "."]
	_found(_package({"files": ["dist", pattern]})) == {{
		"msg": sprintf("the files of `@acme/widget` include `%s`, which is everything", [pattern]),
		"at": "package.json",
		"key": "files",
	}}
}

test_clean[note] if {
	some note, manifest in {
		"listed": _package({"files": ["dist", "!dist/**/*.map"]}),
		"nothing but the manifest": _package({"files": []}),
		"private": _package({"publishable": false}),
		"fixture": _package({"directory": "test/fixtures/app"}),
		"application": object.remove(_package({}), ["publish_config"]),
	}
	_found(manifest) == set()
}
