package palisade.install.dead_setting_test

import data.palisade.install.dead_setting

_installer(tool, version, controls) := {
	"at": "package.json",
	"directory": ".",
	"tool": tool,
	"version": {"source": "package_manager", "least": version, "most": version},
	"controls": {entry.control: entry | some entry in controls},
}

_setting(fields) := object.union(
	{
		"at": ".npmrc#line=1",
		"tool": "npm",
		"name": "min-release-age",
		"value": "3",
		"list": false,
		"control": "minimum_age",
		"seconds": 259200,
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": "no", "reason": "npm 10.9.4 does not know it: npm reads it since 11.10"},
	},
	fields,
)

_facts(installers, settings) := {"installers": installers, "settings": settings, "packages": []}

_npm(settings) := _facts([_installer("npm", "10.9.4", [])], settings)

test_a_version_that_is_too_old if {
	dead_setting.deny == {{
		"msg": "`min-release-age=3` has no effect: npm 10.9.4 does not know it: npm reads it since 11.10",
		"at": ".npmrc#line=1",
		"severity": "high",
		"related": [],
	}} with input as _npm([_setting({})])
}

_switch(control, enabled) := object.remove(
	_setting({"control": control, "enabled": enabled, "name": control, "value": "x"}),
	["seconds"],
)

_word(control, value) := object.remove(_setting({"control": control, "name": control, "value": value}), ["seconds"])

test_settings_that_protect[note] if {
	some note, setting in {
		"no scripts": _switch("install_scripts", false),
		"unreviewed scripts fail": _switch("unreviewed_scripts_fail", true),
		"frozen": _switch("frozen_lockfile", true),
		"hardened": _switch("hardened_mode", true),
		"exotic": _switch("exotic_subdependencies_blocked", true),
		"no git": _word("git_dependencies", "none"),
		"no downgrade": _word("trust_policy", "no-downgrade"),
		"a date": _word("published_before", "2026-11-01"),
		"an age from the environment": object.remove(_setting({"value": "${AGE}"}), ["seconds"]),
		"a member's file": _setting({"origin": {"layer": "member", "file": "packages/a/.npmrc"}}),
	}
	count(dead_setting.deny) == 1 with input as _npm([setting])
}

_listed(index, name) := _setting({
	"at": sprintf("package.json#/pnpm/onlyBuiltDependencies/%d", [index]),
	"tool": "pnpm",
	"name": "onlyBuiltDependencies",
	"value": name,
	"list": true,
	"control": "script_allow_list",
	"origin": {"layer": "project", "file": "package.json"},
	"in_force": {"state": "no", "reason": "pnpm 11.2.0 reads nothing below `pnpm` in package.json"},
})

test_the_entries_of_a_list_are_one_setting if {
	facts := _facts([_installer("pnpm", "11.2.0", [])], [_listed(0, "esbuild"), _listed(1, "sharp"), _listed(2, "msw")])
	[violation.msg | some violation in dead_setting.deny] == [concat("", [
		"`onlyBuiltDependencies: esbuild` and 2 more have no effect: ",
		"pnpm 11.2.0 reads nothing below `pnpm` in package.json",
	])] with input as facts
	[place.at | some violation in dead_setting.deny; some place in violation.related] == [
		"package.json#/pnpm/onlyBuiltDependencies/1",
		"package.json#/pnpm/onlyBuiltDependencies/2",
	] with input as facts
}

_pnpm_age(fields) := _setting(object.union(
	{"tool": "pnpm", "name": "minimum-release-age", "value": "4320"},
	fields,
))

test_a_leftover_is_less_grave if {
	living := _pnpm_age({
		"at": "pnpm-workspace.yaml#/minimumReleaseAge",
		"name": "minimumReleaseAge",
		"origin": {"layer": "project", "file": "pnpm-workspace.yaml"},
		"in_force": {"state": "yes"},
	})
	facts := _facts([_installer("pnpm", "11.2.0", [])], [_pnpm_age({}), living])
	[violation.severity | some violation in dead_setting.deny] == ["low"] with input as facts
	[place | some violation in dead_setting.deny; some place in violation.related] == [{
		"at": "pnpm-workspace.yaml#/minimumReleaseAge",
		"msg": "`minimumReleaseAge: 4320` is in force",
	}] with input as facts
}

test_scripts_that_are_off_all_the_same[version] if {
	some version, case in {
		"9.15.0": {"enabled": true, "severity": "high"},
		"11.2.0": {"enabled": false, "severity": "low"},
	}
	control := {"control": "install_scripts", "state": "default", "enabled": case.enabled, "values": []}
	setting := object.union(_switch("install_scripts", false), {"name": "ignore-scripts", "value": "true"})
	facts := _facts([_installer("pnpm", version, [control])], [setting])
	[violation.severity | some violation in dead_setting.deny] == [case.severity] with input as facts
}

_in_job(setting, job) := object.union(setting, {
	"at": "ci.yml#/env/npm_config_min_release_age",
	"origin": {"layer": "environment", "file": "ci.yml", "job": job},
})

