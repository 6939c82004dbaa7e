# METADATA
# title: Dependencies of dependencies come from a registry
# description: |
#   A package that you have reviewed may itself ask for a git repository or an archive at a URL. What
#   comes from there has no version, no signature and no age in a registry, and nobody asked you.
#   pnpm refuses such packages with `blockExoticSubdeps`, since 10.26, and by default since 11. For
#   every tool, packages of a lockfile that come from git and that no manifest asks for are found.
# related_resources:
#   - ref: https://pnpm.io/settings
#     description: pnpm, blockExoticSubdeps
#   - ref: https://docs.npmjs.com/cli/v12/using-npm/config
#     description: npm, allow-git
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Write `blockExoticSubdeps: true` into pnpm-workspace.yaml. Replace the package that asks for a
#     git repository, or override what it asks for with a published version. A repository that you
#     trust can be named in `allowed_git_dependencies`.
package palisade.install.exotic_subdependencies

import data.palisade.lib.installers
import data.palisade.lib.lockfiles
import data.palisade.lib.publishing
import data.palisade.lib.settings

deny contains violation if {
	some at in {place.at | some place in _switched_off}
	open := [place.installer | some place in _switched_off; place.at == at]
	violation := {
		"msg": sprintf("%s%s lets dependencies bring packages from git and URLs: `blockExoticSubdeps` is off", [
			installers.named(open[0]),
			installers.more(count(open)),
		]),
		"at": at,
		"related": installers.others(open),
	}
}

deny contains violation if {
	some state, words in _by_default
	open := [installer | some installer in _installers; _open_by_default(installer, state)]
	count(open) > 0
	violation := object.union(
		{
			"msg": sprintf("%s%s lets dependencies bring packages from git and URLs: %s", [
				installers.named(open[0]),
				installers.more(count(open)),
				words.why,
			]),
			"at": open[0].at,
			"related": array.concat(
				installers.others(open),
				settings.unheard("pnpm", "exotic_subdependencies_blocked"),
			),
		},
		words.fields,
	)
}

# What a lockfile has from git, or from a file, and no manifest of the repository asks for.
deny contains violation if {
	some lockfile in input.lockfiles
	not lockfile.in_use == false
	not publishing.is_sample(lockfile)
	some group in lockfile.groups.exceptions
	source := _sources[group.key]
	brought := [sample |
		some sample in group.sample
		not sample.name in data.parameters.allowed_git_dependencies
		not sample.name in _asked_for
		not _overridden(sample.name)
	]
	count(brought) > 0
	first := brought[0]
	violation := {
		"msg": sprintf("`%s` comes from a %s that no manifest of the project asks for", [first.name, source]),
		"at": first.at,
		"key": lockfiles.address(lockfile, first),
		"related": [{"at": other.at, "msg": sprintf("so does `%s`", [other.name])} |
			some index, other in brought
			index > 0
			index < 6
		],
	}
}

# A group names its first packages only: all of them may be asked for, and others not.
unknown contains gap if {
	some lockfile in input.lockfiles
	not lockfile.in_use == false
	not publishing.is_sample(lockfile)
	some group in lockfile.groups.exceptions
	source := _sources[group.key]
	group.count > count(group.sample)
	gap := {
		"msg": sprintf("of the %d packages that come from a %s, %d were looked at", [
			group.count, source,
			count(group.sample),
		]),
		"at": lockfile.at,
	}
}

_sources := {"file": "file", "git": "git repository"}

unknown contains gap if {
	some installer in input.installers
	installer.tool == "pnpm"
	installer.controls.exotic_subdependencies_blocked.state == "unknown"
	not installer.directory in _samples
	entry := installer.controls.exotic_subdependencies_blocked
	gap := {
		"msg": sprintf("%s: %s", [
			installers.named_with(installer, _jobs),
			object.get(entry, "reason", "the repository does not show the setting"),
		]),
		"at": object.get(entry, "at", installer.at),
	}
}

_installers := [installer |
	some installer in input.installers
	installer.tool == "pnpm"
	not installer.directory in _samples
]

# Looked at once for each folder, of which most installers have the same.
_samples := {directory |
	some directory in {installer.directory | some installer in input.installers; installer.tool == "pnpm"}
	publishing.is_sample({"directory": directory})
}

_jobs := {job.at: job |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	install.tool == "pnpm"
}

_control(installer) := installer.controls.exotic_subdependencies_blocked

_switched_off := [{"at": entry.at, "installer": installer} |
	some installer in _installers
	entry := _control(installer)
	entry.state == "set"
	entry.enabled == false
]

_by_default := {
	"default": {"why": "`blockExoticSubdeps` is off by default", "fields": {}},
	"unsupported": {"why": "this version has no `blockExoticSubdeps`", "fields": {"severity": "low"}},
}

_open_by_default(installer, "default") if {
	entry := _control(installer)
	entry.state == "default"
	entry.enabled == false
}

_open_by_default(installer, "unsupported") if _control(installer).state == "unsupported"

_asked_for contains dependency.name if {
	some manifest in input.packages
	some dependency in manifest.dependencies
	not dependency.source.kind in {"alias", "registry"}
}

# By the project's own will, `lib` or `widget>lib` or `**/lib@1`.
_overridden(name) if {
	some manifest in input.packages
	some override in manifest.overrides
	override.source.kind in {"file", "git", "link", "patch"}
	contains(override.selector, name)
}
