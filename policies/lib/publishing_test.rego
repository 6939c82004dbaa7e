package palisade.lib.publishing_test

import data.palisade.lib.publishing

_token := "${{ secrets.NPM_TOKEN }}"

_variable(at, name, value, secrets) := {
	"at": at,
	"name": name,
	"value": value,
	"secrets": secrets,
	"literal_credential": false,
}

_publish := {
	"at": "release.yml#/jobs/publish/steps/1/run;char=0,11",
	"step": 1,
	"tool": "npm",
	"mode": "direct",
	"dry_run": false,
	"otp": false,
}

_command := {
	"at": _publish.at,
	"program": "npm",
	"arguments": ["publish"],
	"environment": {},
	"writes": [],
	"deed": {"kind": "publish", "tool": "npm", "global": false, "packages": []},
}

_step(index, fields) := object.union(
	{
		"at": sprintf("release.yml#/jobs/publish/steps/%d", [index]),
		"index": index,
		"with": {},
		"env": [],
		"commands": [],
		"secrets": [],
	},
	fields,
)

_job(first, second, env) := {
	"at": "release.yml#/jobs/publish",
	"id": "publish",
	"env": env,
	"permissions": {"source": "default", "known": false, "scopes": {}},
	"steps": [first, second],
	"publishes": [_publish],
}

_pipeline(env, job) := {"at": "release.yml", "file": "release.yml", "triggers": [], "env": env, "jobs": [job]}

_publishing_step(env) := _step(1, {"env": env, "commands": [_command]})

_names(pipeline, job) := {token.name | some token in publishing.job_tokens(pipeline, job)}

_of(workflow_env, job_env, step_env) := names if {
	job := _job(_step(0, {}), _publishing_step(step_env), job_env)
	names := _names(_pipeline(workflow_env, job), job)
}

test_real_leaves_out_dry_runs if {
	job := {"publishes": [_publish, object.union(_publish, {"at": "other", "dry_run": true})]}
	[publish.at | some publish in publishing.real(job)] == [_publish.at]
}

test_tokens_of_every_level if {
	workflow := [_variable("w", "NPM_TOKEN", _token, ["NPM_TOKEN"])]
	of_job := [_variable("j", "NODE_AUTH_TOKEN", _token, ["NPM_TOKEN"])]
	of_step := [_variable("s", "npm_config_token", _token, ["NPM_TOKEN"])]
	_of(workflow, of_job, of_step) == {"NPM_TOKEN", "NODE_AUTH_TOKEN", "npm_config_token"}
}

test_token_of_an_unknown_variable_counts_not if {
	_of([], [], [_variable("s", "NPM_TAG", "${{ inputs.tag }}", [])]) == set()
}

test_empty_and_placeholder_are_no_token if {
	_of([], [], [_variable("s", "NPM_TOKEN", "", [])]) == set()
	_of([], [], [_variable("s", "NODE_AUTH_TOKEN", "unused", [])]) == set()
}

test_empty_in_the_step_hides_the_job if {
	of_job := [_variable("j", "NODE_AUTH_TOKEN", _token, ["NPM_TOKEN"])]
	_of(of_job, of_job, [_variable("s", "NODE_AUTH_TOKEN", "", [])]) == set()
}

test_literal_credential_is_a_token if {
	literal := {"at": "s", "name": "NPM_TOKEN", "secrets": [], "literal_credential": true}
	_of([], [], [literal]) == {"NPM_TOKEN"}
}

test_forge_token_is_no_npm_token if {
	_of([], [], [_variable("s", "NODE_AUTH_TOKEN", "${{ secrets.GITHUB_TOKEN }}", ["GITHUB_TOKEN"])]) == set()
	_of([], [], [_variable("s", "NODE_AUTH_TOKEN", "${{ github.token }}", [])]) == set()
}

