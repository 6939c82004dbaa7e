# METADATA
# title: The lockfile is not switched off
# description: |
#   With `package-lock=false` npm neither reads nor writes a lockfile: every install resolves every
#   range anew, nothing is checked against a hash, and a change of a dependency appears in no review.
#   Users of a library do not get its lockfile, so switching it off protects nobody.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, package-lock
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json
# custom:
#   severity: high
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Remove `package-lock=false`, run `npm install --package-lock-only` and commit package-lock.json.
#     To test against the newest versions, run a scheduled job of its own.
package palisade.install.lockfile_disabled

deny contains violation if {
	some setting in input.settings
	setting.name in _names[setting.tool]
	setting.origin.layer != "flag"
	lower(setting.value) in {"false", "0", "null"}
	setting.in_force.state != "no"
	not _other_manager(setting.tool)
	violation := {
		"msg": sprintf("`%s=%s`: %s pins nothing here", [setting.name, setting.value, setting.tool]),
		"at": setting.at,
		"severity": _severity(setting),
	}
}

# A file in a folder of its own is that of an example or a test.
_severity(setting) := "low" if {
	setting.origin.layer in {"project", "member"}
	contains(setting.origin.file, "/")
} else := "high"

_names := {
	"npm": {"package-lock", "shrinkwrap"},
	"pnpm": {"lockfile"},
}

# The project uses another tool, and the setting keeps a second lockfile away.
_other_manager(tool) if {
	some manifest in input.packages
	manifest.role == "root"
	manifest.package_manager.name != tool
}

_other_manager("npm") if {
	some lockfile in input.lockfiles
	lockfile.directory == "."
	lockfile.kind in {"pnpm_lock", "yarn_lock", "bun_lock", "bun_lock_binary"}
}
