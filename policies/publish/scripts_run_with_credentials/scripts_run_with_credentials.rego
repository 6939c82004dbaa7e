# METADATA
# title: Installs beside a publishing credential run no scripts
# description: |
#   An install runs the lifecycle scripts of the dependencies. Where the step can see an npm token or
#   the job may ask for an OIDC token, each of these scripts can publish in the project's name: that
#   is how worms among packages spread from one maintainer to the next.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/scripts
#     description: npm, lifecycle scripts
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Install without scripts, `npm ci --ignore-scripts`, or move the install into a job without the
#     credential and give the token only to the step that publishes.
package palisade.publish.scripts_run_with_credentials

import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.publishes(job)
	some install in job.installs
	not install.global
	credential := _credential(pipeline, job, install)
	_scripts(job, install) == "run"
	violation := {
		"msg": sprintf("`%s` runs the scripts of dependencies in reach of %s", [install.tool, credential]),
		"at": install.at,
		"related": publishing.places(job),
	}
}

unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.publishes(job)
	some install in job.installs
	not install.global
	credential := _credential(pipeline, job, install)
	_scripts(job, install) == "unknown"
	answer := {
		"msg": sprintf(
			"whether `%s` runs scripts in reach of %s depends on its version, which no file pins",
			[install.tool, credential],
		),
		"at": install.at,
	}
}

_credential(pipeline, job, install) := sprintf("the npm token in `%s`", [concat("`, `", sort(names))]) if {
	names := _token_names(pipeline, job, install)
	count(names) > 0
}

_credential(pipeline, job, install) := "the job's OIDC token" if {
	publishing.oidc(job)
	count(_token_names(pipeline, job, install)) == 0
}

_token_names(pipeline, job, install) := {token.name |
	some step in job.steps
	step.index == install.step
	some token in publishing.npm_tokens(pipeline, job, step)
}

# What the command says comes first, then the project's settings, then the version of the tool.
_scripts(_, install) := "run" if install.scripts == true

_scripts(job, install) := "run" if {
	not _said(install)
	not _switched_off(install.tool)
	_runs_by_default(job, install)
}

_scripts(job, install) := "unknown" if {
	not _said(install)
	not _switched_off(install.tool)
	install.tool in {"pnpm", "yarn"}
	count(_versions(job, install.tool)) == 0
}

_said(install) if install.scripts == true

_said(install) if install.scripts == false

_switched_off(tool) if {
	some setting in input.settings
	setting.tool == tool
	setting.origin.layer in {"project", "user"}
	setting.in_force.state == "yes"
	[lower(setting.name), lower(setting.value)] in {
		["ignore-scripts", "true"],
		["ignorescripts", "true"],
		["enablescripts", "false"],
	}
}

_blocking_since := {"npm": [12, 0], "pnpm": [10, 0], "yarn": [4, 14]}

# npm runs them up to 11, whichever of the older ones the runner has.
_runs_by_default(job, install) if {
	install.tool == "npm"
	not _blocks_by_default(job, "npm")
}

_runs_by_default(job, install) if {
	install.tool in {"pnpm", "yarn"}
	count(_versions(job, install.tool)) > 0
	not _blocks_by_default(job, install.tool)
}

_blocks_by_default(job, tool) if {
	some version in _versions(job, tool)
	_at_least(version, _blocking_since[tool])
}

_versions(job, tool) := ({version |
	some manifest in input.packages
	manifest.package_manager.name == tool
	version := manifest.package_manager.version
} | {version |
	some step in job.steps
	step.uses.action == sprintf("%s/action-setup", [tool])
	version := step["with"].version
}) | {version |
	some install in job.installs
	install.global
	some spec in install.packages
	startswith(spec, sprintf("%s@", [tool]))
	version := trim_prefix(spec, sprintf("%s@", [tool]))
}

# `latest` is newer than what any of these tools needs.
_at_least(version, _) if version == "latest"

_at_least(version, least) if {
	numbers := regex.find_n(`[0-9]+`, version, 2)
	to_number(numbers[0]) > least[0]
}

_at_least(version, least) if {
	numbers := regex.find_n(`[0-9]+`, version, 2)
	to_number(numbers[0]) == least[0]
	padded := array.concat(numbers, ["0"])
	to_number(padded[1]) >= least[1]
}
