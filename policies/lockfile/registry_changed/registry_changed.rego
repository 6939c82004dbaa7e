# METADATA
# title: A change asks the registries that were asked before
# description: |
#   Where packages come from decides what is installed under their names. A change that gives a
#   registry to the settings, takes one away, or writes another host beside a locked package moves that
#   decision, often within a lockfile that nobody reads line by line. Moves between registries that
#   are public, and to registries that are declared, are what they seem.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, resolved
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     If the registry is yours, declare it in `registries` (or `lockfile_hosts`) on the branch that
#     the change goes to, so that the decision is made there. If not, put back what was there, and
#     write the lockfile again from your registry.
package palisade.lockfile.registry_changed

import data.palisade.lib.registries

# Packages of one lockfile that have moved alike are one finding.
deny contains violation if {
	some move in {_move(change) | some change in _hosts}
	moved := [change | some change in _hosts; _move(change) == move]
	first := moved[0]
	violation := {
		"msg": sprintf("`%s`%s is fetched from `%s`, and was from %s", [
			first.name, _others(count(moved)),
			move.to, _before(move.from),
		]),
		"at": first.at,
		"key": _address(first),
		"related": [{"at": change.at, "msg": sprintf("so is `%s`", [change.name])} |
			some index, change in moved
			index > 0
			index < 6
		],
	}
}

# The same package from no registry any more.
deny contains violation if {
	some change in input.changes.packages
	change.kind == "source_changed"
	change.before in {"alias", "registry"}
	change.after in object.keys(_elsewhere)
	violation := {
		"msg": sprintf("`%s` comes from %s, and came from a registry before", [change.name, _elsewhere[change.after]]),
		"at": change.at,
		"key": _address(change),
	}
}

deny contains violation if {
	some change in input.changes.settings
	change.name in _settings
	_is_project(change.at)
	from := object.get(change, "before", "")
	to := object.get(change, "after", "")
	_matters(_host(from), _host(to))
	violation := {
		"msg": sprintf("`%s`%s is %s now, and was %s before", [
			change.name, _scope(change),
			_value(to), _value(from),
		]),
		"at": change.at,
	}
}

_elsewhere := {
	"file": "a file of the repository",
	"git": "a git repository",
	"tarball": "an archive at a URL",
}

# What the tools call the registry, for all packages and for those of a scope.
_settings := {"registry", "npmRegistryServer"}

_hosts := [change |
	some change in input.changes.packages
	change.kind == "host_changed"
	_matters(object.get(change, "before", ""), change.after)
]

_move(change) := {
	"file": split(change.at, "#")[0],
	"from": object.get(change, "before", ""),
	"to": change.after,
}

# From one public registry to another, or to a declared one, a move needs no second look.
_matters(from, to) if {
	from != to
	not _known(from, to)
}

_known(from, to) if {
	_is_public(from)
	_is_public(to)
}

_known(_, to) if {
	registries.allowed(to)
	not registries.is_public(to)
}

# Where nothing is written, a public registry is asked, unless a setting names another.
_is_public(host) if {
	host == ""
	not _private_default
}

_is_public(host) if registries.is_public(host)

_private_default if {
	some setting in input.settings
	setting.control == "registry"
	not setting.scope
	setting.in_force.state != "no"
	not registries.is_public(_host(setting.value))
}

_host(url) := registries.host_of(url)

_host(url) := url if not registries.host_of(url)

# Files of the project. What jobs say is judged as such.
_is_project(at) if not regex.match(`^\.github/|(?:^|/)action\.ya?ml#`, at)

_address(change) := ["resolution", "tarball"] if {
	change.lockfile == "pnpm_lock"
} else := [1] if {
	change.lockfile == "bun_lock"
} else := "resolved"

_before("") := "the configured registry"

_before(host) := sprintf("`%s`", [host]) if host != ""

_value("") := "not set"

_value(url) := sprintf("`%s`", [url]) if url != ""

_scope(change) := sprintf(" of `%s`", [change.scope])

_scope(change) := "" if not change.scope

_others(total) := "" if total < 2

_others(total) := " like one other package" if total == 2

_others(total) := sprintf(" like %d other packages", [total - 1]) if total > 2
