# METADATA
# title: npm tokens
# description: |
#   Which npm tokens reach a step: from a variable of the pipeline, the job, the step or the command,
#   from an input of an action, a task, a pipe or an orb, from a variable of the project that the
#   script or the repository's own .npmrc names, or from a credential that an earlier step has
#   stored. Empty values, placeholders and the job's own token are none.
package palisade.lib.tokens

import data.palisade.lib.registries

# METADATA
# title: The npm tokens that reach a step
# description: Objects with `name` and `place` (`at`, and `key` where one is needed).
reaching(pipeline, job, step) := found | _not_named(_of_project(pipeline, job, step), found) if {
	found := union({
		_variable_tokens(pipeline, job, step),
		_inline_tokens(step),
		_input_tokens(job, step),
		_stored_tokens(pipeline, job, step),
		_connection_tokens(job, step),
	})
}

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
is_token_variable(name) if upper(name) in _variables_of_tokens

# Looked up once, and not for every variable.
_variables_of_tokens := data.parameters.npm_token_variables

# METADATA
# title: The tokens of GitHub's own that reach a step as an npm token
# description: They open the registry of the forge, and none for everybody.
of_forge(pipeline, job, step) := (({"GITHUB_TOKEN" |
	some variable in _reaching(pipeline, job, step)
	_is_githubs(variable.value)
} | {"GITHUB_TOKEN" |
	some variable in array.concat(array.concat(pipeline.env, job.env), step.env)
	_is_githubs(variable.value)
	variable.name in _named_in_settings
}) | {"GITHUB_TOKEN" |
	some name, value in step["with"]
	contains(lower(name), "token")
	_is_githubs(value)
}) | {"GITHUB_TOKEN" |
	some earlier in job.steps
	earlier.index <= step.index
	some secret in earlier.secrets
	secret.to == "run"
	secret.name == "GITHUB_TOKEN"
	some command in earlier.commands
	_hands_to_settings(command)
}

_is_githubs(value) if regex.match(`\$\{\{\s*(?i:github\.token|secrets\.github_token)\s*\}\}`, value)

_named_in_settings := {name |
	some setting in input.settings
	setting.name == "_authToken"
	some name in setting.references
}

_hands_to_settings(command) if {
	command.deed.kind in {"configure", "publish"}
	_names_token(command)
}

_hands_to_settings(command) if {
	some file in command.writes
	_is_settings_file(file)
}

# A token is told once: the variable that carries it, or else the place that names the project's.
_not_named(others, found) := {token |
	some token in others
	not upper(token.name) in {upper(known.name) | some known in found}
}

_of_project(pipeline, job, step) := _script_variables(pipeline, job, step) | _settings_variables(pipeline, job, step)

# A script names a variable of the project, or a secret.
_script_variables(pipeline, job, step) := {token |
	some secret in step.secrets
	secret.to == "run"
	is_token_variable(secret.name)
	not _set_in_file(pipeline, job, step, secret.name)
	token := {"name": secret.name, "place": {"at": secret.at}}
}

# The repository's own .npmrc names one. GitHub gives no secret to a job that does not ask for it; the
# others give the project's variables to every job.
_settings_variables(pipeline, job, step) := {token |
	pipeline.provider in {"gitlab", "circleci", "azure", "bitbucket"}
	some setting in input.settings
	setting.name == "_authToken"
	setting.origin.layer == "project"
	not _dead_or_private(setting)
	some name in setting.references
	not _set_in_file(pipeline, job, step, name)
	token := {"name": name, "place": {"at": setting.at}}
}

_dead_or_private(setting) if setting.in_force.state == "no"

_dead_or_private(setting) if _is_private(sprintf("//%s", [setting.bound_to]))

_set_in_file(pipeline, job, step, name) if {
	some variables in [pipeline.env, job.env, step.env]
	_sets(variables, name)
}

# Azure: a service connection is lent to a task.
_connection_tokens(job, step) := {token |
	step.uses.kind == "task"
	some earlier in job.steps
	earlier.index <= step.index
	earlier.uses.kind == "task"
	token := _connection(earlier)
} | {token |
	some earlier in job.steps
	earlier.uses.kind == "task"
	earlier.uses.action == "npmauthenticate"
	earlier.index < step.index
	token := _connection(earlier)
}

_connection(step) := {"name": value, "place": {"at": step.at, "key": ["inputs", name]}} if {
	some name, value in step["with"]
	lower(name) == _endpoints[step.uses.action]
	trim_space(value) != ""
}

_endpoints := {"npm": "publishendpoint", "npmauthenticate": "customendpoint"}

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
	token := {"name": name, "place": {"at": step.at, "key": [_inputs(step), name]}}
}

# Where the file has the inputs of a step.
_inputs(step) := object.get({"task": "inputs", "pipe": "variables"}, object.get(step.uses, "kind", "action"), "with")

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
	some name in _variables_of_tokens
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
	_is_private(url)
}

_resolves(value) if contains(value, "${{")

# `$NAME`, `${NAME}`; `$(Name)` of Azure's.
_resolves(value) if regex.match(`^"?\$[{(]?[A-Za-z_]`, value)

# A parameter of CircleCI's.
_resolves(value) if contains(value, "<<")

_resolves(value) if startswith(value, "npm_")

_forge_token(secrets, _) if {
	count(secrets) > 0
	every secret in secrets {
		upper(secret) == "GITHUB_TOKEN"
	}
}

# The job's own token of GitLab, Azure Pipelines.
_forge_token(_, value) if regex.match(`^"?\$[{(]?(CI_JOB_TOKEN|System\.AccessToken)\b`, value)

_forge_token(_, value) if regex.match(`\$\{\{\s*(github\.token|secrets\.GITHUB_TOKEN)\s*\}\}`, value)

_is_private(url) if {
	host := registries.host_of(url)
	not registries.is_public(host)
}
