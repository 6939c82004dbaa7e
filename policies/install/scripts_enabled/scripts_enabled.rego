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

# By default, or because a command says so.
deny contains violation if {
	data.palisade.lib.installers.present
	some tool in {run.tool | some run in _running; run.cause == ""}
	alike := [run | some run in _running; run.cause == ""; run.tool == tool]
	first := alike[0]
	violation := {
		"msg": sprintf("%s%s runs the install scripts of every dependency", [
			first.named,
			installers.more(count(alike)),
		]),
		"at": first.at,
		"related": _others(alike, 1),
	}
}

# Because of a setting.
deny contains violation if {
	data.palisade.lib.installers.present
	some cause in {run.cause | some run in _running; run.cause != ""}
	alike := [run | some run in _running; run.cause == cause]
	violation := {
		"msg": sprintf("%s lets the install scripts of every dependency run with %s%s", [
			_written(cause),
			alike[0].named,
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

unknown contains gap if {
	data.palisade.lib.installers.present
	some installer in input.installers
	some install in _seen(installer)
	_answer(installer, install) == "unknown"
	gap := {
		"msg": sprintf("whether %s runs the scripts of dependencies: %s", [
			installers.named(installer),
			_reason(installer, install),
		]),
		"at": install.at,
	}
}

# Jobs first, for there is a command to point at.
_running := array.concat([run | some run in _runs; run.job], [run | some run in _runs; not run.job])

_runs := [run |
	some installer in input.installers
	running := [install | some install in _seen(installer); _answer(installer, install) == "run"]
	count(running) > 0
	run := {
		"at": running[0].at,
		"cause": _cause(installer, running[0]),
		"job": _in_job(installer),
		"named": installers.named(installer),
		"tool": installer.tool,
	}
]

_in_job(installer) if {
	installer.job
} else := false

_others(list, from) := [{"at": run.at, "msg": sprintf("%s runs them", [run.named])} |
	some index, run in list
	index >= from
	index < from + 5
]

# What an installer stands for: the installs of its job, or a checkout.
_seen(installer) := [{"at": installer.at}] if {
	not installer.job
} else := [install |
	some install in installers.installs(installer)
	not [installer.job, install.at] in _beside_credential
]

# What the command says comes first, then the settings, then the version of the tool.
_answer(installer, install) := "quiet" if {
	_quiet(installer, install)
} else := "run" if {
	install.scripts == true
	_runs_all(installer)
} else := "unknown" if {
	install.scripts == true
} else := "unknown" if {
	_said_elsewhere(installer, install)
} else := "run" if {
	installers.on(installer.controls.install_scripts)
	_certain(installer)
} else := "quiet" if {
	entry := installer.controls.install_scripts
	entry.state in {"set", "default"}
	entry.enabled == false
} else := "unknown"

_quiet(_, install) if install.scripts == false

# Only what a list names runs, unless a switch allows all, which is `install.allow_all_scripts`.
_quiet(installer, _) if {
	installer.tool in {"npm", "pnpm"}
	installers.surely_since(installer, _reviewed_since[installer.tool])
	not _all_but_named(installer)
}

_quiet(installer, _) if installer.tool == "bun"

_quiet(installer, _) if installers.on(installer.controls.all_scripts_allowed)

_quiet(installer, _) if {
	installer.tool == "npm"
	installers.on(installer.controls.unreviewed_scripts_fail)
}

# With a list older versions of pnpm run nothing else.
_quiet(installer, _) if {
	installer.tool == "pnpm"
	installer.controls.script_allow_list.state == "set"
}

# `neverBuiltDependencies` switches the list of pnpm 10 off.
_all_but_named(installer) if {
	installer.tool == "pnpm"
	entry := installer.controls.install_scripts
	entry.state == "set"
	entry.enabled == true
}

_reviewed_since := {"npm": [12, 0], "pnpm": [10, 0]}

_runs_all(installer) if installer.tool == "yarn"

_runs_all(installer) if _all_but_named(installer)

_runs_all(installer) if installers.surely_before(installer, _reviewed_since[installer.tool])

# A setting that asks for scripts lets a version with a list run only what that names.
_certain(installer) if _runs_all(installer)

_certain(installer) if installer.controls.install_scripts.state == "default"

# A flag or variable speaks for its own command, and this install would have it too.
_said_elsewhere(installer, install) if {
	installer.job
	not _says(install)
	installer.controls.install_scripts.at in _of_commands
}

_says(install) if is_boolean(install.scripts)

_of_commands contains setting.at if {
	some setting in input.settings
	setting.control == "install_scripts"
	setting.origin.layer in {"flag", "environment"}
}

_reason(installer, install) := "only some of its commands say so" if {
	_said_elsewhere(installer, install)
} else := installer.controls.install_scripts.reason if {
	installer.controls.install_scripts.state == "unknown"
} else := "only its version can tell"

_reviewed_in(job) if {
	some installer in input.installers
	installer.job == job.at
	installer.tool == "npm"
	installers.surely_since(installer, _reviewed_since.npm)
}

# The setting that lets them run; nothing where it is the default, or the command's own word.
_cause(installer, install) := installer.controls.install_scripts.at if {
	not _says(install)
	installer.controls.install_scripts.state == "set"
} else := ""

_written(at) := sprintf("`%s`", [text[0]]) if {
	text := [installers.written(setting) | some setting in input.settings; setting.at == at]
} else := "this"

# What `publish.scripts_run_with_credentials` judges.
_beside_credential contains [job.at, install.at] if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.publishes(job)
	some install in job.installs
	_reached(pipeline, job, install)
}

_reached(_, job, _) if publishing.oidc(job)

_reached(pipeline, job, install) if {
	some step in job.steps
	step.index == install.step
	count(publishing.npm_tokens(pipeline, job, step)) > 0
}
