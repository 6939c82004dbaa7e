# METADATA
# title: Settings that protect are read by the tool in use
# description: |
#   A setting that the tool ignores protects nobody, and looks in every review as if it did. npm reads
#   `min-release-age` since 11.10 and no workspace member's .npmrc; pnpm 11 reads its settings
#   in pnpm-workspace.yaml, and neither in .npmrc nor below `pnpm` in package.json; Yarn 2 and
#   later read no .npmrc. An age in the wrong unit is as dead: npm counts days, pnpm and a bare
#   number for Yarn minutes, bun seconds. Settings of a tool that nothing here installs with
#   do not count, and neither does one that the same file sets again.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/npmrc
#     description: npm, .npmrc
#   - ref: https://pnpm.io/settings
#     description: pnpm, settings
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, .yarnrc.yml
#   - ref: https://bun.sh/docs/runtime/bunfig
#     description: bun, bunfig.toml
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Pin a version of the tool that knows the setting, in `packageManager` and in CI, or move the setting
#     to the file that this version reads. Three days are `min-release-age=3` for npm,
#     `minimumReleaseAge: 4320` for pnpm, `npmMinimalAgeGate: 3d` for Yarn and
#     `minimumReleaseAge = 259200` for bun.
package palisade.install.dead_setting

import data.palisade.lib.installers

deny contains violation if {
	data.palisade.lib.installers.present
	some place in {_place(setting) | some setting in _dead}
	alike := [setting | some setting in _dead; _place(setting) == place]
	first := alike[0]
	others := {setting.at | some setting in alike} - {first.at}
	violation := {
		"msg": sprintf("`%s`%s no effect: %s", [
			installers.written(first),
			_and_more(count(others)),
			_reason(first, "the tool does not read it here"),
		]),
		"at": first.at,
		"severity": _severity(first),
		"related": array.concat(
			[{"at": at, "msg": "nor has this one"} | some index, at in sort(others); index < 5],
			[{"at": setting.at, "msg": sprintf("`%s` is in force", [installers.written(setting)])} |
				some index, setting in _instead(first)
				index == 0
			],
		),
	}
}

# The list of package.json that npm reads since 11.16.
deny contains violation if {
	data.palisade.lib.installers.present
	some manifest in input.packages
	manifest.role != "member"
	entries := [entry | some entry in manifest.allowed_scripts; entry.list == "allowScripts"]
	readers := [installer |
		some installer in input.installers
		installer.tool == "npm"
		installer.directory == manifest.directory
	]
	count(readers) > 0
	every installer in readers {
		installer.controls.script_allow_list.state == "unsupported"
	}
	violation := {
		"msg": sprintf("`allowScripts` has no effect: %s%s does not read it", [
			installers.named(readers[0]),
			installers.more(count(readers)),
		]),
		"at": entries[0].at,
		"mark": "key",
	}
}

deny contains violation if {
	data.palisade.lib.installers.present
	some setting in input.settings
	setting.control == "minimum_age"
	setting.in_force.state != "no"
	mistake := installers.mistaken_unit(setting)
	violation := {
		"msg": sprintf("`%s` is %s for %s, which counts %s: it looks like %s", [
			installers.written(setting),
			mistake.is,
			setting.tool,
			installers.unit(setting.tool),
			mistake.meant,
		]),
		"at": setting.at,
	}
}

unknown contains gap if {
	data.palisade.lib.installers.present
	some setting in input.settings
	setting.in_force.state == "unknown"
	_protects(setting)
	_met(setting)
	gap := {
		"msg": sprintf("whether `%s` has an effect: %s", [
			installers.written(setting),
			_reason(setting, "the repository does not show it"),
		]),
		"at": setting.at,
	}
}

_dead := [setting |
	some setting in input.settings
	setting.in_force.state == "no"
	_protects(setting)
	not _again(setting)
	_met(setting)
	not [setting.at, setting.name] in _heard
]

# A setting of a whole workflow is one fact for each job: it lives where one of them listens.
_heard := {[setting.at, setting.name] |
	some setting in input.settings
	setting.control
	setting.in_force.state != "no"
}

_again(setting) if startswith(setting.in_force.reason, "set again")

_reason(setting, otherwise) := object.get(setting.in_force, "reason", otherwise)

# The entries of a list, and the jobs of a workflow, have one cause.
_place(setting) := [setting.origin.file, setting.tool, setting.name]

_and_more(others) := " has" if {
	others == 0
} else := sprintf(" and %d more have", [others])

# Somebody installs with the tool where the setting stands.
_met(setting) if {
	some tool in _readers(setting)
	[setting.origin.job, tool] in _jobs
}

_met(setting) if {
	not setting.origin.job
	some above in _above(installers.folder(setting.origin.file))
	some tool in _readers(setting)
	[above, tool] in _folders
}

# One name for three tools, of which some versions read it here.
_readers(setting) := {"npm", "pnpm", "yarn"} if {
	setting.name == "ignore-scripts"
} else := {setting.tool}

_jobs := {[installer.job, installer.tool] | some installer in input.installers}

_folders := {[installer.directory, installer.tool] | some installer in input.installers}

# The folder itself and those that hold it.
_above(folder) := {"."} | {concat("/", array.slice(parts, 0, index + 1)) |
	parts := split(folder, "/")
	some index, _ in parts
}

# What is in force of the same kind makes the dead one a leftover.
_severity(setting) := "low" if {
	count(_instead(setting)) > 0
} else := "low" if {
	setting.control == "install_scripts"
	not _scripts_may_run
} else := "high"

_scripts_may_run if {
	some installer in input.installers
	_may_run(installer)
}

_may_run(installer) if installers.on(installer.controls.install_scripts)

_may_run(installer) if installer.controls.install_scripts.state == "unknown"

_instead(setting) := [other |
	some other in input.settings
	other.control == setting.control
	other.tool == setting.tool
	other.in_force.state == "yes"
	not other.origin.job
	installers.folder(other.origin.file) in _above(installers.folder(setting.origin.file))
	_protects(other)
]

# Settings that take something away from an attacker; the same ones may give it back.
_protects(setting) if {
	setting.control == "install_scripts"
	setting.enabled == false
}

_protects(setting) if {
	setting.control in {
		"exotic_subdependencies_blocked", "frozen_lockfile", "hardened_mode", "provenance",
		"unreviewed_scripts_fail",
	}
	setting.enabled == true
}

_protects(setting) if {
	setting.control == "minimum_age"
	not _switches_off(setting)
}

_protects(setting) if setting.control in {"published_before", "script_allow_list"}

_protects(setting) if {
	setting.control in {"git_dependencies", "remote_dependencies"}
	not lower(setting.value) in {"all", "**", "null"}
}

_protects(setting) if {
	setting.control == "trust_policy"
	lower(setting.value) == "no-downgrade"
}

_switches_off(setting) if setting.seconds == 0
