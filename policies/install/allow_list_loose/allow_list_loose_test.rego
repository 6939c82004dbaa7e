package palisade.install.allow_list_loose_test

import data.palisade.install.allow_list_loose

_at := "package.json#/allowScripts/x"

_facts(list, key, allowed) := {"packages": [{
	"role": "root",
	"allowed_scripts": [{"at": _at, "list": list, "key": key, "allowed": allowed}],
}]}

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
		"an address": _facts("allowScripts", "git+ssh://git@git.example/acme/x.git#main", true),
		"a member's list, which nothing reads": {"packages": [{
			"role": "member",
			"allowed_scripts": [{"at": _at, "list": "allowScripts", "key": "esbuild", "allowed": true}],
		}]},
		"no list": {"packages": [{"role": "root", "allowed_scripts": []}]},
	}
	count(allow_list_loose.deny) == 0 with input as facts
	count(allow_list_loose.warn) == 0 with input as facts
}
