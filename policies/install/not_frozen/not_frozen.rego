# METADATA
# title: CI installs what the lockfile pins
# description: |
#   An install that may change the lockfile resolves ranges anew and runs whatever was published
#   a minute ago. `npm install` repairs a lockfile that does not agree with the manifest instead
#   of failing, so neither the review of the lockfile nor its hashes hold for that build. The same
#   is true of packages that a job adds by name without a version.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/commands/npm-ci
#     description: npm ci, a clean install from the lockfile
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet, enforce the lockfile
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Write `npm ci` instead of `npm install`; for the other tools `pnpm install --frozen-lockfile`,
#     `yarn install --immutable` (Yarn 1: `--frozen-lockfile`) or `bun ci`. Move a tool that only
#     CI needs into `devDependencies`, or name its exact version.
package palisade.install.not_frozen

import data.palisade.lib.registries

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	not _proposes_change(job)
	some install in job.installs
	not install.global
	count(install.packages) == 0
	_may_change(install)
	_has_lockfile(install.tool)
	not _writes_lockfile_only(job, install)
	violation := {
		"msg": sprintf("%s in job `%s` may install other versions than the lockfile pins", [install.tool, job.id]),
		"at": install.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	not _proposes_change(job)
	some install in job.installs
	not install.global
	loose := [spec | some spec in install.packages; _loose(spec)]
	count(loose) > 0
	violation := {
		"msg": sprintf("job `%s` adds `%s` without an exact version", [job.id, concat("`, `", loose)]),
		"at": install.at,
		"severity": "medium",
	}
}

_may_change(install) if install.frozen == false

# Yarn 1 installs without its flag are not frozen, in CI either.
_may_change(install) if {
	install.tool == "yarn"
	not _says(install)
	some manifest in input.packages
	manifest.role == "root"
	manifest.package_manager.name == "yarn"
	startswith(manifest.package_manager.version, "1.")
}

_says(install) if is_boolean(install.frozen)

# A missing lockfile is `lockfile.missing`.
_has_lockfile(tool) if {
	some lockfile in input.lockfiles
	lockfile.kind in _kinds[tool]
}

_kinds := {
	"npm": {"package_lock", "npm_shrinkwrap"},
	"pnpm": {"pnpm_lock"},
	"yarn": {"yarn_lock"},
	"bun": {"bun_lock", "bun_lock_binary"},
}

# The command only writes the lockfile: it installs nothing.
_writes_lockfile_only(job, install) if {
	some step in job.steps
	some command in step.commands
	command.at == install.at
	some flag in ["--package-lock-only", "--lockfile-only", "--dry-run"]
	command.flags[flag] != "false"
}

# The job exists to change the lockfile, and people review what it proposes.
_proposes_change(job) if {
	some step in job.steps
	step.uses.action == "peter-evans/create-pull-request"
}

_proposes_change(job) if {
	some step in job.steps
	some command in step.commands
	command.program == "gh"
	command.arguments[0] == "pr"
	command.arguments[1] == "create"
}

_loose(spec) if {
	not registries.exact(spec)
	not registries.decided_at_run(spec)
	not registries.local_path(spec)
}