test_command_sets_or_empties_the_token if {
	of_job := [_variable("j", "NPM_TOKEN", _token, ["NPM_TOKEN"])]
	emptied := _step(1, {"commands": [object.union(_command, {"environment": {"NPM_TOKEN": ""}})]})
	job := _job(_step(0, {}), emptied, of_job)
	_names(_pipeline([], job), job) == set()
	given := _step(1, {"commands": [object.union(_command, {"environment": {"NODE_AUTH_TOKEN": "$SECRET"}})]})
	other := _job(_step(0, {}), given, [])
	_names(_pipeline([], other), other) == {"NODE_AUTH_TOKEN"}
}

test_token_input_of_a_publishing_action[note] if {
	some note, tc in {
		"registry action": {"action": "js-devtools/npm-publish", "with": {"token": _token}, "names": {"token"}},
		"forge token": {"action": "acme/npm-release", "with": {"token": "${{ github.token }}"}, "names": set()},
		"personal token": {"action": "acme/release", "with": {"token": "${{ secrets.PAT }}"}, "names": set()},
		"npm token": {"action": "acme/release", "with": {"npm-token": _token}, "names": {"npm-token"}},
		"empty": {"action": "acme/release", "with": {"npm-token": ""}, "names": set()},
	}
	step := _step(1, {"uses": {"action": tc.action}, "with": tc["with"]})
	job := _job(_step(0, {}), step, [])
	_names(_pipeline([], job), job) == tc.names
}

_writes(argument) := {
	"at": "release.yml#/jobs/publish/steps/0/run;char=0,60",
	"program": "echo",
	"arguments": [argument],
	"environment": {},
	"writes": ["$HOME/.npmrc"],
}

_secret := {"at": "release.yml#/jobs/publish/steps/0/run;char=30,50", "name": "NPM_TOKEN", "to": "run"}

test_token_stored_by_an_earlier_step if {
	argument := "//registry.npm.example/:_authToken=${{ secrets.NPM_TOKEN }}"
	first := _step(0, {"commands": [_writes(argument)], "secrets": [_secret]})
	job := _job(first, _publishing_step([]), [])
	tokens := publishing.job_tokens(_pipeline([], job), job) with data.parameters.public_registries as ["npm.example"]
	tokens == {{"name": "NPM_TOKEN", "place": {"at": _secret.at}}}
}

test_stored_token_of_another_registry if {
	argument := "//npm.corp.example/:_authToken=${{ secrets.NPM_TOKEN }}"
	first := _step(0, {"commands": [_writes(argument)], "secrets": [_secret]})
	job := _job(first, _publishing_step([]), [])
	tokens := publishing.job_tokens(_pipeline([], job), job) with data.parameters.public_registries as ["npm.example"]
	tokens == set()
}

test_reference_without_a_value_is_no_token if {
	first := _step(0, {"commands": [_writes("//registry.npm.example/:_authToken=${NPM_TOKEN}")]})
	job := _job(first, _publishing_step([]), [])
	tokens := publishing.job_tokens(_pipeline([], job), job) with data.parameters.public_registries as ["npm.example"]
	tokens == set()
}

test_oidc if {
	publishing.oidc({"permissions": {"scopes": {"id-token": "write"}}})
	not publishing.oidc({"permissions": {"scopes": {"contents": "write"}}})
}

test_oidc_undecided if {
	job := _job(_step(0, {}), _publishing_step([]), [])
	called := object.union(_pipeline([], job), {"triggers": [{"event": "workflow_call"}]})
	publishing.oidc_undecided(called, job)
	not publishing.oidc_undecided(_pipeline([], job), job)
	composite := object.union(job, {"permissions": {"source": "caller"}})
	publishing.oidc_undecided(_pipeline([], composite), composite)
}

test_public_registries_by_domain[note] if {
	some note, tc in {
		"the domain": {"registry": "https://npm.example", "public": true},
		"a subdomain with a path": {"registry": "https://registry.npm.example/npm/", "public": true},
		"without a scheme": {"registry": "//registry.npm.example/:_authToken", "public": true},
		"another one": {"registry": "https://npm.pkg.example", "public": false},
		"one that ends alike": {"registry": "https://fakenpm.example", "public": false},
	}
	answer := {true | publishing.is_public(tc.registry)} with data.parameters.public_registries as ["npm.example"]
	count(answer) == 1 == tc.public
}

