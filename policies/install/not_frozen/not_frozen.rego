# METADATA
# title: CI installs what the lockfile pins
# description: |
#   An install that may change the lockfile resolves ranges anew and runs whatever was published
#   a minute ago. `npm install` repairs a lockfile that does not agree with the manifest instead
#   of failing, so neither the review of the lockfile nor its hashes hold for that build; neither
#   Yarn 1 nor bun fails by itself. pnpm and Yarn 2 or later do so in CI, unless a setting such as
#   `frozen-lockfile=false` or `enableImmutableInstalls: false` lets them. The same is true of
#   packages that a job adds by name without a version.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/commands/npm-ci
#     description: npm ci, a clean install from the lockfile
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, enableImmutableInstalls
#   - ref: https://pnpm.io/cli/install
#     description: pnpm install, --frozen-lockfile
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

import data.palisade.lib.installers
import data.palisade.lib.registries

deny contains violation if {
	count(_lockfiles) > 0
	some pipeline in input.pipelines
	some job in pipeline.jobs
	thawed := [install |
		some install in job.installs
		not install.frozen
		not install.global
		count(install.packages) == 0
		installers.frozen(job, install) == "no"
		not [job.at, install.at] in _thawed_places
		_locked(job, install) == "yes"
		not _writes_lockfile_only(job, install)
	]
	count(thawed) > 0
	not _proposes_change(job)
	some tool in {install.tool | some install in thawed}
	installs := [install | some install in thawed; install.tool == tool]
	violation := {
		"msg": sprintf("%s in job `%s` may install other versions than the lockfile pins", [tool, job.id]),
		"at": installs[0].at,
		"related": [{"at": install.at, "msg": "and here"} |
			some index, install in installs
			index > 0
		],
	}
}

