# METADATA
# title: Install scripts of dependencies do not run unreviewed
# description: |
#   npm up to version 11, pnpm up to 9, Yarn 1 and Yarn up to 4.13 run the install scripts of every
#   dependency, direct or not. A script runs with all that the job or the person at the machine holds
#   before any test has looked at the package, and most packages that were taken over put their code
#   there. npm 12, pnpm 10 and bun run only what a list in the repository names, Yarn 4.14 only what
#   is switched on. Before npm 12 `allowScripts` stops nothing that it does not name. Installs in reach
#   of a publishing credential are `publish.scripts_run_with_credentials`.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, ignore-scripts
#   - ref: https://docs.npmjs.com/cli/v12/commands/npm-approve-scripts
#     description: npm, approve-scripts
#   - ref: https://pnpm.io/settings
#     description: pnpm, build settings
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, enableScripts
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet, ignore run-scripts
# custom:
#   severity: high
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     npm, pnpm 9 and Yarn 1: write `ignore-scripts=true` into the root's .npmrc (Yarn 1:
#     `ignore-scripts true` into .yarnrc) and run the few builds that are needed by name, `npm rebuild
#     esbuild`. Yarn: `enableScripts: false` in .yarnrc.yml. Or use npm 12 or pnpm 11 with a list
#     of reviewed packages, which `npm approve-scripts` and `pnpm approve-builds` write.
package palisade.install.scripts_enabled

import data.palisade.lib.installers
import data.palisade.lib.publishing

# By default. Where no command asks for scripts, they run only where they are on, and the installers where they are
# not are left out beforehand.
deny contains violation if {
	data.palisade.lib.installers.present
	count(_asking) == 0
	some violation in _of_every_dependency([run | some list in [_by_default, _by_default_on_machines]; some run in list])
}

# By default, or because a command says so.
deny contains violation if {
	data.palisade.lib.installers.present
	count(_asking) > 0
	some violation in _of_every_dependency(_unasked)
}

_of_every_dependency(list) := {violation |
	some tool in {run.installer.tool | some run in list}
	alike := [run | some run in list; run.installer.tool == tool]
	first := alike[0]
	violation := {
		"msg": sprintf("%s%s runs the install scripts of every dependency", [
			_named(first),
			installers.more(count(alike)),
		]),
		"at": first.at,
		"related": _others(alike, 1),
	}
}

_by_default := [run |
	some installer in input.installers
	installer.controls.install_scripts.state == "default"
	installer.controls.install_scripts.enabled == true
	job := _jobs[installer.job]
	installer.tool != "bun"
	not installer.controls.all_scripts_allowed.enabled
	not _listed(installer)
	running := [install.at |
		some install in job.installs
		install.tool == installer.tool
		not install.global
		not install.scripts == false
		installers.in_folder_of(installer, install)
		not [job.at, install.at] in _beside_credential
	]
	run := {"at": running[0], "installer": installer}
]

_by_default_on_machines := [{"at": installer.at, "installer": installer} |
	some installer in input.installers
	not installer.job
	installer.controls.install_scripts.state == "default"
	installer.controls.install_scripts.enabled == true
	not _quiet(installer)
]

# Because of a setting.
deny contains violation if {
	data.palisade.lib.installers.present
	count(_switched_on) > 0
	some cause in {run.cause | some run in _asked}
	alike := [run | some run in _asked; run.cause == cause]
	violation := {
		"msg": sprintf("%s lets the install scripts of every dependency run with %s%s", [
			_written(cause),
			_named(alike[0]),
			installers.more(count(alike)),
		]),
		"at": cause,
		"related": _others(alike, 0),
	}
}

# `npm rebuild` runs what the install before it did not.
deny contains violation if {
	data.palisade.lib.installers.present
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program == "npm"
	command.subcommand in {"rb", "rebuild"}
	command.flags["--ignore-scripts"] == "false"
	count(command.operands) == 0
	not _reviewed_in(job)
	violation := {
		"msg": sprintf("`npm rebuild` in job `%s` runs the install scripts of every dependency", [job.id]),
		"at": command.at,
	}
}

