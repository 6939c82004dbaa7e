# METADATA
# title: Internal scopes are mapped to their registry
# description: |
#   A scope that no file of the project maps is looked up in the default registry. If that is a public
#   one, whoever owns the scope there decides what is installed: dependency confusion. A mapping in a
#   person's own file or in one CI job does not protect a fresh clone, and one in .npmrc means nothing
#   to Yarn 2 and later. A mapping to a registry that anybody can publish to protects nothing.
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
import data.palisade.lib.mappings

deny contains violation if {
	some scope in data.parameters.internal_scopes
	some directory in _directories
	wanted := _wanted(directory, scope)
	count(wanted) > 0
	open := [tool | some tool in mappings.tools(directory); _open(tool, scope)]
	count(open) > 0
	first := wanted[0]
	violation := {
		"msg": sprintf("`%s` is looked up in the default registry: no %s of the project maps `%s`", [
			first.name,
			_files(open[0]),
			scope,
		]),
		"at": first.at,
		"related": array.concat(_others(wanted), _unread(open[0], scope)),
	}
}

deny contains violation if {
	some scope in data.parameters.internal_scopes
	some directory in _directories
	wanted := _wanted(directory, scope)
	count(wanted) > 0
	public := [setting |
		some tool in mappings.tools(directory)
		not mappings.mapped(tool, scope)
		some setting in mappings.of_scope(tool, scope)
	]
	count(public) > 0
	first := wanted[0]
	violation := {
		"msg": sprintf("`%s` is mapped to %s, where anybody can publish, and `%s` comes from there", [
			scope,
			public[0].value,
			first.name,
		]),
		"at": public[0].at,
		"related": array.concat([{"at": first.at, "msg": "asked for here"}], _others(wanted)),
	}
}

# The default registry may be a private one, which answers for every scope.
unknown contains gap if {
	some scope in data.parameters.internal_scopes
	some directory in _directories
	count(_wanted(directory, scope)) > 0
	some tool in mappings.tools(directory)
	count(mappings.of_scope(tool, scope)) == 0
	mappings.unclear(tool)
	gap := {
		"msg": sprintf("`%s` is looked up in the default registry, and the repository does not show which that is", [
			scope,
		]),
		"at": object.get(mappings.default_of(tool), "at", object.get(tool, "at", _first(directory, scope).at)),
	}
}

_open(tool, scope) if {
	count(mappings.of_scope(tool, scope)) == 0
	not mappings.unclear(tool)
	not mappings.private(tool)
}

_directories := {asked.directory | some asked in _asked}

# The packages of the scope that manifests ask a registry for, in order.
_wanted(directory, scope) := [asked.dependency |
	some asked in _asked
	asked.directory == directory
	asked.scope == scope
]

_asked := [{"directory": directory, "scope": scope, "dependency": dependency} |
	count(data.parameters.internal_scopes) > 0
	some manifest in input.packages
	directory := mappings.home(manifest)
	some dependency in manifest.dependencies
	scope := _real_scope(dependency)
	scope in data.parameters.internal_scopes
	not dependency.name in _of_workspace
]

_first(directory, scope) := _wanted(directory, scope)[0]

_others(wanted) := [{"at": other.at, "msg": sprintf("so is `%s`", [other.name])} |
	some index, other in wanted
	index > 0
	index < 6
]

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

# Mappings of the project that its tool passes by.
_unread(tool, scope) := [{"at": setting.at, "msg": msg} |
	tool.tool != "any"
	some setting in mappings.all
	setting.scope == scope
	mappings.holds_in(tool, setting)
	not mappings.reads(tool, setting)
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
