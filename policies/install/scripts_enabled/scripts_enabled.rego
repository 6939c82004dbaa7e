# METADATA
# title: Install scripts of dependencies do not run unreviewed
# description: |
#   npm up to version 11 runs the install scripts of every dependency, direct or not. A script runs
#   with all that the job holds before any test has looked at the package, and most packages that
#   were taken over put their code there. npm 12 runs only what `allowScripts` in the root's
#   package.json names. Installs in reach of a publishing
#   credential are `publish.scripts_run_with_credentials`.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, ignore-scripts
#   - ref: https://docs.npmjs.com/cli/v12/commands/npm-approve-scripts
#     description: npm, approve-scripts
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet, ignore run-scripts
# custom:
#   severity: high
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Write `ignore-scripts=true` into the root's .npmrc and run the few builds that are needed by
#     name, `npm rebuild esbuild`. Or use npm 12 with a list of reviewed packages, which
#     `npm approve-scripts` writes as `allowScripts` into package.json.
package palisade.install.scripts_enabled

import data.palisade.lib.publishing

deny contains violation if {
	not _allow_list
	not _project_state.yes
	not _project_state.unknown
	count(_asks_for_npm_12) == 0
	count(_installs) > 0
	first := _installs[0]
	violation := {
		"msg": sprintf("the install scripts of every dependency run in job `%s`%s", [first.job, _more(count(_installs))]),
		"at": first.at,
		"related": [{"at": install.at, "msg": sprintf("and in job `%s`", [install.job])} |
			some index, install in _installs
			index > 0
			index < 6
		],
	}
}

unknown contains violation if {
	not _allow_list
	not _project_state.yes
	some setting in _project_settings
	setting.in_force.state == "unknown"
	count(_installs) > 0
	violation := {
		"msg": "nobody can tell whether npm listens to this `ignore-scripts`",
		"at": setting.at,
	}
}

unknown contains violation if {
	not _allow_list
	not _project_state.yes
	some manager in _asks_for_npm_12
	count(_installs) > 0
	violation := {
		"msg": sprintf("npm %s would block install scripts, but job `%s` may run the npm of its Node", [
			manager.version,
			_installs[0].job,
		]),
		"at": manager.at,
	}
}

# The first install with scripts of each job, in order.
_installs := [install |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	not _job_ignores_scripts(pipeline, job)
	not _blocks_by_default(job)
	running := [entry |
		some entry in job.installs
		_runs_scripts(entry)
		not _by_corepack(job, entry)
		not _beside_credential(pipeline, job, entry)
	]
	count(running) > 0
	install := {"at": running[0].at, "job": job.id}
]

_more(total) := "" if total == 1

_more(total) := " and one more job" if total == 2

_more(total) := sprintf(" and %d more jobs", [total - 1]) if total > 2

_runs_scripts(install) if {
	install.tool == "npm"
	not install.global
	not _ignores(install)
}

_ignores(install) if install.scripts == false

# What `publish.scripts_run_with_credentials` judges.
_beside_credential(_, job, _) if {
	publishing.publishes(job)
	publishing.oidc(job)
}

_beside_credential(pipeline, job, install) if {
	publishing.publishes(job)
	some step in job.steps
	step.index == install.step
	count(publishing.npm_tokens(pipeline, job, step)) > 0
}

_job_ignores_scripts(_, job) if job.at in _quiet_jobs

_job_ignores_scripts(pipeline, _) if pipeline.file in _quiet_files

# Gathered once: a repository may have thousands of jobs, and as many settings.
_quiet_jobs contains setting.origin.job if {
	some setting in input.settings
	_ignore_scripts(setting)
	setting.in_force.state != "no"
}

_quiet_files contains setting.origin.file if {
	some setting in input.settings
	_ignore_scripts(setting)
	not setting.origin.job
	setting.in_force.state != "no"
}

# npm 12 blocks the scripts of dependencies unless they are listed.
_blocks_by_default(job) if {
	some install in job.installs
	install.global
	some spec in install.packages
	regex.match(`^npm(?:@latest|@[~^]?(?:1[2-9]|[2-9][0-9])(?:\..*)?)?$`, spec)
}

_blocks_by_default(job) if {
	count(_asks_for_npm_12) > 0
	some step in job.steps
	some command in step.commands
	command.program == "corepack"
	"enable" in command.arguments
	"npm" in command.arguments
}

# npm itself does not read the field: only Corepack obeys it, and only where it is told to stand in for npm.
_asks_for_npm_12 := [manifest.package_manager |
	some manifest in input.packages
	manifest.role == "root"
	manifest.package_manager.name == "npm"
	regex.match(`^(?:1[2-9]|[2-9][0-9])\.`, manifest.package_manager.version)
]

_by_corepack(job, install) if {
	count(_asks_for_npm_12) > 0
	some step in job.steps
	step.index == install.step
	some command in step.commands
	command.at == install.at
	command.program == "corepack"
}

_allow_list if {
	some manifest in input.packages
	manifest.role == "root"
	some entry in manifest.allowed_scripts
	entry.list == "allowScripts"
}

_ignore_scripts(setting) if {
	setting.tool == "npm"
	setting.name == "ignore-scripts"
	lower(setting.value) in {"true", "1"}
}

# The root's own file is the only one that npm reads in a project.
_project_settings contains setting if {
	some setting in input.settings
	_ignore_scripts(setting)
	setting.origin.layer == "project"
	setting.origin.file == ".npmrc"
}

_project_state contains state if {
	some setting in _project_settings
	state := setting.in_force.state
}
