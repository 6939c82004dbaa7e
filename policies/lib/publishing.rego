# METADATA
# title: Publications in CI
# description: |
#   What the rules of several packs ask about publishing: which jobs publish, which npm tokens
#   reach a step, whether a job may ask for an OIDC token, and which packages are released at all.
#   Every helper takes facts and returns facts; what they mean is for the rules to say.
package palisade.lib.publishing

import data.palisade.lib.registries

# METADATA
# title: What a job publishes, dry runs left out
real(job) := [publish |
	some publish in job.publishes
	not publish.dry_run
]

# METADATA
# title: A job that publishes
# description: |
#   Rules that ask it of every job write `count(job.publishes) > 0` before it, which costs less than the call.
publishes(job) if {
	some publish in job.publishes
	not publish.dry_run
}

# METADATA
# title: The publications of a job, as related places of a violation
places(job) := [place |
	some publish in real(job)
	place := object.union(place_of(job, publish), {"msg": sprintf("`%s` publishes here", [publish.tool])})
]

# METADATA
# title: The place of a publication
# description: The command, the input of an action that is a script which publishes, or the action.
place_of(job, publish) := {"at": publish.at} if not _script_input(job, publish)

place_of(job, publish) := {"at": _script_input(job, publish), "key": ["with", "publish"]}

# METADATA
# title: The steps of a job and of the repository's own composite actions that it calls
# description: |
#   Objects with `step`, `index` (the job's step that is or calls it) and `related` (the call). An
#   action that such an action calls is not followed.
steps(job) := array.concat(
	[{"index": step.index, "step": step, "related": []} | some step in job.steps],
	[{"index": call.index, "step": step, "related": [_call(call)]} |
		some call in job.steps
		call.uses.kind == "local"
		some action in _composites(call)
		some step in action.steps
	],
)

# METADATA
# title: The installs of a job and of the repository's own composite actions that it calls
# description: Objects with `install`, `index` (the job's step that is or calls it) and `related` (the call).
installs(job) := array.concat(
	[{"index": install.step, "install": install, "related": []} | some install in job.installs],
	[{"index": call.index, "install": install, "related": [_call(call)]} |
		some call in job.steps
		call.uses.kind == "local"
		some action in _composites(call)
		some install in action.installs
	],
)

# METADATA
# title: The job may ask the forge for an OIDC token
oidc(job) if job.permissions.scopes["id-token"] == "write"

# METADATA
# title: No file shows whether the job may ask for an OIDC token
# description: |
#   A forge's default never grants `id-token`, so a workflow that says nothing has none. Only a
#   composite action and a reusable workflow without `permissions` have what their caller has.
oidc_undecided(_, job) if {
	not job.permissions.known
	job.permissions.source == "caller"
}

oidc_undecided(pipeline, job) if {
	not job.permissions.known
	job.permissions.source == "default"
	some trigger in pipeline.triggers
	trigger.event == "workflow_call"
}

# METADATA
# title: The job holds what it takes to publish
credentialed(_, job) if oidc(job)

credentialed(pipeline, job) if count(job_tokens(pipeline, job)) > 0

# METADATA
# title: The npm tokens that reach a publication of the job
job_tokens(pipeline, job) := {token |
	some publish in real(job)
	some step in job.steps
	step.index == publish.step
	some token in npm_tokens(pipeline, job, step)
}

# METADATA
# title: The npm tokens that reach a step
# description: |
#   Objects with `name` and `place` (`at`, and `key` where one is needed). A token comes from a
#   variable of the workflow, the job, the step or the command, from an input of an action, or
#   from a credential that an earlier step has stored. Empty values, placeholders and the job's
#   own GITHUB_TOKEN are none.
npm_tokens(pipeline, job, step) := union({
	_variable_tokens(pipeline, job, step),
	_inline_tokens(step),
	_input_tokens(job, step),
	_stored_tokens(pipeline, job, step),
})

