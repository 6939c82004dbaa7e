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
	count(job.publishes) > 0
	publishing.publishes(job)
	some entry in publishing.installs(job)
	install := entry.install
	not install.global
	_scripts(job, install) == "run"
	credential := _credential(pipeline, job, entry.index)
	violation := {
		"msg": sprintf("`%s` runs the scripts of dependencies in reach of %s", [install.tool, credential]),
		"at": install.at,
		"related": array.concat(entry.related, publishing.places(job)),
	}
}

unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	some entry in publishing.installs(job)
	install := entry.install
	not install.global
	_scripts(job, install) == "unknown"
	credential := _credential(pipeline, job, entry.index)
	answer := {
		"msg": sprintf(
			"whether `%s` runs scripts in reach of %s depends on its version, which the job does not say",
			[install.tool, credential],
		),
		"at": install.at,
	}
}

# A build needs dependencies: an action of another repository, or a command that only a run can tell, installs them.
unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	publishing.oidc(job)
	seen := [entry | some entry in publishing.installs(job); not entry.install.global]
	count(seen) == 0
	built := [command.deed.script |
		some entry in publishing.steps(job)
		some command in entry.step.commands
		command.deed.kind == "run_script"
		not _is_publication(job, command)
	]
	answer := {
		"msg": sprintf("what installs the dependencies of the script `%s` in job `%s` is not seen", [built[0], job.id]),
		"at": job.at,
	}
}

# Elsewhere the project's variables reach a job without being named in the file.
unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	count(publishing.with_unseen_credential(pipeline, job)) > 0
	some entry in publishing.installs(job)
	install := entry.install
	not install.global
	_scripts(job, install) in {"run", "unknown"}
	answer := {
		"msg": sprintf(
			"`%s` may run the scripts of dependencies in job `%s`, which publishes with a token that stands in no file",
			[install.tool, job.id],
		),
		"at": install.at,
	}
}

_is_publication(job, command) if {
	some publish in job.publishes
	publish.at == command.at
}

_credential(pipeline, job, index) := _named(job, _token_names(pipeline, job, index))

_named(_, names) := sprintf("the npm token in `%s`", [concat("`, `", sort(names))]) if count(names) > 0

_named(job, names) := "the job's OIDC token" if {
	publishing.oidc(job)
	count(names) == 0
}

_token_names(pipeline, job, index) := {token.name |
	some step in job.steps
	step.index == index
	some token in publishing.npm_tokens(pipeline, job, step)
}

# What the command says comes first, then the project's settings, then the version of the tool.
_scripts(_, install) := "run" if install.scripts == true

_scripts(job, install) := _by_version(install.tool, _versions(job, install.tool)) if {
	not _said(install)
	not install.tool in _switched_off
}

_said(install) if install.scripts == true

_said(install) if install.scripts == false

# The tools that a setting tells to run no scripts.
_switched_off := {setting.tool |
	some setting in input.settings
	setting.origin.layer in {"project", "user"}
	setting.in_force.state == "yes"
	[lower(setting.name), lower(setting.value)] in {
		["ignore-scripts", "true"],
		["ignorescripts", "true"],
		["enablescripts", "false"],
	}
}

_blocking_since := {"npm": [12, 0], "pnpm": [10, 0], "yarn": [4, 14]}

_by_version(tool, versions) := "unknown" if {
	tool in {"pnpm", "yarn"}
	count(versions) == 0
}

_by_version(tool, versions) := "run" if {
	tool in {"pnpm", "yarn"}
	count(versions) > 0
	not _blocks(tool, versions)
}

# npm runs them up to 11, whichever of the older ones the runner has. Its own shims obey `packageManager` only where
# Corepack is told to make one.
_by_version("npm", versions) := "run" if {
	not _blocks("npm", versions)
	not _blocks("npm", _declared("npm"))
}

_by_version("npm", versions) := "unknown" if {
	not _blocks("npm", versions)
	_blocks("npm", _declared("npm"))
}

_blocks(tool, versions) if {
	some version in versions
	_at_least(version, _blocking_since[tool])
}

_versions(job, tool) := union({_declared_and_obeyed(job, tool), _set_up(job, tool), _installed(job, tool)})

_declared(tool) := {version |
	some manifest in input.packages
	manifest.package_manager.name == tool
	version := manifest.package_manager.version
}

_declared_and_obeyed(_, tool) := _declared(tool) if tool != "npm"

_declared_and_obeyed(job, "npm") := {version |
	some version in _declared("npm")
	some steps in [job.steps, publishing.called_steps(job)]
	some step in steps
	some command in step.commands
	command.program == "corepack"
	command.arguments[0] == "enable"
	"npm" in command.arguments
}

_set_up(job, tool) := {version |
	action := sprintf("%s/action-setup", [tool])
	some steps in [job.steps, publishing.called_steps(job)]
	some step in steps
	step.uses.action == action
	version := step["with"].version
}

_installed(job, tool) := {version |
	some entry in publishing.installs(job)
	entry.install.global
	some spec in entry.install.packages
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
