# METADATA
# title: New versions must age before they are installed
# description: |
#   Most malicious releases are found and removed within hours. With `min-release-age`, which npm
#   reads since 11.10 in days, a version that is younger is not chosen when ranges are resolved.
#   Without it an update takes whatever was published a minute ago.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, min-release-age
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Write `min-release-age=3` (days) into the .npmrc of the root and use npm 11.10 or later. Let
#     your own scope through with `min-release-age-exclude[]=@acme/*`.
package palisade.install.no_age_gate

deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	_is_npms(manifest)
	not _gated
	count(_short) == 0
	not _undecided
	violation := {
		"msg": "npm installs versions of any age here: no `min-release-age` is in force",
		"at": manifest.at,
		"related": [{"at": setting.at, "msg": sprintf("npm ignores this one: %s", [_reason(setting)])} |
			some setting in _dead
		],
	}
}

deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	_is_npms(manifest)
	some setting in _short
	violation := {
		"msg": sprintf(
			"`min-release-age=%s` days are less than the %d seconds that a version must age",
			[setting.value, data.parameters.minimum_release_age],
		),
		"at": setting.at,
	}
}

deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	_is_npms(manifest)
	some setting in input.settings
	setting.tool == "npm"
	setting.name == "min-release-age-exclude"
	setting.in_force.state != "no"
	some pattern in split(setting.value, ",")
	trim_space(pattern) in {"*", "**", "*/*"}
	violation := {
		"msg": "every package is excluded from the minimum release age",
		"at": setting.at,
	}
}

unknown contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	_is_npms(manifest)
	not _gated
	count(_short) == 0
	some setting in _ages
	_may_gate(setting)
	violation := {
		"msg": sprintf("whether `min-release-age=%s` holds depends on what the repository does not show", [setting.value]),
		"at": setting.at,
	}
}

_ages contains setting if {
	some setting in input.settings
	setting.tool == "npm"
	setting.name == "min-release-age"
}

_gated if {
	some setting in _ages
	setting.in_force.state == "yes"
	_days(setting) * 86400 >= data.parameters.minimum_release_age
}

# A fixed date is a gate too.
_gated if {
	some setting in input.settings
	setting.tool == "npm"
	setting.name == "before"
	setting.in_force.state != "no"
}

_short contains setting if {
	some setting in _ages
	setting.in_force.state != "no"
	_days(setting) * 86400 < data.parameters.minimum_release_age
}

_dead contains setting if {
	some setting in _ages
	setting.in_force.state == "no"
}

_undecided if {
	some setting in _ages
	_may_gate(setting)
}

_may_gate(setting) if {
	setting.in_force.state == "unknown"
	_days(setting) * 86400 >= data.parameters.minimum_release_age
}

# A value that only the environment tells.
_may_gate(setting) if {
	setting.in_force.state != "no"
	not _days(setting)
}

_days(setting) := to_number(setting.value) if regex.match(`^[0-9]+(?:\.[0-9]+)?$`, setting.value)

_reason(setting) := setting.in_force.reason

_reason(setting) := "the npm in use is too old for it" if not setting.in_force.reason

_is_npms(manifest) if manifest.package_manager.name == "npm"

_is_npms(manifest) if {
	not manifest.package_manager
	some lockfile in input.lockfiles
	lockfile.directory == "."
	lockfile.kind in {"package_lock", "npm_shrinkwrap"}
}