# METADATA
# title: The variable carries something that can be an npm token
# description: |
#   An expression, or a literal with the shape of a credential. `NPM_TOKEN: ""` is the idiom that
#   makes tools choose OIDC; `NPM_TOKEN: unused` authenticates nobody.
carries_token(variable) if {
	is_token_variable(variable.name)
	variable.literal_credential
}

carries_token(variable) if {
	is_token_variable(variable.name)
	_resolves(variable.value)
	not _forge_token(variable.secrets, variable.value)
}

# METADATA
# title: The name of a variable from which a tool reads its npm token
is_token_variable(name) if upper(name) in data.parameters.npm_token_variables

# METADATA
# title: The URL names a registry that anybody can publish to
is_public(registry) if registries.is_public(registries.host_of(registry))

# METADATA
# title: The URL names another registry than those
# description: |
#   Neither holds for a URL whose host only a run can tell.
is_elsewhere(registry) if {
	host := registries.host_of(registry)
	not registries.is_public(host)
}

# METADATA
# title: The package is meant for a registry
# description: |
#   `publishable` says only that the registry would accept it, which holds for most applications
#   as well. A package counts as released when its manifest prepares for it, or when it is no
#   workspace root and the repository publishes something. Examples and fixtures do not count.
released(manifest) if {
	manifest.publishable
	not is_sample(manifest)
	not is_extension(manifest)
	prepared(manifest)
}

released(manifest) if {
	manifest.publishable
	not is_sample(manifest)
	not is_extension(manifest)
	count(manifest.workspaces) == 0
	repository_publishes
}

# METADATA
# title: The package is an extension of an editor, which has a registry of its own
is_extension(manifest) if {
	some engine in manifest.engines
	engine.name == "vscode"
}

# METADATA
# title: The manifest prepares for publishing
prepared(manifest) if manifest.publish_config

prepared(manifest) if manifest.files

prepared(manifest) if {
	some script in manifest.scripts
	script.name in {"prepublishOnly", "publish", "postpublish", "prepack"}
}

prepared(manifest) if {
	some script in manifest.scripts
	some command in script.commands
	command.deed.kind == "publish"
}

# METADATA
# title: Some workflow publishes something
repository_publishes if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	not publish.dry_run
}

# METADATA
# title: The package stands in a folder of examples, templates or tests
is_sample(manifest) if {
	some part in split(lower(manifest.directory), "/")
	part in {
		"example", "examples", "demo", "demos", "sample", "samples", "playground", "playgrounds",
		"template", "templates", "fixture", "fixtures", "__fixtures__", "test", "tests", "__tests__",
		"e2e", "bench", "benchmark", "benchmarks",
	}
}

is_sample(manifest) if {
	some part in split(lower(manifest.directory), "/")
	startswith(part, "template-")
}

_script_input(job, publish) := step.at if {
	some step in job.steps
	step.index == publish.step
	publish.tool == step.uses.action
	step["with"].publish
}

_composites(call) := [action |
	files := _files_of_action(call.uses.path)
	some pipeline in _composite_actions
	pipeline.file in files
	some action in pipeline.jobs
]

# Looked for once, and not for every step that calls one.
_composite_actions := [pipeline |
	some pipeline in input.pipelines
	pipeline.kind == "composite_action"
]

_files_of_action(".") := {"action.yml", "action.yaml"}

_files_of_action(path) := {concat("/", [path, file]) | some file in ["action.yml", "action.yaml"]} if path != "."

_call(call) := {"at": call.at, "key": "uses", "msg": "the action is called here"}

# What is nearest wins: the command, the step, the job, the workflow.
_variable_tokens(pipeline, job, step) := {token |
	some variable in _reaching(pipeline, job, step)
	carries_token(variable)
	not _overridden(step, variable.name)
	token := {"name": variable.name, "place": {"at": variable.at}}
}

# Asked for their names first: few variables have such a one.
_reaching(pipeline, job, step) := ({variable |
	some variable in step.env
	is_token_variable(variable.name)
} | {variable |
	some variable in job.env
	is_token_variable(variable.name)
	not _sets(step.env, variable.name)
}) | {variable |
	some variable in pipeline.env
	is_token_variable(variable.name)
	not _sets(job.env, variable.name)
	not _sets(step.env, variable.name)
}

