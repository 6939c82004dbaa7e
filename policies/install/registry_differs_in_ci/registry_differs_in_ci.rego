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
#     Keep the registry and the scope mappings in a file of the root that the tool reads, .npmrc,
#     .yarnrc.yml or bunfig.toml, for clones and CI alike, and take them out of the job. If a step only
#     publishes to another registry, set `registry-url` in a job of its own.
package palisade.install.registry_differs_in_ci

import data.palisade.lib.installers
import data.palisade.lib.registries
import data.palisade.lib.settings

# The default registry: what all settings of a job come to, and what those of a clone come to. Where nobody names
# one, there is no other than the public one.
deny contains violation if {
	_named_somewhere
	count(_checkouts) > 0
	some at in {_place(installer) | some installer in _differing}
	group := [installer | some installer in _differing; _place(installer) == at]
	first := group[0]
	here := _checkout(first)
	violation := {
		"msg": sprintf("%s%s installs packages from %s, a clone of the repository from %s", [
			installers.named(first),
			installers.more(count(group)),
			_shown(_default(first)),
			_shown(_default(here)),
		]),
		"at": at,
		"related": array.concat(
			[{"at": _default(here).at, "msg": _uses} | _default(here).at],
			installers.others(group),
		),
	}
}

# Scopes: setting by setting.
deny contains violation if {
	count(_checkouts) > 0
	some at in {mapping.at | some mapping in _mappings}
	group := [mapping | some mapping in _mappings; mapping.at == at; _disagrees(mapping)]
	count(group) > 0
	first := group[0]
	violation := {
		"msg": sprintf("%s%s installs `%s` from `%s`, a clone of the repository from %s", [
			installers.named(first.installer),
			installers.more(count(group)),
			first.scope,
			registries.host_of(first.value),
			_local_words(first.checkout, first.scope),
		]),
		"at": at,
		"related": array.concat(
			[{"at": place, "msg": _uses} | some place in _local_places(first.checkout, first.scope)],
			installers.others([mapping.installer | some mapping in group]),
		),
	}
}

unknown contains gap if {
	count(_checkouts) > 0
	some installer in input.installers
	installer.controls.registry.state == "unknown"
	installer.job
	here := _checkout(installer)
	not _default(installer).at == _default(here).at
	gap := settings.open_question(installer, _default(installer))
}

# Said of the clone, and where its registry is known nothing of the jobs need be looked at.
unknown contains gap if {
	count(_untold) > 0
	some installer in input.installers
	installer.job
	_views[[installer.directory, installer.tool]] == "?"
	here := _checkout(installer)
	not _default(installer).at == _default(here).at
	_view(_default(installer)) != "?"
	gap := {
		"msg": "only the environment knows from which registry a clone of the repository installs",
		"at": object.get(_default(here), "at", here.at),
	}
}

_untold := [installer |
	some installer in input.installers
	installer.controls.registry.state in {"set", "unknown"}
	not installer.job
	_view(_default(installer)) == "?"
]

_named_somewhere if {
	some installer in input.installers
	installer.controls.registry.value
}

_uses := "what a clone of the repository uses"

_default(installer) := installer.controls.registry

# Of jobs that install where somebody can install a clone.
_differing := [installer |
	some installer in input.installers
	installer.job
	other := _views[[installer.directory, installer.tool]]
	view := _view(_default(installer))
	view != other
	not "?" in {view, other}
	_declared(view)
	_reaches(installer, object.get(_default(installer), "at", installer.at))
]

# Others are `install.registry_not_allowed`.
_declared(view) if view == "public"

_declared(host) if registries.allowed(host)

_place(installer) := object.get(_default(installer), "at", installer.at)

# The host; `public` for every public registry, `?` where only a run can tell.
_view(entry) := "public" if {
	entry.state == "default"
	not entry.value
} else := "?" if {
	entry.state == "unknown"
} else := view if {
	view := _views_of_urls[entry.value]
	view != "?"
} else := "public" if {
	entry.state in {"default", "unsupported"}
} else := "?"

