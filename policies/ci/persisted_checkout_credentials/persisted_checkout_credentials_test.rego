package palisade.ci.persisted_checkout_credentials_test

import data.palisade.ci.persisted_checkout_credentials

_checkout(inputs, comment) := {
	"at": "w#/jobs/a/steps/0",
	"index": 0,
	"uses": {
		"at": "w#/jobs/a/steps/0/uses",
		"kind": "action",
		"action": "actions/checkout",
		"pin": {"kind": "digest", "ref": "08c6903cd8c0fde910a37f88322edcfb5dd907a8", "comment": comment},
	},
	"with": inputs,
	"commands": [],
	"secrets": [],
	"expressions": [],
}

_run(text, program, arguments) := {
	"at": "w#/jobs/a/steps/1",
	"index": 1,
	"run": text,
	"with": {},
	"commands": [{"at": "c", "program": program, "arguments": arguments}],
	"secrets": [],
	"expressions": [],
}

_test := _run("npm test", "npm", ["test"])

_upload(inputs, ref) := {
	"at": "w#/jobs/a/steps/2",
	"index": 2,
	"uses": {"kind": "action", "action": "actions/upload-artifact", "pin": {"kind": "version", "ref": ref}},
	"with": inputs,
	"commands": [],
	"secrets": [],
	"expressions": [],
}

_job(source, known, scopes, steps) := {"pipelines": [{"secrets": [], "jobs": [{
	"at": "w#/jobs/a",
	"id": "a",
	"secrets": [],
	"expressions": [],
	"permissions": {"source": source, "known": known, "form": "scopes", "scopes": scopes},
	"steps": steps,
}]}]}

_writes(steps) := _job("job", true, {"contents": "write", "id-token": "write"}, steps)

_reads(steps) := _job("job", true, {"contents": "read"}, steps)

_kept := _checkout({}, "v5.0.0")

test_writing_token if {
	found := persisted_checkout_credentials.deny with input as _writes([_kept, _test])
	found == {{
		"msg": "the token of job `a`, which can write `contents`, stays readable for the later steps",
		"at": "w#/jobs/a/steps/0/uses",
		"label": "keeps the token",
		"related": [],
	}}
}

test_several_checkouts_are_one_finding if {
	second := object.union(_kept, {"uses": object.union(_kept.uses, {"at": "w#/jobs/a/steps/1/uses"})})
	found := persisted_checkout_credentials.deny with input as _writes([_kept, second, _test])
	[violation.at | some violation in found] == ["w#/jobs/a/steps/0/uses"]
	[place.at | some violation in found; some place in violation.related] == ["w#/jobs/a/steps/1/uses"]
}

test_own_token_spelt_out if {
	facts := _writes([_checkout({"token": "${{ secrets.GITHUB_TOKEN }}"}, "v5.0.0"), _test])
	count(persisted_checkout_credentials.deny) == 1 with input as facts
}

test_upload_of_all if {
	every upload in [
		_upload({"path": "."}, "v3"),
		_upload({"path": "${{ github.workspace }}", "include-hidden-files": "true"}, "v4"),
	] {
		found := persisted_checkout_credentials.deny with input as _reads([_kept, _test, upload])
		found == {{
			"msg": "the token of job `a` lies in `.git/config`, which a later step uploads",
			"at": "w#/jobs/a/steps/0/uses",
			"label": "keeps the token",
			"severity": "high",
			"related": [{
				"at": "w#/jobs/a/steps/2",
				"key": ["with", "path"],
				"msg": "this takes the whole checkout",
			}],
		}}
	}
}

test_default_is_unknown if {
	facts := _job("default", false, {}, [_kept, _test])
	count(persisted_checkout_credentials.deny) == 0 with input as facts
	{gap.at | some gap in persisted_checkout_credentials.unknown} == {"w#/jobs/a/steps/0/uses"} with input as facts
}

_clean := {
	"switched off": _writes([_checkout({"persist-credentials": "false"}, "v5.0.0"), _test]),
	"meant": _writes([_checkout({"persist-credentials": "true"}, "v5.0.0"), _test]),
	"a token that reads": _reads([_kept, _test]),
	"an identity token only": _job("job", true, {"contents": "read", "id-token": "write"}, [_kept, _test]),
	"a push": _writes([_kept, _run("git push origin main", "git", ["push", "origin", "main"])]),
	"a release tool": _writes([_kept, _run("npx semantic-release", "npx", ["semantic-release"])]),
	"nothing behind it": _writes([_kept]),
	"only actions behind it": _writes([_kept, _upload({"path": "dist"}, "v3")]),
	"a token to push with": _writes([_checkout({"token": "${{ secrets.BOT_TOKEN }}"}, "v5.0.0"), _test]),
	"the step is handed the token": _writes([_kept, object.union(_test, {"secrets": [{
		"at": "e",
		"name": "GITHUB_TOKEN",
		"to": "env/GH_TOKEN",
	}]})]),
	"by its other name": _writes([_kept, object.union(_test, {"expressions": [{
		"at": "e",
		"in": "env/GH_TOKEN",
		"contexts": ["github.token"],
	}]})]),
	"hidden files are left out": _reads([_kept, _upload({"path": "."}, "v4.6.2")]),
	"a folder": _reads([_kept, _upload({"path": "dist"}, "v3")]),
	"outside of the checkout": _reads([_checkout({}, "v6.0.1"), _upload({"path": "."}, "v3")]),
	"another's token": _job("caller", false, {}, [_kept, _test]),
}

test_clean if {
	every facts in _clean {
		count(persisted_checkout_credentials.deny) == 0 with input as facts
		count(persisted_checkout_credentials.unknown) == 0 with input as facts
	}
}

_azure(keep, script) := {"pipelines": [{"provider": "azure", "jobs": [{
	"id": "Build", "at": "j", "permissions": {"source": "default", "known": false, "scopes": {}},
	"secrets": [], "expressions": [],
	"steps": [
		{"at": "c", "index": 0, "with": {"checkout": "self", "persistCredentials": keep}, "commands": []},
		{"at": "s", "index": 1, "with": {}, "run": script, "commands": []},
	],
}]}]}

test_azure if {
	kept := _azure("true", "npm ci")
	found := persisted_checkout_credentials.deny with input as kept
	{[violation.at, violation.key] | some violation in found} == {["c", "persistCredentials"]}
	every facts in [_azure("false", "npm ci"), _azure("true", "npm run release")] {
		count(persisted_checkout_credentials.deny) == 0 with input as facts
	}
}
