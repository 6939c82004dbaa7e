package palisade.install.allow_list_loose_test

import data.palisade.install.allow_list_loose

_at := "package.json#/allowScripts/x"

_installer(tool) := {"at": "package.json", "directory": ".", "tool": tool, "version": {}, "controls": {}}

_installers := [_installer(tool) | some tool in ["npm", "pnpm", "yarn", "bun"]]

_facts(list, key, allowed) := {
	"installers": _installers,
	"packages": [{
		"role": "root",
		"directory": ".",
		"allowed_scripts": [{"at": _at, "list": list, "key": key, "allowed": allowed}],
	}],
}

test_a_range_is_reported if {
	facts := _facts("allowScripts", "esbuild@^0.25.0", true)
	allow_list_loose.deny == {{
		"msg": "`esbuild@^0.25.0` in `allowScripts` names a range or a tag, not an exact version",
		"at": _at,
		"mark": "key",
	}} with input as facts
}

test_reported[key] if {
	some key in ["*", "@acme/*", "sharp@*", "sharp@latest", "sharp@0.33", "@acme/native@1.2.3 || >=2", "sharp@1.x"]
	count(allow_list_loose.deny) == 1 with input as _facts("allowScripts", key, true)
}

test_reported_of_other_tools[note] if {
	some note, facts in {
		"a pattern": _facts("allowBuilds", "@acme/*", true),
		"all in pnpm's older list": _facts("onlyBuiltDependencies", "*", true),
		"a range that pnpm refuses": _facts("pnpm.onlyBuiltDependencies", "sharp@^0.33.0", true),
		"a pattern for bun": _facts("trustedDependencies", "*", true),
		"a pattern for Yarn": _facts("dependenciesMeta.built", "@acme/*", true),
	}
	count(allow_list_loose.deny) == 1 with input as facts
}

_decision(fields) := {
	"packages": [],
	"installers": _installers,
	"settings": [object.union(
		{
			"at": "pnpm-workspace.yaml#/allowBuilds/esbuild",
			"tool": "pnpm",
			"name": "allowBuilds",
			"value": "esbuild",
			"list": true,
			"origin": {"layer": "project", "file": "pnpm-workspace.yaml"},
			"in_force": {"state": "yes"},
		},
		fields,
	)],
}

test_a_placeholder if {
	allow_list_loose.deny == {{
		"msg": "nothing says whether `esbuild` may run its scripts: write `true` or `false`",
		"at": "pnpm-workspace.yaml#/allowBuilds/esbuild",
	}} with input as _decision({})
}

test_a_bare_name_is_advice if {
	count(allow_list_loose.deny) == 0 with input as _facts("allowScripts", "@acme/native", true)
	{violation.msg | some violation in allow_list_loose.warn} == {
		"every version of `@acme/native` may run scripts, later ones too",
	} with input as _facts("allowScripts", "@acme/native", true)
}

test_clean[note] if {
	some note, facts in {
		"exact": _facts("allowScripts", "esbuild@0.25.1", true),
		"scoped": _facts("allowScripts", "@acme/native@1.2.3-beta.1", true),
		"several": _facts("allowScripts", "sharp@0.33.4 || 0.33.5", true),
		"refused by name": _facts("allowScripts", "telemetry", false),
		"pnpm's list of names": _facts("pnpm.onlyBuiltDependencies", "esbuild", true),
		"pnpm's map of names": _facts("allowBuilds", "esbuild", true),
		"pnpm's names with versions": _facts("allowBuilds", "sharp@0.33.4 || 0.33.5", true),
		"all of them, which is another rule": _facts("allowBuilds", "*", true),
		"bun's list of names": _facts("trustedDependencies", "esbuild", true),
		"Yarn's locator": _facts("dependenciesMeta.built", "esbuild@npm:0.25.1", true),
		"a list of a tool that is not in use": object.union(
			_facts("allowScripts", "esbuild@^0.25.0", true),
			{"installers": [_installer("pnpm")]},
		),
		"a list that Lavamoat reads": _facts("lavamoat.allowScripts", "a>b", true),
		"decided": _decision({"enabled": true, "control": "script_allow_list"}),
		"refused": _decision({"enabled": false}),
		"a placeholder that nobody reads": _decision({"in_force": {"state": "no"}}),
		"an address": _facts("allowScripts", "git+ssh://git@git.example/acme/x.git#main", true),
		"a member's list, which nothing reads": {"installers": _installers, "packages": [{
			"role": "member",
			"directory": ".",
			"allowed_scripts": [{"at": _at, "list": "allowScripts", "key": "esbuild", "allowed": true}],
		}]},
		"no list": {"packages": [{"role": "root", "allowed_scripts": []}]},
	}
	count(allow_list_loose.deny) == 0 with input as facts
	count(allow_list_loose.warn) == 0 with input as facts
}