test_a_variable_that_one_job_obeys_lives if {
	old := object.union(_installer("npm", "10.9.4", []), {"job": "a"})
	new := object.union(_installer("npm", "11.19.1", []), {"job": "b"})
	ignored := _in_job(_setting({}), "a")
	heard := object.union(_in_job(_setting({}), "b"), {"in_force": {"state": "yes"}})
	count(dead_setting.deny) == 0 with input as _facts([old, new], [ignored, heard])
	{violation.at | some violation in dead_setting.deny} == {
		"ci.yml#/env/npm_config_min_release_age",
	} with input as _facts([old], [ignored])
}

_reviewed(state) := {
	"installers": [_installer("npm", "10.9.4", [{"control": "script_allow_list", "state": state, "values": []}])],
	"settings": [],
	"packages": [{"role": "root", "directory": ".", "allowed_scripts": [{
		"at": "package.json#/allowScripts/esbuild@0.25.1",
		"list": "allowScripts",
		"key": "esbuild@0.25.1",
		"allowed": true,
	}]}],
}

test_a_list_that_npm_does_not_read if {
	dead_setting.deny == {{
		"msg": "`allowScripts` has no effect: npm 10.9.4 does not read it",
		"at": "package.json#/allowScripts/esbuild@0.25.1",
		"mark": "key",
	}} with input as _reviewed("unsupported")
	count(dead_setting.deny) == 0 with input as _reviewed("set")
}

_age(tool, file, name, value, seconds) := _setting({
	"tool": tool,
	"name": name,
	"value": value,
	"seconds": seconds,
	"origin": {"layer": "project", "file": file},
	"in_force": {"state": "yes"},
})

_pnpm(value) := _age("pnpm", "pnpm-workspace.yaml", "minimumReleaseAge", value, to_number(value) * 60)

_bun(value) := _age("bun", "bunfig.toml", "minimumReleaseAge", value, to_number(value))

_yarn(value, seconds) := _age("yarn", ".yarnrc.yml", "npmMinimalAgeGate", value, seconds)

_days(value) := _age("npm", ".npmrc", "min-release-age", value, to_number(value) * 86400)

test_units[message] if {
	some message, setting in {
		"`minimumReleaseAge: 7` is 7 minutes for pnpm, which counts minutes: it looks like days": _pnpm("7"),
		"`minimumReleaseAge: 86400` is 60 days for pnpm, which counts minutes: it looks like seconds": _pnpm("86400"),
		"`npmMinimalAgeGate: 3` is 3 minutes for yarn, which counts minutes: it looks like days": _yarn("3", 180),
		"`minimumReleaseAge = 1440` is 24 minutes for bun, which counts seconds: it looks like minutes": _bun("1440"),
		"`minimumReleaseAge = 3` is 3 seconds for bun, which counts seconds: it looks like days": _bun("3"),
		"`min-release-age=1440` is 1440 days for npm, which counts days: it looks like minutes": _days("1440"),
		"`min-release-age=86400` is 86400 days for npm, which counts days: it looks like seconds": _days("86400"),
	}
	[violation.msg | some violation in dead_setting.deny] == [message] with input as _npm([setting])
}

test_unknown if {
	facts := _npm([_setting({"in_force": {"state": "unknown", "reason": "job `test` runs npm 10.9"}})])
	count(dead_setting.deny) == 0 with input as facts
	dead_setting.unknown == {{
		"msg": "whether `min-release-age=3` has an effect: job `test` runs npm 10.9",
		"at": ".npmrc#line=1",
	}} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"in force": _npm([_setting({"in_force": {"state": "yes"}})]),
		"another tool's file": _npm([_pnpm_age({})]),
		"a root's file where npm is used below": _facts(
			[object.union(_installer("npm", "10.9.4", []), {"directory": "docs"})],
			[_setting({})],
		),
		"set again": _npm([_setting({"in_force": {"state": "no", "reason": "set again on line 2"}})]),
		"scripts asked for": _npm([_switch("install_scripts", true)]),
		"not frozen": _npm([_switch("frozen_lockfile", false)]),
		"git let in": _npm([_word("git_dependencies", "all")]),
		"no age": _npm([_setting({"value": "0", "seconds": 0})]),
		"exclusions": _npm([_word("minimum_age_exclusions", "@acme/*")]),
		"no control": _npm([object.remove(_setting({}), ["control"])]),
		"no installer": _facts([], [_setting({})]),
		"three days of pnpm": _npm([_pnpm("4320")]),
		"one hour of pnpm": _npm([_pnpm("60")]),
		"thirty days of pnpm": _npm([_pnpm("43200")]),
		"three days of bun": _npm([_bun("259200")]),
		"a week of npm": _npm([_days("7")]),
		"a duration of Yarn": _npm([_yarn("3d", 259200)]),
		"off": _npm([_pnpm("0")]),
		"a wrong unit that nobody reads": _facts(
			[_installer("npm", "11.19.1", [])],
			[object.union(_pnpm("3"), {"in_force": {"state": "no"}})],
		),
	}
	denied := dead_setting.deny with input as facts
	gaps := dead_setting.unknown with input as facts
	count(denied) + count(gaps) == 0
}