# In jobs, where nobody knows the setting. What is asked of each installer stands here, and not in
# helpers, since there may be thousands.
unknown contains gap if {
	some installer in input.installers
	installer.controls.install_scripts.state == "unknown"
	job := _jobs[installer.job]
	installer.tool != "bun"
	not installer.controls.all_scripts_allowed.enabled
	not _listed(installer)
	some install in job.installs
	install.tool == installer.tool
	not install.global
	not install.scripts == true
	not install.scripts == false
	installers.in_folder_of(installer, install)
	not [job.at, install.at] in _beside_credential
	gap := {
		"msg": sprintf("whether %s in job `%s` runs the scripts of dependencies: %s", [
			installers.called(installer),
			job.id,
			_reason(installer),
		]),
		"at": install.at,
	}
}

# Where it is known, and not whether the command or the version goes by it.
unknown contains gap if {
	some installer in input.installers
	installer.controls.install_scripts.state in {"set", "unsupported"}
	job := _silent[installer.job]
	_undecided(installer)
	not _quiet(installer)
	some install in job.installs
	install.tool == installer.tool
	not install.global
	not install.scripts == true
	not install.scripts == false
	installers.in_folder_of(installer, install)
	not [job.at, install.at] in _beside_credential
	gap := {
		"msg": sprintf("whether %s in job `%s` runs the scripts of dependencies: %s", [
			installers.called(installer),
			job.id,
			_reason(installer),
		]),
		"at": install.at,
	}
}

# The jobs with an install whose command says nothing. Most say that they run no scripts.
_silent := {job.at: job |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	not install.scripts == true
	not install.scripts == false
	not install.global
}

# Where the command asks for scripts.
unknown contains gap if {
	count(_asking) > 0
	some installer in input.installers
	installer.job in _asking
	not _runs_all(installer)
	not _quiet(installer)
	some install in installers.installs(installer)
	install.scripts == true
	not [installer.job, install.at] in _beside_credential
	gap := _gap(installer, install.at, _reason_of_versions(installer))
}

# On the machines of people.
unknown contains gap if {
	some installer in input.installers
	not installer.job
	_undecided_by_setting(installer)
	not _quiet(installer)
	gap := {
		"msg": sprintf("whether %s runs the scripts of dependencies: %s", [
			installers.named_with(installer, {}),
			_reason_of_versions(installer),
		]),
		"at": installer.at,
	}
}

_gap(installer, at, reason) := {
	"msg": sprintf("whether %s runs the scripts of dependencies: %s", [
		installers.named_with(installer, _jobs),
		reason,
	]),
	"at": at,
}

# Jobs first, for there is a command to point at.
_unasked := [run |
	some list in [_in_jobs(_candidates), _on_machines(_candidates)]
	some run in list
	not run.cause
]

_asked := [run |
	some list in [_in_jobs(_switched_on), _on_machines(_switched_on)]
	some run in list
	run.cause
]

_in_jobs(list) := [run |
	some installer in list
	job := _jobs[installer.job]
	installer.tool != "bun"
	not installer.controls.all_scripts_allowed.enabled
	not _listed(installer)
	running := [install |
		some install in job.installs
		install.tool == installer.tool
		not install.global
		not install.scripts == false
		not [job.at, install.at] in _beside_credential
		_runs_in(installer, install)
		installers.in_folder_of(installer, install)
	]
	run := {"at": running[0].at, "cause": _cause(installer, running[0]), "installer": installer}
]

_on_machines(list) := [run |
	some installer in list
	not installer.job
	not _quiet(installer)
	_runs_in(installer, {})
	run := {"at": installer.at, "cause": _cause(installer, {}), "installer": installer}
]

_named(run) := installers.named_with(run.installer, _jobs)

_others(list, from) := [{"at": run.at, "msg": sprintf("%s runs them", [_named(run)])} |
	some index, run in list
	index >= from
	index < from + 5
]

_jobs := data.palisade.lib.installers.jobs

# Where no command asks for scripts, they run only where they are on.
_candidates := [installer |
	some installer in input.installers
	installer.controls.install_scripts.enabled == true
] if {
	count(_asking) == 0
} else := input.installers

_asking := {job.at |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	install.scripts == true
}

_switched_on := [installer |
	some installer in input.installers
	installer.controls.install_scripts.state == "set"
	installer.controls.install_scripts.enabled == true
]

