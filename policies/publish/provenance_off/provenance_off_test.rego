package palisade.publish.provenance_off_test

import data.palisade.publish.provenance_off

_publish := {"at": "publish", "step": 0, "tool": "npm", "dry_run": false}

_pipeline(publish, variables, registry) := {"env": [], "jobs": [{
	"id": "publish",
	"env": variables,
	"steps": [{"index": 0, "env": [], "commands": [{"at": "publish", "deed": {"kind": "publish", "registry": registry}}]}],
	"publishes": [publish],
}]}

_repository(pipelines, packages, settings) := {"pipelines": pipelines, "packages": packages, "settings": settings}

_package(publish_config) := {
	"at": "package.json",
	"directory": ".",
	"name": "@acme/widget",
	"publishable": true,
	"publish_config": object.union({"at": "package.json#/publishConfig"}, publish_config),
	"workspaces": [],
	"scripts": [],
}

_setting(value) := {
	"at": ".npmrc#line=2",
	"name": "provenance",
	"value": value,
	"origin": {"layer": "project", "file": ".npmrc"},
	"in_force": {"state": "yes"},
}

_variable(value) := {"at": "variable", "name": "NPM_CONFIG_PROVENANCE", "value": value}

_off := object.union(_publish, {"provenance": false})

_found(repository) := found if {
	found := {[violation.at, violation.msg] | some violation in provenance_off.deny} with input as repository
		with data.parameters.public_registries as ["npm.example"]
}

test_flag if {
	_found(_repository([_pipeline(_off, [], "")], [], [])) == {[
		"publish",
		"`npm` publishes with provenance switched off",
	]}
}

test_variable_stands_for_the_publication if {
	_found(_repository([_pipeline(_off, [_variable("false")], "")], [], [])) == {[
		"variable",
		"`NPM_CONFIG_PROVENANCE` switches provenance off in job `publish`",
	]}
}

test_package if {
	found := provenance_off.deny with input as _repository([], [_package({"provenance": false})], [])
	found == {{
		"msg": "`@acme/widget` switches provenance off for every release",
		"at": "package.json#/publishConfig",
		"key": "provenance",
	}}
}

test_setting if {
	_found(_repository([], [_package({})], [_setting("false")])) == {[
		".npmrc#line=2",
		"`.npmrc` switches provenance off for every release",
	]}
}

test_clean[note] if {
	private := {"provenance": false, "registry": "https://npm.pkg.example/"}
	some note, repository in {
		"nothing said": _repository([_pipeline(_publish, [], "")], [_package({})], []),
		"asked for": _repository(
			[_pipeline(object.union(_publish, {"provenance": true}), [_variable("true")], "")],
			[_package({"provenance": true})],
			[_setting("true")],
		),
		"dry run": _repository([_pipeline(object.union(_off, {"dry_run": true}), [], "")], [], []),
		"another registry": _repository([_pipeline(_off, [], "https://npm.pkg.example/")], [_package(private)], []),
		"restricted": _repository([], [_package({"provenance": false, "access": "restricted"})], []),
		"never published": _repository([], [object.union(_package({"provenance": false}), {"publishable": false})], []),
		"setting where nothing is released": _repository([], [], [_setting("false")]),
	}
	_found(repository) == set()
}
