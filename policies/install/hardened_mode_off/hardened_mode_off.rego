# METADATA
# title: Yarn checks the lockfiles of pull requests
# description: |
#   A pull request can change yarn.lock so that a name and a version stand for another archive, and
#   the change looks like any other. In hardened mode Yarn asks the registry whether the lockfile
#   tells the truth. It does so by itself in pull requests to public repositories on GitHub, unless
#   `enableHardenedMode: false` switches that off. One job of the pull requests that checks is enough:
#   others may then be switched off to be fast.
# related_resources:
#   - ref: https://yarnpkg.com/features/security
#     description: Yarn, hardened mode
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, enableHardenedMode
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Remove the setting. If installs become too slow, keep one job that checks, with
#     `YARN_ENABLE_HARDENED_MODE: 1` in its `env`, and switch the mode off in the others.
package palisade.install.hardened_mode_off

import data.palisade.lib.installers
import data.palisade.lib.settings

deny contains violation if {
	some setting in _switched_off
	settings.in_force(setting)
	_concerns_changes(setting)
	not _checked_elsewhere
	violation := {
		"msg": sprintf("`%s`: no install of a pull request asks the registry whether yarn.lock tells the truth", [
			installers.written(setting),
		]),
		"at": setting.at,
	}
}

unknown contains gap if {
	some setting in _switched_off
	_concerns_changes(setting)
	not _checked_elsewhere
	gap := settings.undecided(setting)
}

# Only a run can tell the value. Without a setting nothing is switched off.
unknown contains gap if {
	some installer in input.installers
	installer.tool == "yarn"
	entry := installer.controls.hardened_mode
	entry.at
	gap := settings.open_question(installer, entry)
}

_switched_off := [setting |
	some setting in input.settings
	setting.control == "hardened_mode"
	setting.enabled == false
]

# A setting of the project, or of a job that a pull request starts.
_concerns_changes(setting) if not setting.origin.job

_concerns_changes(setting) if setting.origin.job in _jobs_of_changes

_jobs_of_changes contains job.at if {
	some pipeline in input.pipelines
	some trigger in pipeline.triggers
	trigger.event in {"merge_group", "pull_request", "pull_request_target", "workflow_call"}
	some job in pipeline.jobs
}

_checked_elsewhere if {
	some installer in input.installers
	installer.tool == "yarn"
	installer.job in _jobs_of_changes
	_hardened(installer.controls.hardened_mode)
}

# Switched on for one step.
_checked_elsewhere if {
	some setting in input.settings
	setting.control == "hardened_mode"
	setting.enabled == true
	setting.origin.job in _jobs_of_changes
	settings.may_hold(setting)
}

_hardened(entry) if entry.state == "default"

_hardened(entry) if entry.enabled == true