# Most places have the same one.
_views_of_urls := {url: _view_of(url) |
	some url in {installer.controls.registry.value | some installer in input.installers}
}

_view_of(url) := "public" if {
	registries.is_public(registries.host_of(url))
} else := host if {
	host := registries.host_of(url)
} else := "?"

_shown(entry) := sprintf("`%s`", [host]) if {
	entry.state == "set"
	host := registries.host_of(entry.value)
} else := "the public registry"

# What a person installs with in a clone where a job installs.
_checkout(installer) := _clones[[installer.directory, installer.tool]]

# By the folder and the tool of the jobs, which most of them have in common.
_clones := {[directory, tool]: _nearest(directory, tool) |
	some [directory, tool] in {[installer.directory, installer.tool] |
		some installer in input.installers
		installer.job
	}
}

_views := {place: _view(_default(checkout)) | some place, checkout in _clones}

# In the folder of the job or else the root, with its tool or else another.
_nearest(directory, tool) := _of_tool(directory, tool)[0] if {
	count(_of_tool(directory, tool)) > 0
} else := _of_folder(directory)[0] if {
	count(_of_folder(directory)) > 0
} else := _of_tool(".", tool)[0] if {
	count(_of_tool(".", tool)) > 0
} else := _of_folder(".")[0]

_of_tool(directory, tool) := [checkout | some checkout in _of_folder(directory); checkout.tool == tool]

_of_folder(directory) := [checkout | some checkout in _checkouts; checkout.directory == directory]

_checkouts := [installer | some installer in input.installers; not installer.job]

# What a job says of a scope, and the installers that read it in time.
_mappings := [mapping |
	some setting in input.settings
	setting.control == "registry"
	setting.scope
	setting.origin.job
	settings.may_hold(setting)
	registries.allowed(registries.host_of(setting.value))
	some installer in input.installers
	installer.job == setting.origin.job
	here := _checkout(installer)
	settings.reads(installer, setting)
	_reaches(installer, setting.at)
	mapping := {
		"at": setting.at,
		"scope": setting.scope,
		"value": setting.value,
		"installer": installer,
		"checkout": here,
	}
]

_disagrees(mapping) if {
	view := _view_of(mapping.value)
	views := _local_views(mapping.checkout, mapping.scope)
	not view in views
	not "?" in views
}

# The project's own mappings of the scope; without one its default registry answers.
_local(checkout, scope) := [setting |
	some setting in input.settings
	setting.control == "registry"
	setting.scope == scope
	setting.origin.layer == "project"
	not setting.origin.job
	settings.reads(checkout, setting)
]

_local_views(checkout, scope) := {_view_of(setting.value) |
	some setting in _local(checkout, scope)
} if {
	count(_local(checkout, scope)) > 0
} else := {_view(_default(checkout))}

_local_words(checkout, scope) := _shown({"state": "set", "value": found[0].value}) if {
	found := _local(checkout, scope)
	count(found) > 0
} else := _shown(_default(checkout))

_local_places(checkout, scope) := [setting.at | some setting in _local(checkout, scope)] if {
	count(_local(checkout, scope)) > 0
} else := [at | at := _default(checkout).at]

# The setting holds when the job installs: for the whole job, from its step on for what a step writes
# into a file, and in its own step for a flag or a step's environment.
_reaches(installer, at) if not startswith(at, concat("", [installer.job, "/"]))

_reaches(installer, at) if {
	startswith(at, concat("", [installer.job, "/"]))
	not _step_of(installer.job, at)
}

_reaches(installer, at) if {
	index := _step_of(installer.job, at)
	some install in installers.installs(installer)
	_in_time(at, index, install.step)
}

_in_time(_, index, step) if index == step

_in_time(at, index, step) if {
	index < step
	not at in _for_one_step
}

_for_one_step contains setting.at if {
	some setting in input.settings
	setting.control == "registry"
	setting.origin.layer in {"environment", "flag"}
}

_step_of(job, at) := step.index if {
	some step in _steps[job]
	startswith(at, concat("", [step.at, "/"]))
}

_steps := {job.at: job.steps |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.installs) > 0
}