_sets(variables, name) if {
	some variable in variables
	upper(variable.name) == upper(name)
}

_overridden(step, name) if {
	some command in step.commands
	command.deed.kind == "publish"
	some key, _ in command.environment
	upper(key) == upper(name)
}

_inline_tokens(step) := {token |
	some command in step.commands
	command.deed.kind == "publish"
	some name, value in command.environment
	is_token_variable(name)
	_resolves(value)
	not _forge_token([], value)
	token := {"name": name, "place": {"at": command.at}}
}

_input_tokens(job, step) := {token |
	step.uses
	some publish in job.publishes
	publish.step == step.index
	some name, value in step["with"]
	_token_input(step, name, value)
	not _forge_token([], value)
	token := {"name": name, "place": {"at": step.at, "key": ["with", name]}}
}

_token_input(_, name, value) if {
	replace(lower(name), "_", "-") in {
		"npm-token", "npmtoken", "npm-auth-token", "node-auth-token", "registry-token", "auth-token",
	}
	trim_space(value) != ""
}

# `token` is as often the forge's as the registry's.
_token_input(step, name, value) if {
	lower(name) == "token"
	contains(step.uses.action, "npm")
	trim_space(value) != ""
}

_token_input(step, name, value) if {
	lower(name) == "token"
	not contains(step.uses.action, "npm")
	contains(upper(value), "NPM")
}

# An earlier command wrote a token where later steps find it.
_stored_tokens(pipeline, job, step) := {token |
	some earlier in job.steps
	earlier.index <= step.index
	some command in earlier.commands
	_stores_credential(command)
	some token in (_variable_tokens(pipeline, job, earlier) | _script_secrets(earlier, command))
}

_script_secrets(step, command) := {token |
	some secret in step.secrets
	secret.to == "run"
	secret.name != "GITHUB_TOKEN"
	_mentions(command, secret.name)
	token := {"name": secret.name, "place": {"at": secret.at}}
}

# The words of a here-document are not among the arguments.
_mentions(command, _) if count(command.arguments) == 0

_mentions(command, name) if contains(upper(concat(" ", command.arguments)), name)

_stores_credential(command) if {
	command.deed.kind == "configure"
	_names_token(command)
	not _for_private_registry(command)
}

_stores_credential(command) if {
	some file in command.writes
	_writes_credential(command, file)
}

_writes_credential(command, file) if {
	_is_settings_file(file)
	_names_token(command)
	not _for_private_registry(command)
}

_writes_credential(command, file) if {
	count(command.arguments) == 0
	_is_settings_file(file)
}

_writes_credential(command, file) if {
	contains(file, "GITHUB_ENV")
	some argument in command.arguments
	some name in data.parameters.npm_token_variables
	startswith(argument, sprintf("%s=", [name]))
	argument != sprintf("%s=", [name])
}

_is_settings_file(file) if endswith(file, "npmrc")

_is_settings_file(file) if endswith(file, ".yarnrc.yml")

_names_token(command) if {
	some argument in command.arguments
	contains(lower(argument), "authtoken")
}

# A token for reading from the company's registry does not publish to another one.
_for_private_registry(command) if {
	some argument in command.arguments
	some url in regex.find_n(`//[^/\s]+/[^\s]*_authToken`, argument, 1)
	is_elsewhere(url)
}

_resolves(value) if contains(value, "${{")

_resolves(value) if regex.match(`^"?\$\{?[A-Za-z_]`, value)

_resolves(value) if startswith(value, "npm_")

_forge_token(secrets, _) if {
	count(secrets) > 0
	every secret in secrets {
		upper(secret) == "GITHUB_TOKEN"
	}
}

_forge_token(_, value) if regex.match(`\$\{\{\s*(github\.token|secrets\.GITHUB_TOKEN)\s*\}\}`, value)
