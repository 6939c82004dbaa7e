# METADATA
# title: The list of install scripts names exact versions
# description: |
#   npm honours names and names with exact versions in `allowScripts`. A key with a range or a tag is
#   ignored, so the scripts it was meant to allow stay blocked from npm 12 on. A bare name or `*`
#   allows every version to come, that of a thief included.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v12/commands/npm-approve-scripts
#     description: npm, approve-scripts writes exact versions
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Write the reviewed versions, `"esbuild@0.25.1": true` or `"sharp@0.33.4 || 0.33.5": true`;
#     `npm approve-scripts esbuild` writes them so.
package palisade.install.allow_list_loose

# Tools read the list of the root alone: that of a member is not in force.
deny contains violation if {
	some manifest in input.packages
	manifest.role != "member"
	some entry in manifest.allowed_scripts
	entry.allowed
	contains(entry.key, "*")
	violation := {
		"msg": sprintf("`%s` in `%s` lets more than reviewed versions run scripts", [entry.key, entry.list]),
		"at": entry.at,
		"mark": "key",
	}
}

deny contains violation if {
	some manifest in input.packages
	manifest.role != "member"
	some entry in manifest.allowed_scripts
	entry.allowed
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

warn contains violation if {
	some manifest in input.packages
	manifest.role != "member"
	some entry in manifest.allowed_scripts
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
