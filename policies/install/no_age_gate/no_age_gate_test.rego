package palisade.install.no_age_gate_test

import data.palisade.install.no_age_gate

_facts(settings) := {
	"packages": [{"at": "package.json", "directory": ".", "role": "root"}],
	"lockfiles": [{"at": "package-lock.json", "directory": ".", "kind": "package_lock"}],
	"settings": settings,
}

_setting(name, value, state) := {
	"at": ".npmrc#line=1",
	"tool": "npm",
	"name": name,
	"value": value,
	"in_force": {"state": state, "reason": "npm 10.9 has no such setting"},
}

test_no_setting if {
	no_age_gate.deny == {{
		"msg": "npm installs versions of any age here: no `min-release-age` is in force",
		"at": "package.json",
		"related": [],
	}} with input as _facts([])
}

test_a_setting_that_npm_ignores_is_pointed_out if {
	facts := _facts([_setting("min-release-age", "7", "no")])
	{violation.at | some violation in no_age_gate.deny} == {"package.json"} with input as facts
	{related | some violation in no_age_gate.deny; some related in violation.related} == {{
		"at": ".npmrc#line=1",
		"msg": "npm ignores this one: npm 10.9 has no such setting",
	}} with input as facts
}

test_too_short[value] if {
	some value in ["0", "0.5", "1"]
	{violation.at | some violation in no_age_gate.deny} == {".npmrc#line=1"} with input as _facts([_setting(
		"min-release-age",
		value,
		"yes",
	)])
		with data.parameters.minimum_release_age as 172800
}

test_everything_excluded if {
	facts := _facts([
		_setting("min-release-age", "3", "yes"),
		_setting("min-release-age-exclude", "*", "yes"),
	])
	{violation.msg | some violation in no_age_gate.deny} == {
		"every package is excluded from the minimum release age",
	} with input as facts
}

test_unknown[note] if {
	some note, setting in {
		"the version of npm": _setting("min-release-age", "3", "unknown"),
		"the value": _setting("min-release-age", "${AGE}", "yes"),
	}
	count(no_age_gate.deny) == 0 with input as _facts([setting])
	{violation.at | some violation in no_age_gate.unknown} == {".npmrc#line=1"} with input as _facts([setting])
}

test_clean[note] if {
	some note, facts in {
		"three days": _facts([_setting("min-release-age", "3", "yes")]),
		"just enough": _facts([_setting("min-release-age", "1", "yes")]),
		"a date": _facts([_setting("before", "2026-11-01", "yes")]),
		"own scope excluded": _facts([
			_setting("min-release-age", "3", "yes"),
			_setting("min-release-age-exclude", "@acme/*", "yes"),
		]),
		"pnpm's project": object.union(_facts([]), {"packages": [{
			"at": "package.json",
			"role": "root",
			"package_manager": {"name": "pnpm", "version": "10.1.0"},
		}]}),
		"no lockfile": object.union(_facts([]), {"lockfiles": []}),
	}
	count(no_age_gate.deny) == 0 with input as facts with data.parameters.minimum_release_age as 86400
	count(no_age_gate.unknown) == 0 with input as facts with data.parameters.minimum_release_age as 86400
}