test_other_registries if {
	publishing.is_elsewhere("https://npm.pkg.example/") with data.parameters.public_registries as ["npm.example"]
	not publishing.is_elsewhere("https://npm.example/") with data.parameters.public_registries as ["npm.example"]
	not publishing.is_elsewhere("${REGISTRY}") with data.parameters.public_registries as ["npm.example"]
	publishing.is_elsewhere("${CI_API_V4_URL}/projects/1/packages/npm/")
	publishing.is_elsewhere("https://$CI_SERVER_HOST/api/v4/packages/npm/")
	publishing.is_elsewhere("$(System.CollectionUri)_packaging/feed/npm/registry/")
	not publishing.is_elsewhere("https://$CI_SERVER_HOST_OF_MINE/")
}

test_registries_that_only_a_run_can_tell[note] if {
	some note, tc in {
		"a variable": {"publish": {"registry": "$NEXUS_URL"}, "undecided": true},
		"a variable of GitLab's": {"publish": {"registry": "$CI_API_V4_URL/x"}, "undecided": false},
		"a host": {"publish": {"registry": "https://npm.corp.example/"}, "undecided": false},
		"none": {"publish": {}, "undecided": false},
		"a manifest's": {"publish": {"packages": ["@acme/a"]}, "undecided": true},
		"another manifest's": {"publish": {"packages": ["@acme/b"]}, "undecided": false},
	}
	packages := [
		{"name": "@acme/a", "publish_config": {"registry": "${REGISTRY}", "scoped_registries": {}}},
		{"name": "@acme/b", "publish_config": {"scoped_registries": {"@acme": "https://npm.corp.example/"}}},
	]
	undecided := {1 | publishing.registry_undecided(tc.publish)} with input as {"packages": packages}
	count(undecided) > 0 == tc.undecided
}

test_a_manifest_s_registry_for_its_scope_is_elsewhere if {
	packages := [{"name": "@acme/b", "publish_config": {"scoped_registries": {"@acme": "https://npm.corp.example/"}}}]
	publishing.goes_elsewhere({"packages": ["@acme/b"]}) with input as {"packages": packages}
}

_package(fields) := object.union(
	{"at": "package.json", "directory": ".", "publishable": true, "workspaces": [], "scripts": []},
	fields,
)

test_released_packages[note] if {
	some note, tc in {
		"an application": {"manifest": {}, "pipelines": [], "released": false},
		"with files": {"manifest": {"files": ["dist"]}, "pipelines": [], "released": true},
		"with publishConfig": {"manifest": {"publish_config": {"at": "x"}}, "pipelines": [], "released": true},
		"private": {"manifest": {"files": ["dist"], "publishable": false}, "pipelines": [], "released": false},
		"an extension of an editor": {
			"manifest": {"files": ["dist"], "engines": [{"name": "vscode", "range": "^1.101.0"}]},
			"pipelines": [],
			"released": false,
		},
		"with prepack": {
			"manifest": {"scripts": [{"name": "prepack", "commands": []}]},
			"pipelines": [],
			"released": true,
		},
		"an example": {
			"manifest": {"files": ["dist"], "directory": "examples/basic"},
			"pipelines": [],
			"released": false,
		},
		"published by a workflow": {
			"manifest": {},
			"pipelines": [{"jobs": [{"publishes": [_publish]}]}],
			"released": true,
		},
		"root of workspaces": {
			"manifest": {"workspaces": ["packages/*"]},
			"pipelines": [{"jobs": [{"publishes": [_publish]}]}],
			"released": false,
		},
	}
	answer := {true | publishing.released(_package(tc.manifest))} with input as {"pipelines": tc.pipelines}
	count(answer) == 1 == tc.released
}
