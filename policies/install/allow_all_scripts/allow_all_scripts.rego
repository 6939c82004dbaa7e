# METADATA
# title: No switch lets every install script run
# description: |
#   `dangerously-allow-all-scripts` switches off the list of packages that may run scripts on
#   install, for direct and indirect dependencies alike. With it a package that was taken over runs
#   code on every machine that installs it. pnpm knows the same switch as
#   `dangerouslyAllowAllBuilds`, and `"*": true` in `allowBuilds` does the same.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v12/using-npm/config
#     description: npm, dangerously-allow-all-scripts
#   - ref: https://pnpm.io/settings
#     description: pnpm, dangerouslyAllowAllBuilds
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Take the switch out and list the packages whose scripts were reviewed: `npm approve-scripts`
#     writes them into package.json, `pnpm approve-builds` into pnpm-workspace.yaml.
package palisade.install.allow_all_scripts

import data.palisade.lib.installers

# Also where nobody can tell whether the version in use knows the switch: an older one asks nobody anyway.
deny contains violation if {
	data.palisade.lib.installers.present
	some setting in input.settings
	setting.control == "all_scripts_allowed"
	setting.enabled == true
	setting.in_force.state != "no"
	violation := {
		"msg": sprintf("`%s` lets every dependency run scripts on install", [setting.name]),
		"at": setting.at,
	}
}

deny contains violation if {
	data.palisade.lib.installers.present
	some manifest in input.packages
	manifest.role != "member"
	some entry in manifest.allowed_scripts
	entry.allowed
	entry.list == "allowBuilds"
	entry.key == "*"
	_installs_with_pnpm(manifest)
	violation := {
		"msg": "`*` in `allowBuilds` lets every dependency run scripts on install",
		"at": entry.at,
		"mark": "key",
	}
}

unknown contains gap if {
	data.palisade.lib.installers.present
	some setting in input.settings
	setting.control == "all_scripts_allowed"
	not installers.switched(setting)
	setting.in_force.state != "no"
	gap := {
		"msg": sprintf("whether `%s` lets every script run, only a run can tell", [installers.written(setting)]),
		"at": setting.at,
	}
}

_installs_with_pnpm(manifest) if {
	some installer in input.installers
	installer.tool == "pnpm"
	installer.directory == manifest.directory
}
