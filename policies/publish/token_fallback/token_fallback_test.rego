package palisade.publish.token_fallback_test

import data.palisade.publish.token_fallback

_secret := {
	"at": ".github/workflows/release.yml#/jobs/publish/steps/0/env/NODE_AUTH_TOKEN",
	"name": "NODE_AUTH_TOKEN",
	"value": "${{ secrets.NPM_TOKEN }}",
	"secrets": ["NPM_TOKEN"],
	"literal_credential": false,
}

_written(scopes) := {
	"at": ".github/workflows/release.yml#/jobs/publish/permissions",
	"source": "job",
	"known": true,
	"scopes": scopes,
}

_default := {"source": "default", "known": false, "scopes": {}}

_publish := {
	"at": ".github/workflows/release.yml#/jobs/publish/steps/0/run;char=0,11",
	"step": 0,
	"tool": "npm",
	"dry_run": false,
}

_repository(permissions, variables) := {"pipelines": [{
	"triggers": [{"event": "push"}],
	"env": [],
	"jobs": [{
		"id": "publish",
		"env": [],
		"permissions": permissions,
		"steps": [{"index": 0, "with": {}, "env": variables, "commands": [], "secrets": []}],
		"publishes": [_publish],
	}],
}]}

_with_trigger(event) := [{"op": "replace", "path": "/pipelines/0/triggers/0/event", "value": event}]

test_token_beside_oidc_is_denied if {
	permissions := _written({"id-token": "write", "contents": "read"})
	found := token_fallback.deny with input as _repository(permissions, [_secret])
	found == {{
		"msg": "job `publish` may use OIDC, yet carries the token in `NODE_AUTH_TOKEN`, which npm uses where OIDC fails",
		"at": _secret.at,
		"related": [{
			"at": permissions.at,
			"key": "id-token",
			"msg": "the job may ask for an OIDC token here",
		}],
	}}
}

test_token_input_beside_oidc_is_denied if {
	repository := json.patch(_repository(_written({"id-token": "write"}), []), [
		{"op": "add", "path": "/pipelines/0/jobs/0/steps/0/at", "value": "step"},
		{"op": "add", "path": "/pipelines/0/jobs/0/steps/0/uses", "value": {"action": "js-devtools/npm-publish"}},
		{"op": "add", "path": "/pipelines/0/jobs/0/steps/0/with/token", "value": "${{ secrets.NPM_TOKEN }}"},
	])
	found := token_fallback.deny with input as repository
	[[violation.at, violation.key] | some violation in found] == [["step", ["with", "token"]]]
}

test_clean[note] if {
	empty := object.union(_secret, {"value": "", "secrets": []})
	other := object.union(_secret, {"name": "CODECOV_TOKEN"})
	some note, repository in {
		"OIDC alone": _repository(_written({"id-token": "write"}), []),
		"empty token": _repository(_written({"id-token": "write"}), [empty]),
		"token of another service": _repository(_written({"id-token": "write"}), [other]),
		"a token without OIDC is the other rule's": _repository(_default, [_secret]),
	}
	found := token_fallback.deny with input as repository
	count(found) == 0
}

test_job_that_does_not_publish if {
	repository := json.patch(
		_repository(_written({"id-token": "write"}), [_secret]),
		[{"op": "replace", "path": "/pipelines/0/jobs/0/publishes", "value": []}],
	)
	found := token_fallback.deny with input as repository
	count(found) == 0
}

test_callers_permissions_are_unknown if {
	found := token_fallback.unknown with input as json.patch(
		_repository(_default, [_secret]),
		_with_trigger("workflow_call"),
	)
	{answer.at | some answer in found} == {_secret.at}
}
