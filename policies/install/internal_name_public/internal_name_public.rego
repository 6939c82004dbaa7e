# METADATA
# title: Internal names do not come from a public registry
# description: |
#   A name without a scope is looked up in the default registry. Where that is a public one, anybody
#   can publish a package under the name of an internal one and is installed in its place:
#   dependency confusion. Internal are the names in `internal_names`, and those of private packages
#   of this repository; a lockfile must not have them, nor those of `internal_scopes`, from a public
#   registry.
# related_resources:
#   - ref: https://docs.npmjs.com/threats-and-mitigations
#     description: npm, threats and mitigations, dependency confusion
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Give internal packages a scope that you own in the public registry too, and map it in the
#     .npmrc of the root: `@acme:registry=https://npm.corp.example/`. Until then make a registry of
#     yours the default, `registry=https://npm.corp.example/`, one that answers internal names
#     itself. Ask for packages of the workspace with `workspace:*`. If one was locked from a public
#     registry, find out what it ran.
package palisade.install.internal_name_public

import data.palisade.lib.installers
import data.palisade.lib.lockfiles
import data.palisade.lib.mappings
import data.palisade.lib.registries

# Asked for.
deny contains violation if {
	some name in {asked.name | some asked in _asked; _from_public(asked.directory, asked.name)}
	not name in _locked_names
	places := [asked.at | some asked in _asked; asked.name == name; _from_public(asked.directory, name)]
	violation := {
		"msg": sprintf("`%s` is an internal name, and is looked up in %s", [name, _where(name)]),
		"at": places[0],
		"related": [{"at": at, "msg": "asked for here too"} |
			some index, at in places
			index > 0
			index < 6
		],
	}
}

# Locked.
deny contains violation if {
	some name, places in _locked
	first := places[0]
	violation := {
		"msg": sprintf("`%s` is an internal name, and is locked from %s", [name, first.registry]),
		"at": first.at,
		"key": first.key,
		"related": array.concat(
			[{"at": other.at, "msg": "locked here too"} |
				some index, other in places
				index > 0
				index < 6
			],
			[{"at": manifest.at, "key": "name", "msg": "the package of this name in this repository"} |
				some manifest in input.packages
				manifest.private
				manifest.role == "member"
				manifest.name == name
			],
		),
	}
}

unknown contains violation if {
	some asked in _asked
	not asked.name in _locked_names
	not _from_public(asked.directory, asked.name)
	some tool in mappings.tools(asked.directory)
	not mappings.mapped(tool, _scope(asked.name))
	mappings.unclear(tool)
	violation := {
		"msg": sprintf("nobody can tell here which registry `%s` comes from", [asked.name]),
		"at": asked.at,
		"related": [{"at": at, "msg": "this decides it"} | at := mappings.default_of(tool).at],
	}
}

# Stored facts may come from where other names were declared.
unknown contains violation if {
	some lockfile in input.lockfiles
	lockfile.read
	some name in array.concat(data.parameters.internal_names, data.parameters.internal_scopes)
	not name in lockfile.looked_for
	violation := {
		"msg": sprintf("the lockfile was not looked through for `%s`: collect the facts again", [name]),
		"at": lockfile.at,
	}
}

# Declared names, without scopes that are judged by `install.scope_not_mapped`, that manifests ask a registry for, in
# order.
_asked := [{"name": name, "at": asked.at, "directory": directory} |
	count(data.parameters.internal_names) > 0
	some manifest in input.packages
	directory := mappings.home(manifest)
	some asked in _specifications(manifest)
	name := _real_name(asked)
	_is_declared(name)
	not _scope(name) in data.parameters.internal_scopes
	not _own(directory, name)
]

_specifications(manifest) := array.concat(
	[dependency | some dependency in manifest.dependencies],
	[override | some override in manifest.overrides],
)

_is_declared(name) if {
	some pattern in data.parameters.internal_names
	glob.match(pattern, ["/"], name)
}

_homes := {mappings.home(manifest) | some manifest in input.packages}

# Some tool of the folder takes the name from a public registry.
_from_public(directory, name) if {
	some tool in mappings.tools(directory)
	_public(tool, _scope(name))
}

_public(tool, scope) if {
	scope != ""
	count(mappings.of_scope(tool, scope)) > 0
	not mappings.mapped(tool, scope)
}

_public(tool, scope) if {
	not _has_mapping(tool, scope)
	not mappings.unclear(tool)
	not mappings.private(tool)
}

_has_mapping(tool, scope) if {
	scope != ""
	count(mappings.of_scope(tool, scope)) > 0
}

# The name is mapped itself, or left to the default.
_where(name) := "a public registry, which its scope is mapped to" if {
	some asked in _asked
	asked.name == name
	some tool in mappings.tools(asked.directory)
	_has_mapping(tool, _scope(name))
	_public(tool, _scope(name))
} else := "the default registry, a public one"

# The packages of the workspace itself are found in it.
_own(".", name) if {
	some manifest in input.packages
	manifest.role in {"root", "member"}
	manifest.name == name
}

_places(name) := [dependency |
	some manifest in input.packages
	manifest.role in {"root", "member"}
	some dependency in manifest.dependencies
	_real_name(dependency) == name
]

# An override has no name of its own that is installed, but for an alias.
_real_name(dependency) := dependency.name if dependency.source.kind in {"catalog", "registry"}

_real_name(dependency) := dependency.source.name if dependency.source.kind == "alias"

_scope(name) := split(name, "/")[0] if startswith(name, "@")

_scope(name) := "" if not startswith(name, "@")

_locked_names := object.keys(_locked)

# The places of internal names in lockfiles that have them from a public registry.
_locked[name] := places if {
	some name in _internal
	places := [place |
		some lockfile in input.lockfiles
		some locked in lockfile.internal
		locked.name == name
		place := {"at": locked.at, "registry": _registry(lockfile, locked), "key": _address(lockfile, locked)}
	]
	count(places) > 0
}

# What the address says, and where there is none what the default is.
_registry(_, locked) := sprintf("`%s`, a public registry", [locked.source.host]) if {
	registries.is_public(lower(locked.source.host))
}

_registry(lockfile, locked) := "the default registry, a public one" if {
	locked.source.kind == "registry"
	not locked.source.host
	_from_public(_folder(lockfile), locked.name)
}

_folder(lockfile) := directory if {
	directory := installers.folder(lockfile.at)
	directory in _homes
} else := "."

_address(lockfile, locked) := lockfiles.address(lockfile, locked) if locked.source.host

_address(_, locked) := [] if not locked.source.host

_internal contains locked.name if {
	some pattern in data.parameters.internal_names
	some lockfile in input.lockfiles
	some locked in lockfile.internal
	glob.match(pattern, ["/"], locked.name)
}

_internal contains locked.name if {
	some scope in data.parameters.internal_scopes
	some lockfile in input.lockfiles
	some locked in lockfile.internal
	startswith(locked.name, concat("", [scope, "/"]))
}

# Private packages are not published: a registry has something else under the name. In a scope it would still be its
# owner's, and a root is often called like the package that is built in it.
_internal contains own.name if {
	some own in input.packages
	own.private
	own.role == "member"
	not startswith(own.name, "@")
	some place in _places(own.name)
	not place in own.dependencies
}
