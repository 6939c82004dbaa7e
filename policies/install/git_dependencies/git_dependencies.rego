# METADATA
# title: Dependencies come from a registry, not from git
# description: |
#   A dependency from a git repository has no version, no signature and no integrity hash of a
#   registry, and npm runs its `prepare` script to build it. A branch or a tag can move at any time.
#   npm 12 refuses such dependencies unless `allow-git` lets them in.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v12/using-npm/config
#     description: npm, allow-git
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json
#     description: npm, git URLs as dependencies
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Use a published version. If there is none, pin the full commit,
#     `git+https://git.example/acme/x.git#<40 hexadecimal digits>`, and name the dependency in
#     `allowed_git_dependencies`.
package palisade.install.git_dependencies

import data.palisade.lib.publishing

deny contains violation if {
	some manifest in input.packages
	_in_use(manifest)
	some dependency in manifest.dependencies
	dependency.source.kind == "git"
	not _allowed(dependency)
	violation := object.union(
		{
			"msg": sprintf("`%s` comes from a git repository%s", [dependency.name, _reference(dependency.source)]),
			"at": dependency.at,
		},
		_lower(dependency.source),
	)
}

_allowed(dependency) if dependency.name in data.parameters.allowed_git_dependencies

_reference(source) := ", pinned to a commit" if source.pinned

_reference(source) := sprintf(" and follows `%s`, which can move", [source.reference]) if {
	not source.pinned
	source.reference
}

_reference(source) := " and follows its default branch" if {
	not source.pinned
	not source.reference
}

_lower(source) := {"severity": "low"} if source.pinned

_lower(source) := {} if not source.pinned

# Packages of the workspace, and those with a lockfile of their own: the rest are examples.
_in_use(manifest) if manifest.role in {"root", "member"}

_in_use(manifest) if {
	not publishing.is_sample(manifest)
	some lockfile in input.lockfiles
	lockfile.directory == manifest.directory
}
