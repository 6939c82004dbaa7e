package palisade.install.token_in_file_test

import data.palisade.install.token_in_file

_setting(credential, fields) := {"settings": [object.union(
	{
		"at": ".npmrc#line=2",
		"tool": "npm",
		"name": "_authToken",
		"bound_to": "npm.corp.example/",
		"credential": credential,
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": "yes"},
	},
	fields,
)]}

test_a_literal_is_critical if {
	token_in_file.deny == {{
		"msg": "`_authToken` holds the credential itself for `npm.corp.example/`",
		"at": ".npmrc#line=2",
		"label": "revoke it",
	}} with input as _setting({"kind": "literal", "bound": true}, {})
}

test_a_literal_that_npm_ignores_is_still_leaked if {
	facts := _setting(
		{"kind": "literal", "bound": true},
		{"origin": {"layer": "member", "file": "pkg/.npmrc"}, "in_force": {"state": "no"}},
	)
	{violation.at | some violation in token_in_file.deny} == {".npmrc#line=2"} with input as facts
}

test_every_tool[note] if {
	some note, case in {
		"Yarn": {
			"fields": {"tool": "yarn", "name": "npmAuthToken", "at": ".yarnrc.yml#/npmAuthToken"},
			"msg": "`npmAuthToken` holds the credential itself for `npm.corp.example/`",
		},
		"bun": {
			"fields": {"tool": "bun", "name": "token", "at": "bunfig.toml#/install/registry/token"},
			"msg": "`token` holds the credential itself for `npm.corp.example/`",
		},
	}
	facts := _setting({"kind": "literal", "bound": true}, case.fields)
	token_in_file.deny == {{"msg": case.msg, "at": case.fields.at, "label": "revoke it"}} with input as facts
}

test_a_reference_without_a_host if {
	facts := {"settings": [object.remove(
		_setting({"kind": "reference", "bound": false}, {}).settings[0],
		["bound_to"],
	)]}
	{[violation.at, violation.severity] | some violation in token_in_file.deny} == {[
		".npmrc#line=2",
		"medium",
	]} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"reference": _setting({"kind": "reference", "bound": true}, {}),
		"Yarn sends it to its own registry": {"settings": [object.remove(
			_setting({"kind": "reference", "bound": false}, {"tool": "yarn", "name": "npmAuthToken"}).settings[0],
			["bound_to"],
		)]},
		"empty": _setting({"kind": "empty", "bound": true}, {}),
		"a registry of the test": _setting({"kind": "literal", "bound": true}, {"bound_to": "localhost:4873/"}),
		"a job's environment, judged elsewhere": _setting(
			{"kind": "literal", "bound": true},
			{"origin": {"layer": "environment", "file": "ci.yml", "job": "ci.yml#/jobs/x"}},
		),
		"no credential": {"settings": [{
			"at": ".npmrc#line=1",
			"tool": "npm",
			"name": "registry",
			"origin": {"layer": "project", "file": ".npmrc"},
		}]},
	}
	count(token_in_file.deny) == 0 with input as facts
}
