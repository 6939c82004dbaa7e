package palisade.ci.app_token_scope_test

import data.palisade.ci.app_token_scope

_step(action, inputs) := {"pipelines": [{"jobs": [{"id": "bot", "steps": [{
	"at": "s", "with": inputs, "uses": {"at": "s/uses", "action": action},
}]}]}]}

_app := "actions/create-github-app-token"

_key := {"app-id": "1", "private-key": "${{ secrets.KEY }}"}

_cases := [
	{
		"input": _step(_app, _key),
		"msg": "the app's token in job `bot` may do all that the app may do",
	},
	{
		"input": _step(_app, object.union(_key, {"owner": "acme"})),
		"msg": concat("", [
			"the app's token in job `bot` may do all that the app may do and ",
			"reaches every repository that the app is installed in",
		]),
	},
	{
		"input": _step(_app, object.union(_key, {"owner": "acme", "permission-contents": "read"})),
		"msg": "the app's token in job `bot` reaches every repository that the app is installed in",
	},
	{
		"input": _step("tibdex/github-app-token", {"repositories": "[\"a\"]"}),
		"msg": "the app's token in job `bot` may do all that the app may do",
	},
]

test_found if {
	every case in _cases {
		found := app_token_scope.deny with input as case.input
		found == {{"msg": case.msg, "at": "s/uses", "label": "not limited"}}
	}
}

test_not_revoked if {
	inputs := object.union(_key, {"permission-contents": "read", "skip-token-revoke": "true"})
	facts := _step(_app, inputs)
	found := app_token_scope.deny with input as facts
	{[violation.at, violation.key] | some violation in found} == {["s", ["with", "skip-token-revoke"]]}
}

_clean := {
	"limited to this repository": _step(_app, object.union(_key, {"permission-contents": "write"})),
	"limited to some repositories": _step(_app, object.union(_key, {
		"permission-contents": "write",
		"owner": "acme",
		"repositories": "docs",
	})),
	"limited in the older way": _step("tibdex/github-app-token", {"permissions": "{\"contents\": \"read\"}"}),
	"another action": _step("actions/checkout", {"token": "${{ secrets.KEY }}"}),
}

test_clean if {
	every facts in _clean {
		count(app_token_scope.deny) == 0 with input as facts
	}
}
