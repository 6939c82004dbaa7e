# METADATA
# title: The list of install scripts names what was reviewed
# description: |
#   npm honours names and names with exact versions in `allowScripts`. A key with a range or a tag is
#   ignored, so the scripts it was meant to allow stay blocked from npm 12 on; pnpm refuses it in
#   its lists. A bare name allows every version to come, that of a thief included, and a pattern
#   every package that somebody gives such a name. Where nobody has decided, pnpm 10 and 11 leave a
#   placeholder in `allowBuilds`, which neither allows nor refuses the script. The lists of a
#   tool that nothing here installs with do not count.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v12/commands/npm-approve-scripts
#     description: npm, approve-scripts writes exact versions
#   - ref: https://pnpm.io/settings
#     description: pnpm, allowBuilds
#   - ref: https://bun.sh/docs/install/lifecycle
#     description: bun, trustedDependencies
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Write the reviewed versions, `"esbuild@0.25.1": true` or `"sharp@0.33.4 || 0.33.5": true`;
#     `npm approve-scripts esbuild` writes them so. In pnpm's `allowBuilds` write `true` or `false` for
#     each package, `esbuild: true`, or with versions `sharp@0.33.4 || 0.33.5: true`.
package palisade.install.allow_list_loose

import data.palisade.lib.installers

deny contains violation if {
	data.palisade.lib.installers.present
	some entry in _entries
	entry.allowed
	contains(entry.key, "*")
	not _allows_all(entry)
	violation := {
		"msg": sprintf("`%s` in `%s` lets more than reviewed versions run scripts", [entry.key, entry.list]),
		"at": entry.at,
		"mark": "key",
	}
}

deny contains violation if {
	data.palisade.lib.installers.present
	some entry in _entries
	entry.allowed
	_takes_versions(entry)
	not contains(entry.key, "*")
	versions := _versions(entry.key)
	some version in versions
	not _exact(version)
	violation := {
		"msg": sprintf("`%s` in `%s` names a range or a tag, not an exact version", [entry.key, entry.list]),
		"at": entry.at,
		"mark": "key",
	}
}

# pnpm writes "set this to true or false" for a script that nobody has decided on.
deny contains violation if {
	data.palisade.lib.installers.present
	some setting in input.settings
	setting.tool == "pnpm"
	setting.name == "allowBuilds"
	setting.list
	setting.in_force.state != "no"
	not installers.switched(setting)
	violation := {
		"msg": sprintf("nothing says whether `%s` may run its scripts: write `true` or `false`", [setting.value]),
		"at": setting.at,
	}
}

# Of other tools a bare name is the usual form.
warn contains violation if {
	data.palisade.lib.installers.present
	some entry in _entries
	entry.allowed
	entry.list == "allowScripts"
	not contains(entry.key, "*")
	not _versions(entry.key)
	not _address(entry.key)
	violation := {
		"msg": sprintf("every version of `%s` may run scripts, later ones too", [entry.key]),
		"at": entry.at,
		"mark": "key",
	}
}

# Tools read the list of the root alone: that of a member is not in force.
_entries := [entry |
	some manifest in input.packages
	manifest.role != "member"
	some entry in manifest.allowed_scripts
	[manifest.directory, _tools[entry.list]] in _in_use
]

_in_use := {[installer.directory, installer.tool] | some installer in input.installers}

_tools := {
	"allowScripts": "npm",
	"allowBuilds": "pnpm",
	"onlyBuiltDependencies": "pnpm",
	"pnpm.onlyBuiltDependencies": "pnpm",
	"pnpm.allowBuilds": "pnpm",
	"trustedDependencies": "bun",
	"dependenciesMeta": "yarn",
	"dependenciesMeta.built": "yarn",
}

# What `install.allow_all_scripts` judges.
_allows_all(entry) if {
	entry.list == "allowBuilds"
	entry.key == "*"
}

# Yarn's keys are locators, bun's are names.
_takes_versions(entry) if _tools[entry.list] in {"npm", "pnpm"}

# The versions behind the name; undefined for a bare name and for an address.
_versions(key) := versions if {
	not _address(key)
	found := regex.find_all_string_submatch_n(`^@?[^@]+@(.+)$`, key, 1)
	text := found[0][1]
	versions := [trim_space(version) | some version in split(text, "||")]
}

# A git repository or an archive at a URL.
_address(key) if regex.match(`://|^git@|^git\+|^github:|^file:`, key)

_exact(version) if regex.match(`^[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?$`, version)
