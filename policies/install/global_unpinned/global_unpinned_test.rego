package palisade.install.global_unpinned_test

import data.palisade.install.global_unpinned

_at := "ci.yml#/jobs/release/steps/2/run;char=0,25"

_facts(packages, is_global) := {"pipelines": [{"jobs": [{
	"id": "release",
	"installs": [{"at": _at, "step": 2, "tool": "npm", "packages": packages, "global": is_global}],
}]}]}

test_latest if {
	facts := _facts(["npm@latest"], true)
	global_unpinned.deny == {{
		"msg": "job `release` installs `npm@latest` globally without an exact version",
		"at": _at,
	}} with input as facts
}

test_only_loose_ones_are_named if {
	facts := _facts(["@acme/cli", "npm@11.19.1", "pnpm@10"], true)
	global_unpinned.deny == {{
		"msg": "job `release` installs `@acme/cli`, `pnpm@10` globally without an exact version",
		"at": _at,
	}} with input as facts
}

test_every_tool[tool] if {
	some tool in ["bun", "pnpm", "yarn"]
	facts := {"pipelines": [{"jobs": [{
		"id": "release",
		"installs": [{"at": _at, "step": 2, "tool": tool, "packages": ["@acme/cli"], "global": true}],
	}]}]}
	{violation.at | some violation in global_unpinned.deny} == {_at} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"exact": _facts(["npm@11.19.1", "@acme/cli@2.0.0-rc.1"], true),
		"known at run time": _facts(["npm@${{ env.NPM_VERSION }}"], true),
		"the checkout itself": _facts(["."], true),
		"an archive": _facts(["./acme-cli-1.0.0.tgz"], true),
		"a commit": _facts(["github:acme/cli#0123456789abcdef0123456789abcdef01234567"], true),
		"not global": _facts(["left-pad"], false),
	}
	count(global_unpinned.deny) == 0 with input as facts
}
