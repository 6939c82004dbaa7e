package palisade.governance.no_codeowners_test

import data.palisade.governance.no_codeowners

_workflow := ".github/workflows/release.yml"

_facts(repository) := {
	"repository": repository,
	"packages": [{"at": "package.json", "directory": ".", "role": "root", "publishable": true, "workspaces": []}],
	"pipelines": [
		{"at": ".github/workflows/ci.yml", "file": ".github/workflows/ci.yml", "jobs": [{"publishes": []}]},
		{"at": _workflow, "file": _workflow, "jobs": [{"publishes": [{"dry_run": false}]}]},
	],
}

_owners(rules) := _facts({"code_owners": {
	"at": ".github/CODEOWNERS",
	"rules": [{"at": sprintf(".github/CODEOWNERS#line=%d", [index + 1]), "pattern": rule[0], "owners": rule[1]} |
		some index, rule in rules
	],
}})

_team := ["@acme/release"]

test_no_file if {
	facts := _facts({})
	no_codeowners.deny == {{
		"msg": concat("", [
			"no CODEOWNERS file says who must review `.github/workflows/release.yml` ",
			"and one other file that decide a release",
		]),
		"at": _workflow,
		"related": [{"at": "package.json", "msg": "`package.json` decides a release"}],
	}} with input as facts
}

test_a_line_without_owners_takes_them_away if {
	facts := _owners([["*", _team], ["/.github/", []]])
	no_codeowners.deny == {{
		"msg": "nobody owns `.github/workflows/release.yml`, which decides a release",
		"at": ".github/CODEOWNERS#line=2",
		"label": "takes the owners away",
		"related": [{"at": _workflow, "msg": "`.github/workflows/release.yml` decides a release"}],
	}} with input as facts
}

test_only_the_manifest_is_left_out if {
	facts := _owners([["/.github/workflows/", _team]])
	found := no_codeowners.deny with input as facts
	[[violation.at, violation.label, violation.msg] | some violation in found] == [[
		".github/CODEOWNERS",
		"no line of this file names it",
		"nobody owns `package.json`, which decides a release",
	]]
}

test_patterns_that_do_not_match[pattern] if {
	some pattern in ["/workflows/", "docs/", "/.github/*", "*.ts", "/release.yml", ".github/workflows/ci.yml", "release"]
	count(no_codeowners.deny) == 1 with input as _owners([["package.json", _team], [pattern, _team]])
}

test_patterns_that_match[pattern] if {
	some pattern in [
		"*",
		"**",
		".github/",
		"/.github",
		".github/workflows/*",
		"/.github/**/release.yml",
		"**/workflows/",
		"workflows/",
		"*.yml",
		"release.y?l",
		"/.github/workflows/release.yml",
	]
	count(no_codeowners.deny) == 0 with input as _owners([["package.json", _team], [pattern, _team]])
}

test_clean[note] if {
	some note, facts in {
		"nothing is published": object.union(_facts({}), {"pipelines": []}),
		"only a dry run": object.union(_facts({}), {"pipelines": [{
			"at": _workflow,
			"file": _workflow,
			"jobs": [{"publishes": [{"dry_run": true}]}],
		}]}),
		"governance was not collected": object.remove(_facts({}), ["repository"]),
		"a private root": object.union(
			_owners([[".github/", _team]]),
			{"packages": [{"at": "package.json", "directory": ".", "role": "root", "publishable": false}]},
		),
	}
	count(no_codeowners.deny) == 0 with input as facts
}
