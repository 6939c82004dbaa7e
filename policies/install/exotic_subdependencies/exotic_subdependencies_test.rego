package palisade.install.exotic_subdependencies_test

import data.palisade.install.exotic_subdependencies

_pnpm(version, entry) := {
	"at": "package.json",
	"directory": ".",
	"tool": "pnpm",
	"version": {"least": version, "most": version},
	"controls": {"exotic_subdependencies_blocked": entry},
}

_in_job(id, installer) := object.union(
	installer,
	{"at": sprintf("ci.yml#/jobs/%s", [id]), "job": sprintf("ci.yml#/jobs/%s", [id])},
)

_pipelines := [{"jobs": [{"at": sprintf("ci.yml#/jobs/%s", [id]), "id": id} | some id in ["test", "lint"]]}]

_off := {"state": "set", "enabled": false, "at": "pnpm-workspace.yaml#/blockExoticSubdeps"}

_locked(fields) := object.union(
	{
		"at": "package-lock.json",
		"directory": ".",
		"kind": "package_lock",
		"groups": {"exceptions": [{"key": "git", "count": 2, "sample": [
			{"at": "package-lock.json#/packages/node_modules~1theme", "name": "theme"},
			{"at": "package-lock.json#/packages/node_modules~1palette", "name": "palette"},
		]}]},
	},
	fields,
)

_manifest(names, source) := {
	"directory": ".",
	"dependencies": [{"name": name, "source": {"kind": source}} | some name in names],
	"overrides": [],
}

test_the_setting_is_the_cause if {
	pnpm := _pnpm("11.3.0", _off)
	exotic_subdependencies.deny == {{
		"msg": concat("", [
			"pnpm 11.3.0 and in one more place lets dependencies bring packages from git and URLs: ",
			"`blockExoticSubdeps` is off",
		]),
		"at": "pnpm-workspace.yaml#/blockExoticSubdeps",
		"related": [{"at": "ci.yml#/jobs/test", "msg": "and pnpm 11.3.0 in job `test`"}],
	}} with input as {"installers": [pnpm, _in_job("test", pnpm)], "pipelines": _pipelines}
}

test_off_by_default if {
	old := _pnpm("10.28.0", {"state": "default", "enabled": false})
	unheard := {
		"at": "package.json#/pnpm/blockExoticSubdeps",
		"tool": "pnpm",
		"control": "exotic_subdependencies_blocked",
		"in_force": {"state": "no", "reason": "pnpm 10.28 reads pnpm-workspace.yaml"},
	}
	exotic_subdependencies.deny == {{
		"msg": concat("", [
			"pnpm 10.28.0 in job `lint` and in one more place lets dependencies bring packages from git and URLs: ",
			"`blockExoticSubdeps` is off by default",
		]),
		"at": "ci.yml#/jobs/lint",
		"related": [
			{"at": "ci.yml#/jobs/test", "msg": "and pnpm 10.28.0 in job `test`"},
			{"at": unheard.at, "msg": "not in force: pnpm 10.28 reads pnpm-workspace.yaml"},
		],
	}} with input as {
		"installers": [_in_job("lint", old), _in_job("test", old)],
		"pipelines": _pipelines,
		"settings": [unheard],
	}
}

test_a_version_without_it_is_low if {
	pnpm := _pnpm("9.15.0", {"state": "unsupported", "reason": "pnpm reads it since 10.26"})
	exotic_subdependencies.deny == {{
		"msg": concat("", [
			"pnpm 9.15.0 lets dependencies bring packages from git and URLs: ",
			"this version has no `blockExoticSubdeps`",
		]),
		"at": "package.json",
		"severity": "low",
		"related": [],
	}} with input as {"installers": [pnpm], "settings": []}
}

test_what_a_lockfile_has_from_a_file if {
	sample := [{"at": "package-lock.json#/packages/node_modules~1theme", "name": "theme"}]
	exceptions := {"groups": {"exceptions": [{"key": "file", "count": 1, "sample": sample}]}}
	facts := {"lockfiles": [_locked(exceptions)], "packages": [_manifest(["theme"], "registry")]}
	{violation.msg | some violation in exotic_subdependencies.deny} == {
		"`theme` comes from a file that no manifest of the project asks for",
	} with input as facts
	count(exotic_subdependencies.deny) == 0 with input as object.union(facts, {"packages": [_manifest(["theme"], "file")]})
}

test_what_a_group_does_not_name_is_unknown if {
	sample := [{"at": "package-lock.json#/packages/node_modules~1theme", "name": "theme"}]
	facts := {
		"lockfiles": [_locked({"groups": {"exceptions": [{"key": "git", "count": 21, "sample": sample}]}})],
		"packages": [_manifest(["theme"], "git")],
	}
	count(exotic_subdependencies.deny) == 0 with input as facts
	{gap.msg | some gap in exotic_subdependencies.unknown} == {
		"of the 21 packages that come from a git repository, 1 were looked at",
	} with input as facts
}

test_what_a_lockfile_has_from_git if {
	exotic_subdependencies.deny == {{
		"msg": "`theme` comes from a git repository that no manifest of the project asks for",
		"at": "package-lock.json#/packages/node_modules~1theme",
		"key": "resolved",
		"related": [{"at": "package-lock.json#/packages/node_modules~1palette", "msg": "so does `palette`"}],
	}} with input as {"lockfiles": [_locked({})], "packages": [_manifest(["theme"], "registry")]}
}

test_unknown if {
	pnpm := _pnpm("10.0.0", {"state": "unknown", "reason": "pnpm 10 is used, and only 10.26 knows it"})
	count(exotic_subdependencies.deny) == 0 with input as {"installers": [pnpm]}
	exotic_subdependencies.unknown == {{
		"msg": "pnpm 10.0.0: pnpm 10 is used, and only 10.26 knows it",
		"at": "package.json",
	}} with input as {"installers": [pnpm]}
}

test_clean[note] if {
	swapped := object.union(_manifest(["theme"], "git"), {"overrides": [{
		"selector": "widget>palette",
		"source": {"kind": "git"},
	}]})
	some note, facts in {
		"by default": {"installers": [_pnpm("11.3.0", {"state": "default", "enabled": true})]},
		"by a setting": {"installers": [_pnpm("10.28.0", object.union(_off, {"enabled": true}))]},
		"another tool": {"installers": [{"at": "package.json", "directory": ".", "tool": "npm", "controls": {}}]},
		"an example": {"installers": [object.union(_pnpm("11.3.0", _off), {"directory": "examples/basic"})]},
		"asked for by the project": {"lockfiles": [_locked({})], "packages": [_manifest(["palette", "theme"], "git")]},
		"swapped by the project": {"lockfiles": [_locked({})], "packages": [swapped]},
		"a lockfile that nothing reads": {"lockfiles": [_locked({"in_use": false})], "packages": []},
		"a lockfile without git": {"lockfiles": [_locked({"groups": {"exceptions": []}})], "packages": []},
		"nothing": {"installers": [], "lockfiles": []},
	}
	count(exotic_subdependencies.deny) == 0 with input as facts
	count(exotic_subdependencies.unknown) == 0 with input as facts
}

test_allowed_by_name if {
	facts := {"lockfiles": [_locked({})], "packages": []}
	count(exotic_subdependencies.deny) == 0 with input as facts
		with data.parameters.allowed_git_dependencies as ["palette", "theme"]
}
