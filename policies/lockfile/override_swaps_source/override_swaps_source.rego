# METADATA
# title: Overrides keep packages in the registry
# description: |
#   An override holds for the whole tree: what a dependency of a dependency asks the registry for
#   comes from a git repository, a URL, a file or another package instead. Nobody who reads the
#   manifest of that dependency sees it, and scanners that go by name and version look at the wrong
#   code. Versions, links, patches and members of the workspace are no other source.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#overrides
#     description: npm, package.json, overrides
#   - ref: https://pnpm.io/settings#overrides
#     description: pnpm, settings, overrides
#   - ref: https://yarnpkg.com/configuration/manifest#resolutions
#     description: Yarn, manifest, resolutions
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Override with a version of the same package, `"left-pad": "1.3.0"`. Where only a fork helps,
#     publish it under a scope of your own, or ignore the finding with the reason and a last day.
package palisade.lockfile.override_swaps_source

deny contains violation if {
	some manifest in input.packages
	some override in manifest.overrides
	_applies(manifest)
	into := _into(override)
	not _chosen(manifest, override)
	violation := {
		"msg": sprintf("the override of `%s` takes %s in its place: `%s`", [override.selector, into, override.spec]),
		"at": override.at,
	}
}

unknown contains answer if {
	some manifest in input.packages
	some override in manifest.overrides
	_applies(manifest)
	override.source.kind == "other"
	startswith(override.spec, "$")
	answer := {
		"msg": sprintf(
			"the override of `%s` refers to `%s`, which the manifest does not list",
			[override.selector, override.spec],
		),
		"at": override.at,
	}
}

# Package managers read the overrides of the root alone.
_applies(manifest) if manifest.role != "member"

_into(override) := "a git repository" if {
	override.source.kind == "git"
	every name in data.parameters.allowed_git_dependencies {
		not _selects(override, name)
	}
}

_into(override) := "an archive" if override.source.kind == "tarball"

_into(override) := "a file" if override.source.kind == "file"

_into(override) := sprintf("the package `%s`", [override.source.name]) if override.source.kind == "alias"

# The manifest itself depends on it in this form: whoever reads it sees that.
_chosen(manifest, override) if {
	some dependency in manifest.dependencies
	dependency.source == override.source
	_selects(override, dependency.name)
}

# Whether a selector ends in the package: `b` in `b@1`, `a@1>b@2`, `**/b` and `a/b`.
_selects(override, name) if _last(override) == name

_selects(override, name) if startswith(_last(override), sprintf("%s@", [name]))

_selects(override, name) if endswith(_last(override), sprintf("/%s", [name]))

_selects(override, name) if contains(_last(override), sprintf("/%s@", [name]))

_last(override) := parts[count(parts) - 1] if {
	parts := split(override.selector, ">")
}
