# METADATA
# title: Dependencies come from a registry, not from git
# description: |
#   A dependency from a git repository has no version, no signature and no integrity hash of a
#   registry, and npm runs its `prepare` script to build it. A branch or a tag can move at any time.
#   npm 12 refuses such dependencies unless `allow-git` lets them in, and Yarn those that
#   `approvedGitRepositories` does not name. `allow-git=all` and the pattern `**` let in every
#   repository that any package asks for.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v12/using-npm/config
#     description: npm, allow-git
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json
#     description: npm, git URLs as dependencies
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, approvedGitRepositories
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Use a published version. If there is none, pin the full commit,
#     `git+https://git.example/acme/x.git#<40 hexadecimal digits>`, and name the dependency in
#     `allowed_git_dependencies`. Let in no more than you ask for: `allow-git=root` for npm, the URL of
#     the repository in `approvedGitRepositories` for Yarn.
package palisade.install.git_dependencies

import data.palisade.lib.installers
import data.palisade.lib.publishing
import data.palisade.lib.settings

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

deny contains violation if {
	some setting in input.settings
	_lets_all_in(setting)
	settings.in_force(setting)
	violation := {
		"msg": sprintf("`%s` lets in every git repository that any package asks for", [installers.written(setting)]),
		"at": setting.at,
	}
}

unknown contains gap if {
	some setting in input.settings
	_lets_all_in(setting)
	gap := settings.undecided(setting)
}

# What the environment decides.
unknown contains gap if {
	some setting in input.settings
	setting.control == "git_dependencies"
	settings.may_hold(setting)
	contains(setting.value, "$")
	gap := {
		"msg": sprintf("only the environment knows what `%s` lets in", [setting.name]),
		"at": setting.at,
	}
}

_lets_all_in(setting) if {
	setting.control == "git_dependencies"
	setting.tool == "npm"
	lower(trim_space(setting.value)) == "all"
}

_lets_all_in(setting) if {
	setting.control == "git_dependencies"
	setting.tool == "yarn"
	some pattern in split(setting.value, ",")
	trim_space(pattern) in {"*", "**", "**/*"}
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
