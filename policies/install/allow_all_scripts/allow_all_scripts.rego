# METADATA
# title: No switch lets every install script run
# description: |
#   `dangerously-allow-all-scripts` switches off the list of packages that may run scripts on
#   install, for direct and indirect dependencies alike. With it a package that was taken over runs
#   code on every machine that installs it. pnpm knows the same switch as
#   `dangerouslyAllowAllBuilds`.
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

deny contains violation if {
	some setting in input.settings
	setting.name in _switches[setting.tool]
	not _off(setting)
	setting.in_force.state != "no"
	violation := {
		"msg": sprintf("`%s` lets every dependency run scripts on install", [setting.name]),
		"at": setting.at,
	}
}

_switches := {
	"npm": {"dangerously-allow-all-scripts"},
	"pnpm": {"dangerously-allow-all-builds", "dangerouslyAllowAllBuilds"},
}

_off(setting) if lower(setting.value) in {"false", "0", "null"}
