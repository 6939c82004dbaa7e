package palisade.install.no_age_gate_test

import data.palisade.install.no_age_gate

_installer(tool, version, controls) := {
	"at": "package.json",
	"directory": ".",
	"tool": tool,
	"version": {"source": "package_manager", "least": version, "most": version},
	"controls": {entry.control: entry | some entry in controls},
}

_age(fields) := object.union({"control": "minimum_age", "state": "set", "values": []}, fields)

_default := _age({"state": "default"})

_set(seconds) := _age({"seconds": seconds, "at": ".npmrc#line=1"})

_facts(installers, settings) := {
	"installers": installers,
	"settings": settings,
	"pipelines": [],
	"target": {"collected_on": "2026-11-22"},
}

_setting(name, value, state) := {
	"at": ".npmrc#line=1",
	"tool": "npm",
	"name": name,
	"value": value,
	"control": {"min-release-age": "minimum_age", "min-release-age-exclude": "minimum_age_exclusions"}[name],
	"origin": {"layer": "project", "file": ".npmrc"},
	"in_force": {"state": state, "reason": "npm 10.9 has no such setting"},
}

_days(value, state) := object.union(
	_setting("min-release-age", value, state),
	{"seconds": to_number(value) * 86400},
)

_of(tool, file, name, value, seconds) := object.union(_days("0", "yes"), {
	"at": file,
	"tool": tool,
	"name": name,
	"value": value,
	"seconds": seconds,
	"origin": {"layer": "project", "file": file},
})

test_no_setting[tool] if {
	some tool, message in {
		"npm": "npm 11.19.1 installs versions of any age: no `min-release-age` is in force",
		"pnpm": "pnpm 11.19.1 installs versions of any age: no `minimumReleaseAge` is in force",
		"yarn": "yarn 11.19.1 installs versions of any age: no `npmMinimalAgeGate` is in force",
		"bun": "bun 11.19.1 installs versions of any age: no `minimumReleaseAge` is in force",
	}
	facts := _facts([_installer(tool, "11.19.1", [_default])], [])
	no_age_gate.deny == {{"msg": message, "at": "package.json", "related": []}} with input as facts
	count(no_age_gate.unknown) == 0 with input as facts
}

test_a_version_without_a_gate if {
	facts := _facts([_installer("yarn", "1.22.22", [_age({"state": "unsupported", "reason": "too old"})])], [])
	{violation.msg | some violation in no_age_gate.deny} == {
		"yarn 1.22.22 installs versions of any age: this version has no `npmMinimalAgeGate`",
	} with input as facts
}

test_a_setting_that_npm_ignores_is_pointed_out if {
	installer := _installer("npm", "10.9.4", [_age({"state": "unsupported"})])
	facts := _facts([installer], [_days("7", "no")])
	{violation.at | some violation in no_age_gate.deny} == {"package.json"} with input as facts
	{related | some violation in no_age_gate.deny; some related in violation.related} == {{
		"at": ".npmrc#line=1",
		"msg": "not in force: npm 10.9 has no such setting",
	}} with input as facts
}

_job(id, tool, frozen) := {
	"at": sprintf("ci.yml#/jobs/%s", [id]),
	"id": id,
	"installs": [object.union(
		{"at": "i", "step": 0, "tool": tool, "packages": [], "global": false, "directory": "."},
		frozen,
	)],
}

_in_job(id, installer) := object.union(installer, {
	"at": sprintf("ci.yml#/jobs/%s", [id]),
	"job": sprintf("ci.yml#/jobs/%s", [id]),
})

_jobs(jobs, installers) := object.union(
	_facts(installers, []),
	{"pipelines": [{"at": "ci.yml", "file": "ci.yml", "jobs": jobs}]},
)

test_jobs_that_resolve_are_reported_together if {
	old := _installer("npm", "10.9.4", [_age({"state": "unsupported"})])
	facts := _jobs(
		[_job("a", "npm", {"frozen": false}), _job("b", "npm", {"frozen": false}), _job("c", "npm", {"frozen": true})],
		[_in_job("a", old), _in_job("b", old), _in_job("c", old)],
	)
	no_age_gate.deny == {{
		"msg": concat("", [
			"npm 10.9.4 in job `a` and in one more place installs versions of any age: ",
			"this version has no `min-release-age`",
		]),
		"at": "ci.yml#/jobs/a",
		"related": [{"at": "ci.yml#/jobs/b", "msg": "and npm 10.9.4 in job `b`"}],
	}} with input as facts
}

test_jobs_that_keep_to_the_lockfile_do_not_count if {
	frozen := {"control": "frozen_lockfile", "state": "default", "enabled": true, "values": []}
	facts := _jobs(
		[_job("a", "npm", {"frozen": true}), _job("b", "pnpm", {})],
		[
			_in_job("a", _installer("npm", "10.9.4", [_default])),
			_in_job("b", _installer("pnpm", "10.1.0", [_default, frozen])),
		],
	)
	count(no_age_gate.deny) == 0 with input as facts
}

test_too_short[value] if {
	some value in ["0", "1"]
	seconds := to_number(value) * 86400
	facts := _facts([_installer("npm", "11.19.1", [_set(seconds)])], [_days(value, "yes")])
	no_age_gate.deny == {{
		"msg": sprintf("`min-release-age=%s` is less than the 2 days that a version must age", [value]),
		"at": ".npmrc#line=1",
	}} with input as facts with data.parameters.minimum_release_age as 172800
}

