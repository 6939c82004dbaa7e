# METADATA
# title: Dependencies come from a registry, not from a URL
# description: |
#   An archive at a URL is whatever its host serves today: it has no version in a registry, no
#   signature, and whoever takes over the host or the bucket replaces it. npm 12 refuses such
#   dependencies unless `allow-remote` lets them in; `allow-remote=all` lets in those of every package.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v12/using-npm/config
#     description: npm, allow-remote
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json
#     description: npm, URLs as dependencies
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Publish the package to a registry of yours and ask for its version, or commit the archive and
#     refer to it with `file:`. A host that you trust can be named in `lockfile_hosts`. For npm,
#     `allow-remote=root` lets in what your own manifest asks for and nothing else.
package palisade.install.remote_tarballs

import data.palisade.lib.installers
import data.palisade.lib.publishing
import data.palisade.lib.registries
import data.palisade.lib.settings

deny contains violation if {
	some manifest in input.packages
	_in_use(manifest)
	some dependency in manifest.dependencies
	dependency.source.kind == "tarball"
	not _from_known_host(dependency.source)
	violation := {
		"msg": sprintf("`%s` is an archive%s, not a version in a registry", [dependency.name, _on(dependency.source)]),
		"at": dependency.at,
	}
}

deny contains violation if {
	some setting in input.settings
	_lets_all_in(setting)
	settings.in_force(setting)
	violation := {
		"msg": sprintf("`%s` lets in every archive at a URL that any package asks for", [installers.written(setting)]),
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
	setting.control == "remote_dependencies"
	settings.may_hold(setting)
	contains(setting.value, "$")
	gap := {
		"msg": sprintf("only the environment knows what `%s` lets in", [setting.name]),
		"at": setting.at,
	}
}

_lets_all_in(setting) if {
	setting.control == "remote_dependencies"
	lower(trim_space(setting.value)) == "all"
}

_on(source) := sprintf(" on `%s`", [source.host])

_on(source) := " at a URL" if not source.host

_from_known_host(source) if registries.allowed(source.host)

_from_known_host(source) if {
	some domain in data.parameters.lockfile_hosts
	registries.within(source.host, domain)
}

# Packages of the workspace, and those with a lockfile of their own: the rest are examples.
_in_use(manifest) if manifest.role in {"root", "member"}

_in_use(manifest) if {
	not publishing.is_sample(manifest)
	some lockfile in input.lockfiles
	lockfile.directory == manifest.directory
}
