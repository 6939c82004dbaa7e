package palisade.install.registry_differs_in_ci_test

import data.palisade.install.registry_differs_in_ci

_job := "ci.yml#/jobs/build"

_step(index) := {"at": sprintf("%s/steps/%d", [_job, index]), "index": index}

_pipelines(install_step) := [{"jobs": [{
	"at": _job,
	"id": "build",
	"steps": [_step(0), _step(1), _step(2)],
	"installs": [{"at": "x", "step": install_step, "tool": "npm", "global": false}],
}]}]

_setting(at, value, origin) := {
	"at": at,
	"tool": "npm",
	"name": "registry",
	"value": value,
	"origin": origin,
	"in_force": {"state": "yes"},
}

_in_step(index, value) := _setting(
	sprintf("%s/steps/%d/with/registry-url", [_job, index]),
	value,
	{"layer": "user", "file": "ci.yml", "job": _job},
)

_project(value) := _setting(".npmrc#line=1", value, {"layer": "project", "file": ".npmrc"})

_corp := "https://npm.corp.example/"

_public := "https://registry.npm.example/"

test_both_sides_are_named if {
	registry_differs_in_ci.deny == {{
		"msg": "job `build` installs packages from `registry.npm.example`, a clone of the repository from `npm.corp.example`",
		"at": "ci.yml#/jobs/build/steps/0/with/registry-url",
		"related": [{"at": ".npmrc#line=1", "msg": "what a clone of the repository uses"}],
	}} with input as {"pipelines": _pipelines(1), "settings": [_project(_corp), _in_step(0, _public)]}
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
}

test_a_scope_that_only_ci_maps if {
	scoped := object.union(_in_step(0, _corp), {"scope": "@acme"})
	{violation.msg | some violation in registry_differs_in_ci.deny} == {
		"job `build` installs `@acme` from `npm.corp.example`, a clone of the repository from the public registry",
	} with input as {"pipelines": _pipelines(1), "settings": [scoped]}
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
}

test_clean[note] if {
	some note, facts in {
		"the public registry on both sides": {"pipelines": _pipelines(1), "settings": [_in_step(0, _public)]},
		"the same private registry": {
			"pipelines": _pipelines(1),
			"settings": [_project(_corp), _in_step(0, "https://npm.corp.example/repository/npm")],
		},
		"set after the install, to publish": {"pipelines": _pipelines(1), "settings": [_in_step(2, _corp)]},
		"no install in the job": {
			"pipelines": [{"jobs": [{"at": _job, "id": "build", "steps": [_step(0)], "installs": []}]}],
			"settings": [_in_step(0, _corp)],
		},
		"the environment decides locally": {
			"pipelines": _pipelines(1),
			"settings": [_project("${REGISTRY}"), _in_step(0, _corp)],
		},
		"a registry that is not declared": {
			"pipelines": _pipelines(1),
			"settings": [_in_step(0, "https://npm.pkg.example")],
		},
		"a scope by the private default": {
			"pipelines": _pipelines(1),
			"settings": [_project(_corp), object.union(_in_step(0, _corp), {"scope": "@acme"})],
		},
	}
	count(registry_differs_in_ci.deny) == 0 with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
}
