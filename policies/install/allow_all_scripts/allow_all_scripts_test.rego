package palisade.install.allow_all_scripts_test

import data.palisade.install.allow_all_scripts

_settings(tool, name, value, state) := {"installers": _installers(tool), "settings": [object.union(
	{
		"at": ".npmrc#line=2",
		"tool": tool,
		"name": name,
		"value": value,
		"control": "all_scripts_allowed",
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": state},
	},
	{"enabled": true | value == "true"},
)]}

_installers(tool) := [{"at": "package.json", "directory": ".", "tool": tool, "version": {}, "controls": {}}]

_off(tool, name) := {"installers": _installers(tool), "settings": [object.union(
	_settings(tool, name, "false", "yes").settings[0],
	{"enabled": false},
)]}

test_npm if {
	allow_all_scripts.deny == {{
		"msg": "`dangerously-allow-all-scripts` lets every dependency run scripts on install",
		"at": ".npmrc#line=2",
	}} with input as _settings("npm", "dangerously-allow-all-scripts", "true", "yes")
}

test_reported[note] if {
	some note, facts in {
		"the version of npm is not known": _settings("npm", "dangerously-allow-all-scripts", "true", "unknown"),
		"pnpm": _settings("pnpm", "dangerouslyAllowAllBuilds", "true", "yes"),
		"pnpm's .npmrc": _settings("pnpm", "dangerously-allow-all-builds", "true", "yes"),
	}
	{violation.at | some violation in allow_all_scripts.deny} == {".npmrc#line=2"} with input as facts
}

_list(tool, entry) := {
	"installers": _installers(tool),
	"packages": [{"role": "root", "directory": ".", "allowed_scripts": [object.union(
		{"at": "pnpm-workspace.yaml#/allowBuilds/*", "list": "allowBuilds", "key": "*", "allowed": true},
		entry,
	)]}],
}

test_a_pattern_for_all if {
	allow_all_scripts.deny == {{
		"msg": "`*` in `allowBuilds` lets every dependency run scripts on install",
		"at": "pnpm-workspace.yaml#/allowBuilds/*",
		"mark": "key",
	}} with input as _list("pnpm", {})
}

test_a_value_that_only_a_run_can_tell if {
	facts := _settings("npm", "dangerously-allow-all-scripts", "${ALL}", "yes")
	count(allow_all_scripts.deny) == 0 with input as facts
	{gap.at | some gap in allow_all_scripts.unknown} == {".npmrc#line=2"} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"off": _off("npm", "dangerously-allow-all-scripts"),
		"ignored by npm 10": _settings("npm", "dangerously-allow-all-scripts", "true", "no"),
		"another setting": {"installers": _installers("npm"), "settings": [object.union(
			_settings("npm", "strict-allow-scripts", "true", "yes").settings[0],
			{"control": "unreviewed_scripts_fail"},
		)]},
		"all refused": _list("pnpm", {"allowed": false}),
		"a name": _list("pnpm", {"key": "esbuild"}),
		"nobody installs with pnpm": _list("npm", {}),
		"no settings": {"settings": []},
	}
	denied := allow_all_scripts.deny with input as facts
	gaps := allow_all_scripts.unknown with input as facts
	count(denied) + count(gaps) == 0
}
