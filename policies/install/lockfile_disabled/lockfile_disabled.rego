# METADATA
# title: The lockfile is not switched off
# description: |
#   With `package-lock=false` npm neither reads nor writes a lockfile, and so do pnpm with
#   `lockfile: false`, Yarn 1 with `no-lockfile` and bun with `save = false` for its lockfile: every
#   install resolves every range anew, nothing is checked against a hash, and a change of a
#   dependency appears in no review. Users of a library do not get its lockfile, so switching it
#   off protects nobody. Only settings that a tool in use listens to count; a flag of one command is
#   `install.not_frozen`.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, package-lock
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json
#   - ref: https://pnpm.io/settings
#     description: pnpm, lockfile
# custom:
#   severity: high
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Remove `package-lock=false`, run `npm install --package-lock-only` and commit package-lock.json;
#     for the other tools likewise: install once and commit the lockfile.
#     To test against the newest versions, run a scheduled job of its own.
package palisade.install.lockfile_disabled

import data.palisade.lib.installers

deny contains violation if {
	data.palisade.lib.installers.present
	some setting in input.settings
	_switch(setting)
	setting.enabled == false
	setting.in_force.state == "yes"
	violation := {
		"msg": sprintf("`%s`: %s pins nothing here", [installers.written(setting), setting.tool]),
		"at": setting.at,
		"severity": _severity(setting),
	}
}

unknown contains gap if {
	data.palisade.lib.installers.present
	some setting in input.settings
	_switch(setting)
	setting.enabled == false
	setting.in_force.state == "unknown"
	gap := {
		"msg": sprintf("whether %s listens to `%s`: %s", [
			setting.tool,
			installers.written(setting),
			object.get(setting.in_force, "reason", "the repository does not show it"),
		]),
		"at": setting.at,
	}
}

# A value that only a run can tell.
unknown contains gap if {
	data.palisade.lib.installers.present
	some setting in input.settings
	_switch(setting)
	not installers.switched(setting)
	setting.in_force.state != "no"
	gap := {
		"msg": sprintf("whether `%s` switches the lockfile off, only a run can tell", [installers.written(setting)]),
		"at": setting.at,
	}
}

_switch(setting) if {
	setting.control == "lockfile"
	setting.origin.layer != "flag"
}

# A file in a folder of its own is that of an example or a test.
_severity(setting) := "low" if {
	setting.origin.layer in {"project", "member"}
	contains(setting.origin.file, "/")
} else := "high"
