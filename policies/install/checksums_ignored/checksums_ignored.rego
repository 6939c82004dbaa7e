# METADATA
# title: Checksums of the lockfile are checked
# description: |
#   The checksum in yarn.lock is what tells the archive that was reviewed from any other that a
#   registry, a mirror or a cache may serve today. With `checksumBehavior: ignore`, `update` or
#   `reset` Yarn takes an archive with another checksum; `--update-checksums` and
#   `--skip-integrity-check` do that to Yarn 1. By default Yarn stops.
# related_resources:
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, checksumBehavior
#   - ref: https://classic.yarnpkg.com/en/docs/cli/install
#     description: Yarn 1, --update-checksums
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Remove the setting or the flag. When a checksum differs, find out why, and let Yarn write the new
#     one once, on a person's machine: `YARN_CHECKSUM_BEHAVIOR=update yarn install`. Review that change
#     of yarn.lock.
package palisade.install.checksums_ignored

import data.palisade.lib.installers
import data.palisade.lib.settings

deny contains violation if {
	some setting in input.settings
	_loosens(setting)
	settings.in_force(setting)
	violation := {
		"msg": sprintf("`%s` lets Yarn install what the checksum in the lockfile does not fit", [
			installers.written(setting),
		]),
		"at": setting.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	some flag in _flags(command)
	violation := {
		"msg": sprintf("`%s` lets Yarn install what the checksum in the lockfile does not fit", [flag]),
		"at": command.at,
	}
}

# Run by every install of the project.
deny contains violation if {
	some manifest in input.packages
	some script in manifest.scripts
	script.lifecycle
	some command in script.commands
	some flag in _flags(command)
	violation := {
		"msg": sprintf("`%s` lets Yarn install what the checksum in the lockfile does not fit", [flag]),
		"at": command.at,
	}
}

unknown contains gap if {
	some setting in input.settings
	_loosens(setting)
	gap := settings.undecided(setting)
}

# Only a run can tell the value.
unknown contains gap if {
	some installer in input.installers
	installer.tool == "yarn"
	entry := installer.controls.checksum_behavior
	entry.at
	gap := settings.open_question(installer, entry)
}

_loosens(setting) if {
	setting.control == "checksum_behavior"
	lower(setting.value) in {"ignore", "reset", "update"}
}

# Flags that .yarnrc of Yarn 1 adds to every install.
_loosens(setting) if {
	setting.tool == "yarn"
	setting.name in {"skip-integrity-check", "update-checksums"}
	lower(setting.value) == "true"
	not setting.origin.layer in {"environment", "flag"}
}

_flags(command) := [flag |
	command.program in {"yarn", "yarnpkg"}
	some flag in ["--skip-integrity-check", "--update-checksums"]
	command.flags[flag] != "false"
]
