package palisade.lib.tokens_test

import data.palisade.lib.publishing

# What each provider's file shows of the credential of a publication.

_publish(fields) := object.union({"at": "publish", "step": 1, "tool": "npm", "dry_run": false}, fields)

_step(index, fields) := object.union(
	{"at": sprintf("step%d", [index]), "index": index, "with": {}, "env": [], "commands": [], "secrets": []},
	fields,
)

_job(fields, steps) := object.union(
	{
		"id": "publish",
		"env": [],
		"permissions": {"known": false, "source": "default", "scopes": {}},
		"steps": steps,
		"publishes": [_publish({})],
	},
	fields,
)

_credential(provider, job, settings) := answer if {
	pipeline := {"provider": provider, "triggers": [], "env": [], "jobs": [job]}
	answer := publishing.credential(pipeline, job, _publish({})) with input.settings as settings
		with data.parameters.public_registries as ["npm.example"]
}

_plain := [_step(0, {}), _step(1, {})]

_named_in_script := [_step(0, {}), _step(1, {"secrets": [{"at": "s", "name": "NPM_TOKEN", "to": "run"}]})]

_npm_id := [{"at": "i", "name": "NPM_ID_TOKEN", "audiences": ["npm:registry.npm.example"]}]

_bitbucket_id := [{"at": "o", "name": "BITBUCKET_STEP_OIDC_TOKEN", "audiences": []}]

_settings(bound_to, state) := [{
	"at": ".npmrc#line=1",
	"name": "_authToken",
	"bound_to": bound_to,
	"references": ["ACME_PUBLISH"],
	"origin": {"layer": "project"},
	"in_force": {"state": state},
}]

_scopes := {"permissions": {"known": true, "source": "job", "scopes": {"id-token": "write"}}}

test_credential[note] if {
	some note, [provider, job, settings, kind, tokens] in {
		"github, OIDC": ["github", _job(_scopes, _plain), [], "oidc", []],
		"github, both": ["github", _job(_scopes, _named_in_script), [], "oidc_and_token", ["NPM_TOKEN"]],
		"github, nothing": ["github", _job({}, _plain), [], "none", []],
		"github, the caller decides": [
			"github",
			_job({"permissions": {"source": "caller"}}, _named_in_script),
			[],
			"unknown",
			["NPM_TOKEN"],
		],
		"github gives no secret for an .npmrc": [
			"github",
			_job({}, _plain),
			_settings("registry.npm.example/", "yes"),
			"none",
			[],
		],
		"gitlab, a variable of the project": ["gitlab", _job({}, _named_in_script), [], "token", ["NPM_TOKEN"]],
		"gitlab, the file's .npmrc": [
			"gitlab",
			_job({}, _plain),
			_settings("registry.npm.example/", "yes"),
			"token",
			["ACME_PUBLISH"],
		],
		"gitlab, an .npmrc for a private registry": [
			"gitlab",
			_job({}, _plain),
			_settings("npm.corp.example/", "yes"),
			"unknown",
			[],
		],
		"gitlab, an .npmrc that nobody reads": [
			"gitlab",
			_job({}, _plain),
			_settings("registry.npm.example/", "no"),
			"unknown",
			[],
		],
		"gitlab, OIDC": [
			"gitlab",
			_job(object.union(_scopes, {"id_tokens": _npm_id}), _plain),
			[],
			"oidc",
			[],
		],
		"gitlab, a token for another audience": [
			"gitlab",
			_job(
				object.union(_scopes, {"id_tokens": [{"at": "i", "name": "SIGSTORE_ID_TOKEN", "audiences": ["sigstore"]}]}),
				_plain,
			),
			[],
			"unknown",
			[],
		],
		"gitlab, the job's own token": [
			"gitlab",
			_job(
				{"env": [{
					"at": "e",
					"name": "NPM_TOKEN",
					"value": "${CI_JOB_TOKEN}",
					"secrets": [],
					"literal_credential": false,
				}]},
				_plain,
			),
			[],
			"unknown",
			[],
		],
		"circleci, a context": [
			"circleci",
			_job({"secret_groups": [{"at": "c", "name": "npm"}]}, _plain),
			[],
			"unknown",
			[],
		],
		"azure, a macro in a variable": [
			"azure",
			_job({}, [_step(0, {}), _step(1, {"env": [{
				"at": "e",
				"name": "NODE_AUTH_TOKEN",
				"value": "$(NpmToken)",
				"secrets": ["NPMTOKEN"],
				"literal_credential": false,
			}]})]),
			[],
			"token",
			["NODE_AUTH_TOKEN"],
		],
		"azure, a service connection of the task": [
			"azure",
			_job({}, [
				_step(0, {}),
				_step(1, {"uses": {"kind": "task", "action": "npm"}, "with": {"publishEndpoint": "npm-public"}}),
			]),
			[],
			"token",
			["npm-public"],
		],
		"azure, npmAuthenticate": [
			"azure",
			_job({}, [
				_step(0, {
					"uses": {"kind": "task", "action": "npmauthenticate"},
					"with": {"workingFile": ".npmrc", "customEndpoint": "npm-public"},
				}),
				_step(1, {}),
			]),
			[],
			"token",
			["npm-public"],
		],
		"bitbucket, a pipe": [
			"bitbucket",
			_job({}, [
				_step(0, {}),
				_step(1, {
					"uses": {"kind": "pipe", "action": "atlassian/npm-publish"},
					"with": {"NPM_TOKEN": "$NPM_TOKEN"},
				}),
			]),
			[],
			"token",
			["NPM_TOKEN"],
		],
		"bitbucket, OIDC is for others": [
			"bitbucket",
			_job(object.union(_scopes, {"id_tokens": _bitbucket_id}), _plain),
			[],
			"unknown",
			[],
		],
	}
	_credential(provider, job, settings) == {"kind": kind, "tokens": tokens}
}

