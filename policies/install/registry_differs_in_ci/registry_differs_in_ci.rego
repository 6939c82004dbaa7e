# METADATA
# title: CI installs from the registry that developers use
# description: |
#   If a CI job installs from another registry than a clone of the repository does, then what was
#   reviewed and tested on a developer's machine is not what CI builds. The difference also hides a
#   registry that somebody slipped into the job. Registries that are not declared at all are
#   `install.registry_not_allowed`.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/npmrc
#     description: npm, npmrc and which file wins
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Keep the registry and the scope mappings in the .npmrc of the root, where both read them, and
#     take them out of the job. If a step only publishes to another registry, set `registry-url` in
#     a job of its own.
package palisade.install.registry_differs_in_ci

import data.palisade.lib.registries

deny contains violation if {
	# Settings first: registries are few, where jobs and their other settings may be thousands.
	some setting in input.settings
	setting.name == "registry"
	setting.in_force.state != "no"
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.at == setting.origin.job
	_reaches_install(job, setting)
	host := registries.host_of(setting.value)
	registries.allowed(host)
	scope := _scope(setting)
	not _agrees(host, scope)
	violation := {
		"msg": sprintf(
			"job `%s` installs %s from `%s`, a clone of the repository from %s",
			[job.id, _what(scope), host, _local_view(scope)],
		),
		"at": setting.at,
		"related": [{"at": local.at, "msg": "what a clone of the repository uses"} |
			some local in _project
			_scope(local) == _deciding(scope)
		],
	}
}

_scope(setting) := setting.scope

_scope(setting) := "" if not setting.scope

_what(scope) := sprintf("`%s`", [scope]) if scope != ""

_what("") := "packages"

# The registries that the project's own files name.
_project contains setting if {
	some setting in input.settings
	setting.name == "registry"
	setting.origin.layer == "project"
	setting.in_force.state != "no"
}

# The scope whose entry decides for this one: its own or the default.
_deciding(scope) := scope if count(_local(scope)) > 0

_deciding(scope) := "" if count(_local(scope)) == 0

# The hosts that the project names for a scope; `?` for one that only the environment tells.
_local(scope) := {_host(setting) |
	some setting in _project
	_scope(setting) == scope
}

_host(setting) := registries.host_of(setting.value)

_host(setting) := "?" if not registries.host_of(setting.value)

_agrees(host, scope) if host in _local(_deciding(scope))

_agrees(_, scope) if "?" in _local(_deciding(scope))

_agrees(host, scope) if {
	count(_local(_deciding(scope))) == 0
	registries.is_public(host)
}

_local_view(scope) := "the public registry" if count(_local(_deciding(scope))) == 0

_local_view(scope) := sprintf("`%s`", [concat("`, `", sort(_local(_deciding(scope))))]) if {
	count(_local(_deciding(scope))) > 0
}

# The setting holds when the job installs: for the whole job, from its step on for what a step
# writes into the user's file, and in its own step for a flag or a step's environment.
_reaches_install(job, setting) if {
	not _step_of(job, setting)
	some install in job.installs
	not install.global
	install.tool == setting.tool
}

_reaches_install(job, setting) if {
	setting.origin.layer == "user"
	index := _step_of(job, setting)
	some install in job.installs
	not install.global
	install.tool == setting.tool
	index <= install.step
}

_reaches_install(job, setting) if {
	setting.origin.layer in {"flag", "environment"}
	index := _step_of(job, setting)
	some install in job.installs
	not install.global
	install.tool == setting.tool
	index == install.step
}

_step_of(job, setting) := step.index if {
	some step in job.steps
	startswith(setting.at, concat("", [step.at, "/"]))
}
