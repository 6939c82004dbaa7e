package palisade.lib.unseen_test

import data.palisade.lib.unseen

_at := ".github/workflows/release.yml#/jobs/publish/steps/0/run;char=0,15"

_in_job(command, text) := [[found.name, found.at] |
	job := {"steps": [{"commands": [object.union({"at": _at, "operands": []}, command)]}]}
	packages := [{"scripts": [{"name": "ci:publish", "text": text}]}]
	some found in unseen.in_job(job) with input.packages as packages
]

_runs(script) := {"program": "pnpm", "deed": {"kind": "run_script", "script": script}}

test_a_program_named_for_publishing if {
	_in_job(_runs("ci:publish"), "node scripts/publish.ts") == [["ci:publish", _at]]
}

test_a_plugin_of_yarn if {
	plugin := {"program": "yarn", "subcommand": "release-tool", "operands": ["publish"]}
	_in_job(plugin, "") == [["yarn release-tool publish", _at]]
}

test_a_plugin_of_yarn_that_looks_like_a_script if {
	plugin := object.union(
		_runs("release-tool"),
		{"program": "yarn", "subcommand": "release-tool", "operands": ["publish"]},
	)
	_in_job(plugin, "") == [["yarn release-tool publish", _at]]
	script := object.union(_runs("ci:publish"), {"program": "yarn", "subcommand": "ci:publish", "operands": ["publish"]})
	_in_job(script, "npm publish --dry-run") == []
}

test_clean[note] if {
	some note, [command, text] in {
		"a build": [_runs("build"), "tsc"],
		"a word that only ends so": [_runs("republish"), "node again.js"],
		"a preview": [_runs("ci:publish"), "pkg-pr-new publish ./packages/*"],
		"an extension": [_runs("ci:publish"), "vsce publish"],
		"a dry run": [_runs("ci:publish"), "npm publish --dry-run"],
		"a fetched program": [{"program": "yarn", "operands": ["publish"], "deed": {"kind": "execute"}}, ""],
	}
	_in_job(command, text) == []
}
