package palisade.install.registry_differs_in_ci_test

import data.palisade.install.registry_differs_in_ci

_job := "ci.yml#/jobs/build"

_step(index) := {"at": sprintf("%s/steps/%d", [_job, index]), "index": index}

_pipelines(install_step) := [{"jobs": [{
	"at": _job,
	"id": "build",
	"steps": [_step(0), _step(1), _step(2)],
	"installs": [{
		"at": "x",
		"step": install_step,
		"tool": "npm",
		"global": false,
		"directory": ".",
	}],
}]}]

_with_url(index) := sprintf("%s/steps/%d/with/registry-url", [_job, index])

_corp := "https://npm.corp.example/"

_public := "https://registry.npm.example/"

# What the default registry comes to: by a setting, or by none.
_set(value, at) := {"control": "registry", "state": "set", "value": value, "at": at}

_unset := {"control": "registry", "state": "default"}

_installer(tool, fields, entry) := object.union(
	{
		"at": "package.json",
		"directory": ".",
		"tool": tool,
		"version": {"least": "11.19.1", "most": "11.19.1"},
		"controls": {entry.control: entry},
	},
	fields,
)

_clone(entry) := _installer("npm", {}, entry)

_in_job(entry) := _installer("npm", {"at": _job, "job": _job}, entry)

_facts(clone, job, install_step) := {
	"pipelines": _pipelines(install_step),
	"installers": [_clone(clone), _in_job(job)],
	"settings": [],
}

_scoped(value, at, origin) := {
	"at": at,
	"tool": "npm",
	"name": "registry",
	"control": "registry",
	"scope": "@acme",
	"value": value,
	"origin": origin,
	"in_force": {"state": "yes"},
}

_user := {"layer": "user", "file": "ci.yml", "job": _job}

_project := {"layer": "project", "file": ".npmrc"}

test_both_sides_are_named if {
	facts := _facts(_set(_corp, ".npmrc#line=1"), _set(_public, _with_url(0)), 1)
	registry_differs_in_ci.deny == {{
		"msg": concat("", [
			"npm 11.19.1 in job `build` installs packages from `registry.npm.example`, ",
			"a clone of the repository from `npm.corp.example`",
		]),
		"at": "ci.yml#/jobs/build/steps/0/with/registry-url",
		"related": [{"at": ".npmrc#line=1", "msg": "what a clone of the repository uses"}],
	}} with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
}

test_one_variable_for_many_jobs_is_one_finding if {
	entry := _set(_corp, "ci.yml#/env/NPM_CONFIG_REGISTRY")
	jobs := [{"at": sprintf("ci.yml#/jobs/%s", [id]), "id": id, "steps": [], "installs": []} | some id in ["a", "b", "c"]]
	facts := {
		"pipelines": [{"jobs": jobs}],
		"installers": array.concat(
			[_clone(_unset)],
			[_installer("npm", {"at": job.at, "job": job.at}, entry) | some job in jobs],
		),
		"settings": [],
	}
	registry_differs_in_ci.deny == {{
		"msg": concat("", [
			"npm 11.19.1 in job `a` and in 2 more places installs packages from `npm.corp.example`, ",
			"a clone of the repository from the public registry",
		]),
		"at": "ci.yml#/env/NPM_CONFIG_REGISTRY",
		"related": [
			{"at": "ci.yml#/jobs/b", "msg": "and npm 11.19.1 in job `b`"},
			{"at": "ci.yml#/jobs/c", "msg": "and npm 11.19.1 in job `c`"},
		],
	}} with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
}

test_a_job_whose_tool_reads_another_file if {
	berry := _installer("yarn", {"at": _job, "job": _job, "version": {"least": "4.5.0", "most": "4.5.0"}}, _unset)
	facts := {
		"pipelines": _pipelines(1),
		"installers": [_clone(_set(_corp, ".npmrc#line=1")), berry],
		"settings": [],
	}
	{[violation.at, violation.msg] | some violation in registry_differs_in_ci.deny} == {[
		_job,
		concat("", [
			"yarn 4.5.0 in job `build` installs packages from the public registry, ",
			"a clone of the repository from `npm.corp.example`",
		]),
	]} with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
}

test_a_scope_that_only_ci_maps if {
	scoped := _scoped(_corp, _with_url(0), _user)
	facts := object.union(_facts(_unset, _unset, 1), {"settings": [scoped]})
	registry_differs_in_ci.deny == {{
		"msg": concat("", [
			"npm 11.19.1 in job `build` installs `@acme` from `npm.corp.example`, ",
			"a clone of the repository from the public registry",
		]),
		"at": _with_url(0),
		"related": [],
	}} with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
}

test_unknown[note] if {
	why := "an expression of the CI decides"
	some note, facts in {
		"what the job uses": _facts(_unset, {"control": "registry", "state": "unknown", "reason": why, "at": _job}, 1),
		"what a clone uses": _facts(_set("${REGISTRY}", ".npmrc#line=1"), _set(_corp, _with_url(0)), 1),
	}
	count(registry_differs_in_ci.deny) == 0 with input as facts
		with data.parameters.registries as ["npm.corp.example"]
	count(registry_differs_in_ci.unknown) == 1 with input as facts
		with data.parameters.registries as ["npm.corp.example"]
}

test_clean[note] if {
	some note, facts in {
		"the public registry on both sides": _facts(_unset, _set(_public, _with_url(0)), 1),
		"the same private registry": _facts(
			_set(_corp, ".npmrc#line=1"),
			_set("https://npm.corp.example/repository/npm", _with_url(0)),
			1,
		),
		"one line for both": _facts(_set("${REGISTRY}", ".npmrc#line=1"), _set("${REGISTRY}", ".npmrc#line=1"), 1),
		"set after the install, to publish": _facts(_unset, _set(_corp, _with_url(2)), 1),
		"no install in the job": {
			"pipelines": [{"jobs": [{"at": _job, "id": "build", "steps": [_step(0)], "installs": []}]}],
			"installers": [_clone(_unset)],
			"settings": [_scoped(_corp, _with_url(0), _user)],
		},
		"no clone that installs": {
			"pipelines": _pipelines(1),
			"installers": [_in_job(_set(_corp, _with_url(0)))],
			"settings": [],
		},
		"a registry that is not declared": _facts(_unset, _set("https://npm.pkg.example", _with_url(0)), 1),
		"a scope by the private default": object.union(
			_facts(_set(_corp, ".npmrc#line=1"), _set(_corp, ".npmrc#line=1"), 1),
			{"settings": [_scoped(_corp, _with_url(0), _user)]},
		),
		"a scope mapped alike": object.union(
			_facts(_unset, _unset, 1),
			{"settings": [_scoped(_corp, ".npmrc#line=1", _project), _scoped(_corp, _with_url(0), _user)]},
		),
	}
	count(registry_differs_in_ci.deny) == 0 with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
	count(registry_differs_in_ci.unknown) == 0 with input as facts
}
