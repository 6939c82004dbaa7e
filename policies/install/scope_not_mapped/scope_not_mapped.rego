# METADATA
# title: Internal scopes are mapped to their registry
# description: |
#   A scope that the project's .npmrc does not map is looked up in the default registry. If that is
#   a public one, whoever owns the scope there decides what is installed: dependency confusion. A
#   mapping in a person's own .npmrc or in one CI job does not protect a fresh clone.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/scope
#     description: npm, associating a scope with a registry
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Write the mapping, without a token, into the .npmrc of the root:
#     `@acme:registry=https://npm.corp.example/`. Name your scopes in `internal_scopes`.
package palisade.install.scope_not_mapped

import data.palisade.lib.registries

deny contains violation if {
	some scope in data.parameters.internal_scopes
	not _mapped(scope)
	not _private_default
	wanted := _wanted(scope)
	count(wanted) > 0
	first := wanted[0]
	violation := {
		"msg": sprintf("`%s` is looked up in the default registry: no .npmrc of the project maps `%s`", [first.name, scope]),
		"at": first.at,
		"related": [{"at": other.at, "msg": sprintf("so is `%s`", [other.name])} |
			some index, other in wanted
			index > 0
			index < 6
		],
	}
}

# The packages of the scope that manifests ask a registry for, in order.
_wanted(scope) := [dependency |
	some manifest in input.packages
	manifest.role in {"root", "member"}
	some dependency in manifest.dependencies
	_real_scope(dependency) == scope
]

_real_scope(dependency) := split(dependency.name, "/")[0] if {
	dependency.source.kind == "registry"
	startswith(dependency.name, "@")
}

_real_scope(dependency) := split(dependency.source.name, "/")[0] if {
	dependency.source.kind == "alias"
	startswith(dependency.source.name, "@")
}

_mapped(scope) if {
	some setting in input.settings
	setting.name == "registry"
	setting.scope == scope
	setting.origin.layer == "project"
	setting.in_force.state != "no"
}

# The default registry is a private one: it answers for every scope.
_private_default if {
	some setting in input.settings
	setting.name == "registry"
	not setting.scope
	setting.origin.layer == "project"
	setting.in_force.state != "no"
	not _public(setting.value)
}

_public(url) if registries.is_public(registries.host_of(url))
