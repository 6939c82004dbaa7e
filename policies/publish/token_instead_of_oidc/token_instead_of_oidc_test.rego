package palisade.publish.token_instead_of_oidc_test

import data.palisade.publish.token_instead_of_oidc

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

test_token_without_oidc_is_denied if {
	found := token_instead_of_oidc.deny with input as _repository(_written({"contents": "read"}), [_secret])
	found == {{
		"msg": "job `publish` publishes with the long-lived token in `NODE_AUTH_TOKEN` instead of OIDC",
		"at": _secret.at,
		"related": [{"at": _publish.at, "msg": "`npm` publishes here"}],
	}}
}

test_default_permissions_hold_no_oidc if {
	found := token_instead_of_oidc.deny with input as _repository(_default, [_secret])
	{violation.at | some violation in found} == {_secret.at}
}

test_literal_token_is_denied if {
	literal := {"at": "literal", "name": "NPM_TOKEN", "secrets": [], "literal_credential": true}
	found := token_instead_of_oidc.deny with input as _repository(_default, [literal])
	{violation.at | some violation in found} == {"literal"}
}

test_clean[note] if {
	empty := object.union(_secret, {"value": "", "secrets": []})
	forge := object.union(_secret, {"value": "${{ secrets.GITHUB_TOKEN }}", "secrets": ["GITHUB_TOKEN"]})
	some note, repository in {
		"no token": _repository(_written({"id-token": "write"}), []),
		"empty token": _repository(_default, [empty]),
		"the forge's own token": _repository(_written({"packages": "write"}), [forge]),
		"a token beside OIDC is the other rule's": _repository(_written({"id-token": "write"}), [_secret]),
	}
	found := token_instead_of_oidc.deny with input as repository
	count(found) == 0
}

test_dry_run_needs_no_oidc if {
	repository := json.patch(
		_repository(_default, [_secret]),
		[{"op": "replace", "path": "/pipelines/0/jobs/0/publishes/0/dry_run", "value": true}],
	)
	found := token_instead_of_oidc.deny with input as repository
	count(found) == 0
}

test_callers_permissions_are_unknown if {
	called := json.patch(_repository(_default, [_secret]), _with_trigger("workflow_call"))
	denied := token_instead_of_oidc.deny with input as called
	count(denied) == 0
	found := token_instead_of_oidc.unknown with input as called
	{answer.at | some answer in found} == {_secret.at}
}

test_known_permissions_are_not_unknown if {
	found := token_instead_of_oidc.unknown with input as _repository(_default, [_secret])
	count(found) == 0
}

_of(provider) := json.patch(
	_repository(_default, [_secret]),
	[{"op": "add", "path": "/pipelines/0/provider", "value": provider}],
)

test_providers_that_npm_trusts_are_denied[provider] if {
	some provider in ["github", "gitlab", "circleci"]
	repository := _of(provider)
	denied := token_instead_of_oidc.deny with input as repository
	warned := token_instead_of_oidc.warn with input as repository
	[count(denied), count(warned)] == [1, 0]
}

test_the_others_are_advised[provider] if {
	some provider in ["azure", "bitbucket"]
	repository := _of(provider)
	denied := token_instead_of_oidc.deny with input as repository
	warned := token_instead_of_oidc.warn with input as repository
	denied == set()
	{[advice.at, advice.msg] | some advice in warned} == {[_secret.at, concat("", [
		"job `publish` publishes with the token in `NODE_AUTH_TOKEN`: ",
		"let the token stage and nothing else, and run out soon",
	])]}
}

_without_token(provider) := json.patch(
	_repository(_default, []),
	[{"op": "add", "path": "/pipelines/0/provider", "value": provider}],
)

test_a_token_that_no_file_names_is_unknown[provider] if {
	some provider in ["gitlab", "circleci", "azure", "bitbucket"]
	repository := _without_token(provider)
	denied := token_instead_of_oidc.deny with input as repository
	found := token_instead_of_oidc.unknown with input as repository
	denied == set()
	{answer.msg | some answer in found} == {concat("", [
		"job `publish` publishes without OIDC, and the variable that holds its token stands in no file",
	])}
}

test_a_forge_names_every_token if {
	found := token_instead_of_oidc.unknown with input as _without_token("github")
	found == set()
	named := token_instead_of_oidc.unknown with input as _of("gitlab")
	named == set()
}