_quiet(installer) if {
	installer.tool == "bun"
} else if {
	# A switch allows all, which is `install.allow_all_scripts`.
	installer.controls.all_scripts_allowed.enabled == true
} else if _listed(installer)

# Only what a list names runs, or nothing.
_listed(installer) if {
	since := _reviewed_since[installer.tool]
	semver.compare(installer.version.least, since) >= 0
	not _all_but_named(installer)
} else if {
	# With a list older versions of pnpm run nothing else.
	installer.tool == "pnpm"
	installer.controls.script_allow_list.state == "set"
} else if {
	installer.tool == "npm"
	installer.controls.unreviewed_scripts_fail.enabled == true
}

# `neverBuiltDependencies` switches the list of pnpm 10 off.
_all_but_named(installer) if {
	installer.tool == "pnpm"
	installer.controls.install_scripts.state == "set"
	installer.controls.install_scripts.enabled == true
}

# Where the command does not switch them off: what it says comes first, then the settings, then the
# version of the tool.
_runs_in(installer, install) if {
	installer.controls.install_scripts.state == "default"
	installer.controls.install_scripts.enabled == true
	not install.scripts == true
} else if {
	install.scripts == true
	_runs_all(installer)
} else if {
	# A setting that asks for scripts lets a version with a list run only what that names.
	installer.controls.install_scripts.state == "set"
	installer.controls.install_scripts.enabled == true
	not install.scripts == true
	_runs_all(installer)
	not _said_elsewhere(installer)
}

_undecided(installer) if {
	_said_elsewhere(installer)
} else if _undecided_by_setting(installer)

_undecided_by_setting(installer) if {
	installers.on(installer.controls.install_scripts)
	installer.controls.install_scripts.state == "set"
	not _runs_all(installer)
} else if {
	not installer.controls.install_scripts.enabled == true
	not installer.controls.install_scripts.enabled == false
} else if {
	not installer.controls.install_scripts.state == "set"
	not installer.controls.install_scripts.state == "default"
}

_says(install) if is_boolean(install.scripts)

_runs_all(installer) if {
	installer.tool == "yarn"
} else if {
	_all_but_named(installer)
} else if semver.compare(installer.version.most, _reviewed_since[installer.tool]) < 0

_reviewed_since := {"npm": "12.0.0", "pnpm": "10.0.0"}

# A flag or variable speaks for its own command, and an install that is silent would have it too.
_said_elsewhere(installer) if {
	installer.job
	installer.controls.install_scripts.at in _of_commands
}

_of_commands := {setting.at |
	some setting in input.settings
	setting.control == "install_scripts"
	setting.origin.layer in {"flag", "environment"}
}

_reason(installer) := installer.controls.install_scripts.reason if {
	installer.controls.install_scripts.state == "unknown"
	not installer.controls.install_scripts.at
} else := "only some of its commands say so" if {
	_said_elsewhere(installer)
} else := _reason_of_versions(installer)

_reason_of_versions(installer) := installer.controls.install_scripts.reason if {
	installer.controls.install_scripts.state == "unknown"
} else := "only its version can tell"

_reviewed_in(job) if {
	some installer in input.installers
	installer.job == job.at
	installer.tool == "npm"
	semver.compare(installer.version.least, _reviewed_since.npm) >= 0
}

# The setting that lets them run; false where it is the default, or the command's own word.
_cause(installer, install) := installer.controls.install_scripts.at if {
	installer.controls.install_scripts.state == "set"
	not _says(install)
} else := false

_written(at) := sprintf("`%s`", [text[0]]) if {
	text := [installers.written(setting) | some setting in input.settings; setting.at == at]
} else := "this"

# What `publish.scripts_run_with_credentials` judges.
_beside_credential contains [job.at, install.at] if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	installs := [install | some install in job.installs; not install.global; not install.scripts == false]
	count(installs) > 0
	publishing.publishes(job)
	some install in installs
	_reached(pipeline, job, install)
}

# The tokens of a step are dear to look for.
_reached(pipeline, job, install) if {
	publishing.oidc(job)
} else if {
	some step in job.steps
	step.index == install.step
	count(publishing.npm_tokens(pipeline, job, step)) > 0
}
