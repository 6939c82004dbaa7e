# METADATA
# title: Tools that CI fetches and runs are pinned
# description: |
#   `npx`, `pnpm dlx`, `yarn dlx` and `bunx` fetch a package and run it at once, outside the
#   lockfile: no hash, no review, and without a version whatever is newest today. The first release
#   of a thief runs in the next build.
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
	some command in step.commands
	command.deed.kind == "execute"
	not _local_only(command)
	loose := [spec | some spec in command.deed.packages; _loose(spec); _fetched(job, command, spec)]
	count(loose) > 0
	violation := {
		"msg": sprintf("job `%s` fetches `%s` and runs it without an exact version", [job.id, concat("`, `", loose)]),
		"at": command.at,
	}
}

# Before an install there is nothing local to run.
deny contains violation if {
	some manifest in input.packages
	some script in manifest.scripts
	script.name == "preinstall"
	some command in script.commands
	command.deed.kind == "execute"
	not _local_only(command)
	loose := [spec | some spec in command.deed.packages; _loose(spec); not _is_dependency(spec)]
	count(loose) > 0
	violation := {
		"msg": sprintf("every install fetches `%s` and runs it without an exact version", [concat("`, `", loose)]),
		"at": command.at,
	}
}

_loose(spec) if {
	not registries.exact(spec)
	not registries.decided_at_run(spec)
	not registries.local_path(spec)
	not regex.match(`#[0-9a-f]{40}$`, spec)
}

# The command always fetches.
_fetched(_, command, _) if {
	command.deed.tool in {"pnpm", "yarn"}
	command.program != "npx"
	not _is_local_exec(command)
}

# A tag or a range is asked for: an installed version does not do.
_fetched(_, _, spec) if regex.match(`.@`, spec)

# A repository or a URL.
_fetched(_, _, spec) if {
	contains(spec, "/")
	not startswith(spec, "@")
}

# Said to be fetched, and no manifest asks for it.
_fetched(_, command, spec) if {
	some flag in ["--yes", "-y"]
	command.flags[flag] != "false"
	not _is_dependency(spec)
}

# The job has installed nothing that could be local.
_fetched(job, _, spec) if {
	count(job.installs) == 0
	not _prepares_otherwise(job)
	not _is_dependency(spec)
}

_is_local_exec(command) if command.subcommand == "exec"

_local_only(command) if {
	some flag in ["--no-install", "--no", "--offline"]
	command.flags[flag] != "false"
}

# Actions and programs that may install without being seen.
_prepares_otherwise(job) if {
	some step in job.steps
	step.uses
	not _official(step)
}

_prepares_otherwise(job) if count(job.images) > 0

_prepares_otherwise(job) if {
	some step in job.steps
	step.run
	some command in step.commands
	not _plain(command)
}

_plain(command) if command.program in {"cat", "cd", "cp", "curl", "echo", "exit", "export", "git", "ls"}

_plain(command) if command.program in {"mkdir", "mv", "rm", "set", "test"}

_plain(command) if command.deed.kind == "execute"

_official(step) if step.uses.owner == "actions"

_is_dependency(spec) if {
	some manifest in input.packages
	some dependency in manifest.dependencies
	dependency.name == spec
}
