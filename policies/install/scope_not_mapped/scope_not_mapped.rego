# METADATA
# title: Internal scopes are mapped to their registry
# description: |
#   A scope that no file of the project maps is looked up in the default registry. If that is a public
#   one, whoever owns the scope there decides what is installed: dependency confusion. A mapping in a
#   person's own file or in one CI job does not protect a fresh clone, and one in .npmrc means nothing
#   to Yarn 2 and later.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/scope
#     description: npm, associating a scope with a registry
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, npmScopes
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Write the mapping, without a token, into the .npmrc of the root:
#     `@acme:registry=https://npm.corp.example/`. For Yarn write
#     `npmScopes: {acme: {npmRegistryServer: "https://npm.corp.example/"}}` into .yarnrc.yml, for bun
#     `"@acme" = "https://npm.corp.example/"` below `[install.scopes]` in bunfig.toml. Name your scopes
#     in `internal_scopes`.
package palisade.install.scope_not_mapped

import data.palisade.lib.installers
import data.palisade.lib.publishing
import data.palisade.lib.registries
import data.palisade.lib.settings

deny contains violation if {
	some scope in data.parameters.internal_scopes
	some directory in _directories
	wanted := _wanted(directory, scope)
	count(wanted) > 0
	open := [tool | some tool in _tools(directory); not _mapped(tool, scope); not _may_be_private(tool)]
	count(open) > 0
	first := wanted[0]
	violation := {
		"msg": sprintf("`%s` is looked up in the default registry: no %s of the project maps `%s`", [
			first.name,
			_files(open[0]),
			scope,
		]),
		"at": first.at,
		"related": array.concat(
			[{"at": other.at, "msg": sprintf("so is `%s`", [other.name])} |
				some index, other in wanted
				index > 0
				index < 6
			],
			_unread(open[0], scope),
		),
	}
}

# The default registry may be a private one, which answers for every scope.
unknown contains gap if {
	some scope in data.parameters.internal_scopes
	some directory in _directories
	count(_wanted(directory, scope)) > 0
	some tool in _tools(directory)
	not _mapped(tool, scope)
	_unclear(tool)
	gap := {
		"msg": sprintf("`%s` is looked up in the default registry, and the repository does not show which that is", [
			scope,
		]),
		"at": object.get(_default(tool), "at", tool.at),
	}
}

_directories := {"."} | {installer.directory | some installer in _checkouts}

_checkouts := [installer |
	some installer in input.installers
	not installer.job
	not publishing.is_sample(installer)
]

# What a person installs a clone with. Where nothing shows it, whatever reads a file of the project.
_tools(directory) := tools if {
	tools := [installer | some installer in _checkouts; installer.directory == directory]
	count(tools) > 0
} else := [{"tool": "any", "directory": directory, "controls": [], "version": {}}]

# The packages of the scope that manifests ask a registry for, in order.
_wanted(directory, scope) := [dependency |
	some manifest in input.packages
	_belongs(manifest, directory)
	some dependency in manifest.dependencies
	_real_scope(dependency) == scope
	not dependency.name in _of_workspace
]

_belongs(manifest, ".") if manifest.role in {"root", "member"}

_belongs(manifest, directory) if {
	manifest.role == "standalone"
	manifest.directory == directory
}

# A range that a package of the workspace answers.
_of_workspace contains name if {
	some manifest in input.packages
	manifest.role in {"root", "member"}
	name := manifest.name
}

_real_scope(dependency) := split(dependency.name, "/")[0] if {
	dependency.source.kind == "registry"
	startswith(dependency.name, "@")
}

_real_scope(dependency) := split(dependency.source.name, "/")[0] if {
	dependency.source.kind == "alias"
	startswith(dependency.source.name, "@")
}

_mapped(tool, scope) if {
	some setting in _mappings
	setting.scope == scope
	_holds_in(tool, setting)
	_reads(tool, setting)
}

# What the files of projects map.
_mappings := [setting |
	some setting in input.settings
	setting.control == "registry"
	setting.scope
	_of_project(setting)
]

_of_project(setting) if {
	setting.origin.layer == "project"
	not setting.origin.job
}

_holds_in(tool, setting) if settings.folder(setting) == tool.directory

# Yarn adds the files of the folders above.
_holds_in(tool, setting) if {
	tool.tool == "yarn"
	settings.folder(setting) == "."
}

_reads(tool, setting) if settings.reads(tool, setting)

_reads(tool, setting) if {
	tool.tool == "any"
	settings.may_hold(setting)
}

# Mappings of the project that its tool passes by.
_unread(tool, scope) := [{"at": setting.at, "msg": msg} |
	tool.tool != "any"
	some setting in _mappings
	setting.scope == scope
	_holds_in(tool, setting)
	not _reads(tool, setting)
	msg := sprintf("%s does not read this mapping", [installers.called(tool)])
]

_files(tool) := "bunfig.toml or .npmrc" if {
	tool.tool == "bun"
} else := ".npmrc or pnpm-workspace.yaml" if {
	tool.tool == "pnpm"
} else := ".yarnrc.yml" if {
	tool.tool == "yarn"
	installers.surely_since(tool, [2, 0])
} else := ".npmrc"

_may_be_private(tool) if _unclear(tool)

_may_be_private(tool) if {
	host := registries.host_of(_default(tool).value)
	not registries.is_public(host)
}

_unclear(tool) if _default(tool).state == "unknown"

_unclear(tool) if {
	_default(tool).state == "set"
	not registries.host_of(_default(tool).value)
}

_default(tool) := installers.control(tool, "registry") if {
	tool.tool != "any"
} else := {"state": "set", "value": found[0].value, "at": found[0].at} if {
	found := [setting |
		some setting in input.settings
		setting.control == "registry"
		not setting.scope
		_of_project(setting)
		settings.folder(setting) == tool.directory
		settings.may_hold(setting)
	]
	count(found) > 0
} else := {"state": "default"}
