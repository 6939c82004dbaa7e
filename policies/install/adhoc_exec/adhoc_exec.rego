# METADATA
# title: Tools that CI fetches and runs are pinned
# description: |
#   `npx`, `pnpm dlx`, `yarn dlx`, `bunx` and `corepack prepare` fetch a package and run it at once,
#   outside the lockfile: no hash, no review, and without a version whatever is newest today. The
#   first release of a thief runs in the next build.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/commands/npm-exec
#     description: npm exec and npx
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Add the tool to `devDependencies` and run it as `npx --no-install prettier`, or name its exact
#     version, `npx prettier@3.6.2`.
package palisade.install.adhoc_exec

import data.palisade.lib.registries

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	_executes(step)
	executed := [{"at": command.at, "loose": loose} |
		some position, command in step.commands
		command.deed.kind == "execute"
		loose := _loose_specs(job, step, position, command)
		count(loose) > 0
	]
	some index, run in executed
	count([earlier | some before, earlier in executed; before < index; earlier.loose == run.loose]) == 0
	violation := {
		"msg": sprintf("job `%s` fetches `%s` and runs it without an exact version", [
			job.id,
			concat("`, `", run.loose),
		]),
		"at": run.at,
	}
}

_executes(step) if {
	some command in step.commands
	command.deed.kind == "execute"
}

# What a command fetches without an exact version.
_loose_specs(job, step, position, command) := [spec |
	not _local_only(command)
	not _names_no_version(command)
	some spec in command.deed.packages
	_loose(spec)
	_fetched(job, step, position, command, spec)
]

# Before an install there is nothing local to run.
deny contains violation if {
	some manifest in input.packages
	some script in manifest.scripts
	script.name == "preinstall"
	some command in script.commands
	command.deed.kind == "execute"
	not _local_only(command)
	not _names_no_version(command)
	loose := [spec | some spec in command.deed.packages; _loose(spec); not spec in _dependencies]
	count(loose) > 0
	violation := {
		"msg": sprintf("every install fetches `%s` and runs it without an exact version", [concat("`, `", loose)]),
		"at": command.at,
	}
}

_loose(spec) if {
	not contains(spec, "$")
	not registries.exact(spec)
	not registries.local_path(spec)
	not _of_one_commit(spec)
}

_of_one_commit(spec) if {
	contains(spec, "#")
	regex.match(`#[0-9a-f]{40}$`, spec)
}

# The command always fetches.
_fetched(job, step, position, command, spec) if {
	command.deed.tool in {"corepack", "pnpm", "yarn"}
	command.program != "npx"
	not _is_local_exec(command)
} else if {
	# A tag or a range is asked for: an installed version does not do.
	contains(spec, "@")
	regex.match(`.@`, spec)
} else if {
	# A repository or a URL.
	contains(spec, "/")
	not startswith(spec, "@")
} else if {
	# Said to be fetched, and no manifest asks for it.
	some flag in ["--yes", "-y"]
	command.flags[flag] != "false"
	not spec in _dependencies
} else if {
	# The job has not yet installed what could be local.
	not spec in _dependencies
	not _installed(job, step, position)
	not _prepares_otherwise(job, step)
}

_installed(job, step, position) if {
	some install in job.installs
	install.step < step.index
} else if {
	some install in job.installs
	install.step == step.index
	some index, command in step.commands
	index < position
	command.at == install.at
}

_is_local_exec(command) if command.subcommand == "exec"

# `corepack enable pnpm` makes a command of that name; `packageManager` says which version it runs.
_names_no_version(command) if {
	command.deed.tool == "corepack"
	command.subcommand == "enable"
}

_local_only(command) if {
	some flag in ["--no-install", "--no", "--offline"]
	command.flags[flag] != "false"
}

# Actions and programs that may install without being seen.
_prepares_otherwise(job, step) if {
	count(job.images) > 0
} else if {
	some earlier in job.steps
	earlier.index < step.index
	earlier.uses
	not _official(earlier)
} else if {
	some earlier in job.steps
	earlier.index <= step.index
	some command in earlier.commands
	not command.program in _harmless
	not command.deed.kind in {"add", "execute", "install"}
}

_harmless := {
	"[", "awk", "base64", "cat", "cd", "chmod", "cp", "curl", "cut", "date", "echo", "exit", "export", "find", "gh",
	"git", "grep", "head", "jq", "ls", "mkdir", "mv", "printf", "rm", "sed", "set", "sha256sum", "sort", "tail",
	"tar", "test", "touch", "tr", "uniq", "wc",
}

_official(step) if step.uses.owner == "actions"

_dependencies := {dependency.name |
	some manifest in input.packages
	some dependency in manifest.dependencies
}