# A setting, wherever it holds.
deny contains violation if {
	count(_lockfiles) > 0
	data.palisade.lib.installers.present
	some cause in {entry.cause | some entry in _thawed; entry.counts}
	alike := [entry | some entry in _thawed; entry.counts; entry.cause == cause]
	violation := {
		"msg": sprintf("%s%s may install other versions than the lockfile pins: a setting lets it", [
			alike[0].named,
			installers.more(count(alike)),
		]),
		"at": cause,
		"related": [{"at": entry.at, "msg": sprintf("%s installs here", [entry.named])} |
			some index, entry in alike
			index < 5
		],
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	not install.global
	loose := [spec | some spec in install.packages; _loose(spec)]
	count(loose) > 0
	not _proposes_change(job)
	violation := {
		"msg": sprintf("job `%s` adds `%s` without an exact version", [job.id, concat("`, `", loose)]),
		"at": install.at,
		"severity": "medium",
	}
}

unknown contains gap if {
	count(_lockfiles) > 0
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	not install.frozen
	not install.global
	count(install.packages) == 0
	installers.frozen(job, install) == "no"
	_locked(job, install) == "unknown"
	not _writes_lockfile_only(job, install)
	not _proposes_change(job)
	gap := {
		"msg": sprintf("in which folder %s installs in job `%s`, and so by which lockfile, only a run can tell", [
			install.tool,
			job.id,
		]),
		"at": install.at,
	}
}

unknown contains gap if {
	count(_lockfiles) > 0
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	not install.frozen
	install.tool in {"bun", "pnpm", "yarn"}
	not install.global
	installers.frozen(job, install) == "unknown"
	_locked(job, install) != "no"
	not _writes_lockfile_only(job, install)
	not _proposes_change(job)
	gap := {
		"msg": sprintf("whether %s in job `%s` keeps to the lockfile, its version or a setting decides", [
			install.tool,
			job.id,
		]),
		"at": install.at,
	}
}

# The installs that a setting, and no command, lets change the lockfile.
_thawed := [entry |
	some installer in input.installers
	installer.controls.frozen_lockfile.state == "set"
	installer.controls.frozen_lockfile.enabled == false
	cause := installers.thawed_by(installer)
	job := _jobs[installer.job]
	some install in job.installs
	install.tool == installer.tool
	not install.frozen
	not install.global
	installers.in_folder_of(installer, install)
	installers.frozen(job, install) == "no"
	count(install.packages) == 0
	not _says_no(install)
	entry := {
		"at": install.at,
		"cause": cause,
		"counts": _counts(job, install),
		"job": job.at,
		"named": installers.named_with(installer, _jobs),
	}
]

_jobs := {job.at: job |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count([install | some install in job.installs; not install.frozen]) > 0
}

_thawed_places := {[entry.job, entry.at] | some entry in _thawed}

_counts(job, install) if {
	_locked(job, install) == "yes"
	not _proposes_change(job)
	not _writes_lockfile_only(job, install)
} else := false

# bun has no word for it, so that its commands never say it.
_says_no(install) if {
	install.frozen == false
	install.tool != "bun"
}

# Whether a lockfile stands where the command runs. A missing one is `lockfile.missing`.
_locked(job, install) := _locked_in(install.tool, folder) if {
	folder := _folder(job, install)
} else := "yes" if {
	count(_directories[install.tool]) > 0
} else := "no"

_locked_in(tool, folder) := "yes" if {
	_reads_lockfile_in(tool, folder)
} else := "unknown" if {
	some directory in _directories[tool]
	startswith(directory, _told(folder))
} else := "no"

# The folder that the command runs in, where it is not the root.
_folder(job, install) := install.directory if {
	install.directory != "."
} else := trim_suffix(trim_prefix(folder, "./"), "/") if {
	some step in job.steps
	step.index == install.step
	count([command | some command in step.commands; command.program in {"cd", "pushd"}]) > 0
	some position, command in step.commands
	command.at == install.at
	folders := [earlier.arguments[0] |
		some index, earlier in step.commands
		index < position
		earlier.program in {"cd", "pushd"}
	]
	folder := folders[count(folders) - 1]
}

# What is known of a folder that only a run can tell.
_told(folder) := split(folder, "$")[0] if contains(folder, "$")

_told(folder) := "" if regex.match(`^(\.\.|[/~-])`, folder)

_reads_lockfile_in(tool, folder) if folder in _directories[tool]

_reads_lockfile_in(tool, folder) if {
	"." in _directories[tool]
	some manifest in input.packages
	manifest.role == "member"
	manifest.directory == folder
}

# Without a lockfile there is nothing to keep to, and no install need be looked at.
_lockfiles := [lockfile | some lockfile in input.lockfiles; lockfile.directory]

_directories := {tool: {lockfile.directory | some lockfile in _lockfiles; lockfile.kind in kinds} |
	some tool, kinds in _kinds
}

_kinds := {
	"npm": {"package_lock", "npm_shrinkwrap"},
	"pnpm": {"pnpm_lock"},
	"yarn": {"yarn_lock"},
	"bun": {"bun_lock", "bun_lock_binary"},
}

# The command only writes the lockfile: it installs nothing. Flag by flag, so that commands without it are left
# out beforehand.
_writes_lockfile_only(job, install) if {
	some step in job.steps
	some command in step.commands
	command.flags["--package-lock-only"] != "false"
	command.at == install.at
}

_writes_lockfile_only(job, install) if {
	some step in job.steps
	some command in step.commands
	command.flags["--lockfile-only"] != "false"
	command.at == install.at
}

_writes_lockfile_only(job, install) if {
	some step in job.steps
	some command in step.commands
	command.flags["--dry-run"] != "false"
	command.at == install.at
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

_proposes_change(job) if {
	some step in job.steps
	step.uses.action == "actions/github-script"
	contains(step["with"].script, "pulls.create(")
}

_loose(spec) if {
	not registries.exact(spec)
	not registries.decided_at_run(spec)
	not registries.local_path(spec)
}