test_a_gate_that_is_switched_off if {
	age := _age({"seconds": 0, "at": ".yarnrc.yml#/npmMinimalAgeGate"})
	setting := _of("yarn", ".yarnrc.yml", "npmMinimalAgeGate", "0", 0)
	facts := _facts(
		[_installer("yarn", "4.17.1", [age])],
		[object.union(setting, {"at": ".yarnrc.yml#/npmMinimalAgeGate"})],
	)
	no_age_gate.deny == {{
		"msg": "`npmMinimalAgeGate: 0` is less than the 1 day that a version must age",
		"at": ".yarnrc.yml#/npmMinimalAgeGate",
	}} with input as facts
}

test_a_default_that_is_too_short if {
	facts := _facts([_installer("pnpm", "11.2.0", [_age({"state": "default", "seconds": 86400})])], [])
	{violation.msg | some violation in no_age_gate.deny} == {
		"pnpm 11.2.0 installs versions of any age: it waits 1 day by default, less than 3 days",
	} with input as facts with data.parameters.minimum_release_age as 259200
}

test_everything_excluded[pattern] if {
	some pattern in ["*", "**", "@acme/*, *"]
	facts := _facts(
		[_installer("npm", "11.19.1", [_set(259200)])],
		[_days("3", "yes"), _setting("min-release-age-exclude", pattern, "yes")],
	)
	{violation.msg | some violation in no_age_gate.deny} == {
		"every package is excluded from the minimum release age",
	} with input as facts
}

_unknown := _age({"state": "unknown", "reason": "nothing tells its version"})

test_unknown[note] if {
	some note, case in {
		"the version of npm": {
			"facts": _facts([_installer("npm", "11.1.0", [_unknown])], [_days("3", "unknown")]),
			"at": "package.json",
		},
		"the version of pnpm": {
			"facts": _facts([_installer("pnpm", "10.1.0", [_unknown])], []),
			"at": "package.json",
		},
		"a value that is no age": {
			"facts": _facts(
				[_installer("npm", "11.19.1", [_age({"at": ".npmrc#line=1", "value": "soon"})])],
				[_setting("min-release-age", "soon", "yes")],
			),
			"at": ".npmrc#line=1",
		},
	}
	denied := no_age_gate.deny with input as case.facts
	gaps := no_age_gate.unknown with input as case.facts
	[count(denied), {gap.at | some gap in gaps}] == [0, {case.at}]
}

test_no_version_of_npm_waits_by_itself if {
	facts := _facts([_installer("npm", "11.1.0", [_unknown])], [])
	{violation.at | some violation in no_age_gate.deny} == {"package.json"} with input as facts
}

_before(value) := {
	"control": "published_before",
	"state": "set",
	"value": value,
	"at": ".npmrc#line=2",
	"values": [],
}

test_a_date_that_lets_nothing_age[value] if {
	some value in ["2030-01-01", "2026-11-22", "2026-11-22T10:00:00Z"]
	facts := _facts([_installer("npm", "11.19.1", [_default, _before(value)])], [])
	{violation.msg | some violation in no_age_gate.deny} == {
		"npm 11.19.1 installs versions of any age: no `min-release-age` is in force",
	} with input as facts
}

test_a_date_beside_an_age[value] if {
	some value in ["2030-01-01", "2026-11-22", "2026-11-22T10:00:00Z"]
	beside := _facts([_installer("npm", "11.19.1", [_set(259200), _before(value)])], [_days("3", "yes")])
	{violation.at | some violation in no_age_gate.deny} == {".npmrc#line=2"} with input as beside
}

test_a_date_in_words if {
	facts := _facts([_installer("npm", "11.19.1", [_default, _before("last week")])], [])
	count(no_age_gate.deny) == 0 with input as facts
	{gap.at | some gap in no_age_gate.unknown} == {".npmrc#line=2"} with input as facts
}

test_clean[note] if {
	before := {"control": "published_before", "state": "set", "value": "2026-11-01", "at": "x", "values": []}
	some note, facts in {
		"three days": _facts([_installer("npm", "11.19.1", [_set(259200)])], [_days("3", "yes")]),
		"just enough": _facts([_installer("npm", "11.19.1", [_set(86400)])], [_days("1", "yes")]),
		"a date": _facts([_installer("npm", "11.19.1", [_default, before])], []),
		"own scope excluded": _facts([_installer("npm", "11.19.1", [_set(259200)])], [
			_days("3", "yes"),
			_setting("min-release-age-exclude", "@acme/*", "yes"),
		]),
		"the default of pnpm 11": _facts(
			[_installer("pnpm", "11.2.0", [_age({"state": "default", "seconds": 86400})])],
			[],
		),
		"three minutes, which are days in the wrong unit": _facts(
			[_installer("pnpm", "10.20.0", [_age({"seconds": 180, "at": "pnpm-workspace.yaml"})])],
			[_of("pnpm", "pnpm-workspace.yaml", "minimumReleaseAge", "3", 180)],
		),
		"no installer": _facts([], [_days("0", "no")]),
	}
	denied := no_age_gate.deny with input as facts
	gaps := no_age_gate.unknown with input as facts
	count(denied) + count(gaps) == 0
}
