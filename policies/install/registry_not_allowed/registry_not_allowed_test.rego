package palisade.install.registry_not_allowed_test

import data.palisade.install.registry_not_allowed

_setting(at, value) := {
	"at": at,
	"tool": "npm",
	"name": "registry",
	"control": "registry",
	"value": value,
	"origin": {"layer": "project", "file": ".npmrc"},
	"in_force": {"state": "yes"},
}

_in_job(value) := object.union(
	_setting("ci.yml#/jobs/test/steps/1/with/registry-url", value),
	{"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/test"}},
)

test_one_finding_for_the_host if {
	registry_not_allowed.deny == {{
		"msg": "`npm.pkg.example` is not among the declared registries (2 settings)",
		"at": ".npmrc#line=1",
		"related": [{"at": "ci.yml#/jobs/test/steps/1/with/registry-url", "msg": "named here too"}],
	}} with input as {"settings": [
		object.union(_setting(".npmrc#line=1", "https://npm.pkg.example"), {"scope": "@acme"}),
		_in_job("https://NPM.pkg.example/download/"),
		_setting(".npmrc#line=2", "https://registry.npm.example/"),
	]}
		with data.parameters.public_registries as ["npm.example"]
}

test_a_name_that_only_ends_alike if {
	registry_not_allowed.deny == {{
		"msg": "`evil-npm.example` is not among the declared registries",
		"at": ".npmrc#line=1",
		"related": [],
	}} with input as {"settings": [_setting(".npmrc#line=1", "https://user:secret@evil-npm.example/")]}
		with data.parameters.public_registries as ["npm.example"]
}

test_every_tool[note] if {
	some note, fields in {
		"Yarn": {"tool": "yarn", "name": "npmRegistryServer", "at": ".yarnrc.yml#/npmRegistryServer"},
		"bun": {"tool": "bun", "at": "bunfig.toml#/install/registry"},
	}
	facts := {"settings": [object.union(_setting("", "https://npm.pkg.example"), fields)]}
	{violation.at | some violation in registry_not_allowed.deny} == {fields.at} with input as facts
}

test_unknown[note] if {
	some note, setting in {
		"in force or not": object.union(
			_setting(".npmrc#line=1", "https://npm.pkg.example/"),
			{"in_force": {"state": "unknown"}},
		),
		"known at run time": _setting(".npmrc#line=1", "${NPM_REGISTRY}"),
	}
	facts := {"settings": [setting]}
	count(registry_not_allowed.deny) == 0 with input as facts
	{gap.at | some gap in registry_not_allowed.unknown} == {".npmrc#line=1"} with input as facts
}

test_clean[note] if {
	some note, setting in {
		"public": _setting(".npmrc#line=1", "https://registry.npm.example/"),
		"declared": _setting(".npmrc#line=1", "https://npm.corp.example/repository/npm/"),
		"a test's own": _in_job("http://localhost:4873"),
		"a service container": _in_job("http://verdaccio:4873"),
		"known at run time": _setting(".npmrc#line=1", "${NPM_REGISTRY}"),
		"not in force": object.union(
			_setting("pkg/.npmrc#line=1", "https://npm.pkg.example/"),
			{"in_force": {"state": "no"}},
		),
		"another setting": object.union(
			object.remove(_setting(".npmrc#line=1", "https://x.example"), ["control"]),
			{"name": "proxy"},
		),
	}
	count(registry_not_allowed.deny) == 0 with input as {"settings": [setting]}
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["corp.example"]
}