test_a_token_is_told_once if {
	step := _step(1, {
		"env": [{
			"at": "e",
			"name": "NPM_TOKEN",
			"value": "${{ secrets.NPM_TOKEN }}",
			"secrets": ["NPM_TOKEN"],
			"literal_credential": false,
		}],
		"secrets": [{"at": "s", "name": "NPM_TOKEN", "to": "run"}],
	})
	job := _job({}, [_step(0, {}), step])
	pipeline := {"provider": "github", "triggers": [], "env": [], "jobs": [job]}
	publishing.npm_tokens(pipeline, job, step) == {{"name": "NPM_TOKEN", "place": {"at": "e"}}}
}

test_what_is_no_publication_for_everybody[note] if {
	some note, [job, publish, packages, public] in {
		"plain": [{}, {}, [], true],
		"a dry run": [{}, {"dry_run": true}, [], false],
		"a job that never runs": [{"if_is": false}, {}, [], false],
		"a registry of a test": [{}, {"registry": "http://localhost:4873"}, [], false],
		"a private registry": [{}, {"registry": "https://npm.corp.example/"}, [], false],
		"the public one": [{}, {"registry": "https://registry.npm.example/"}, [], true],
		"a feed of Azure Artifacts": [{}, {"registry": "acme/internal"}, [], false],
		"a registry that a run decides": [{}, {"registry": "$(Registry)"}, [], true],
		"packages of a private registry": [
			{},
			{"packages": ["@acme/inner"]},
			[{"name": "@acme/inner", "publish_config": {"registry": "https://npm.corp.example/"}}],
			false,
		],
		"one of them is public": [
			{},
			{"packages": ["@acme/inner", "@acme/web"]},
			[{"name": "@acme/inner", "publish_config": {"registry": "https://npm.corp.example/"}}, {"name": "@acme/web"}],
			true,
		],
	}
	given := object.union(_job(job, _plain), {"publishes": [_publish(publish)]})
	found := publishing.public(given) with input.packages as packages
		with data.parameters.public_registries as ["npm.example"]
	count(found) == 1 == public
}

# The job's own token of GitHub's opens its own registry alone.
_forge(step, registry, settings) := answer if {
	job := _job({}, [_step(0, {}), _step(1, step)])
	publish := _publish({"registry": registry})
	pipeline := {"provider": "github", "triggers": [], "env": [], "jobs": [job]}
	answer := publishing.credential(pipeline, job, publish) with input.settings as settings
		with data.parameters.public_registries as ["npm.example"]
}

_own(name, value) := {"env": [{
	"at": "e",
	"name": name,
	"value": value,
	"secrets": [],
	"literal_credential": false,
}]}

test_the_token_of_the_forge_is_one_for_its_registry[note] if {
	some note, [step, registry, kind] in {
		"a secret": [_own("NODE_AUTH_TOKEN", "${{ secrets.GITHUB_TOKEN }}"), "https://packages.example", "token"],
		"a context": [_own("NODE_AUTH_TOKEN", "${{ github.token }}"), "https://packages.example", "token"],
		"an input": [{"with": {"token": "${{ github.token }}"}}, "https://packages.example", "token"],
		"one that .npmrc names": [
			_own("ACME_PUBLISH", "${{ secrets.GITHUB_TOKEN }}"),
			"https://packages.example",
			"token",
		],
		"for something else": [_own("GH_TOKEN", "${{ github.token }}"), "https://packages.example", "none"],
		"to everybody": [_own("NODE_AUTH_TOKEN", "${{ github.token }}"), "https://registry.npm.example", "none"],
	}
	_forge(step, registry, _settings("packages.example/", "yes")).kind == kind
}

test_the_token_of_the_forge_has_its_name if {
	step := _own("NODE_AUTH_TOKEN", "${{ github.token }}")
	_forge(step, "https://packages.example", []).tokens == ["GITHUB_TOKEN"]
}
