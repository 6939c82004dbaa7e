# METADATA
# title: Packages come only from declared registries
# description: |
#   A registry decides what a name and a version mean. One line in .npmrc, .yarnrc.yml or bunfig.toml,
#   a variable of a CI job or a flag is enough to hand that decision to another host. Every registry
#   that the project names must be a public one or stand among the declared ones.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, registry
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: high
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Remove the setting, or declare the host in palisade.yaml:
#     `parameters: {registries: [npm.corp.example]}`.
package palisade.install.registry_not_allowed

import data.palisade.lib.installers
import data.palisade.lib.registries
import data.palisade.lib.settings

deny contains violation if {
	some host in _hosts
	places := [setting |
		some setting in _named
		_foreign(setting) == host
	]
	first := places[0]
	violation := {
		"msg": sprintf("`%s` is not among the declared registries%s", [host, _count(places)]),
		"at": first.at,
		"related": [{"at": other.at, "msg": "named here too"} |
			some index, other in places
			index > 0
			index < 6
		],
	}
}

unknown contains gap if {
	some setting in input.settings
	setting.control == "registry"
	setting.in_force.state == "unknown"
	_foreign(setting)
	gap := settings.undecided(setting)
}

# Only a run can tell the host.
unknown contains gap if {
	some setting in input.settings
	setting.control == "registry"
	settings.may_hold(setting)
	contains(setting.value, "$")
	not registries.host_of(setting.value)
	gap := {
		"msg": sprintf("only the environment knows the registry of `%s`", [installers.written(setting)]),
		"at": setting.at,
	}
}

_named := [setting |
	some setting in input.settings
	setting.control == "registry"
	setting.in_force.state == "yes"
	_foreign(setting)
]

# Looked at once for each URL, of which most settings have the same.
_foreign_hosts := {url: host |
	some url in {setting.value | some setting in input.settings; setting.control == "registry"}
	host := registries.host_of(url)
	not registries.allowed(host)
	not registries.loopback(host)
}

_hosts contains _foreign(setting) if some setting in _named

# The host of a registry that is not declared.
_foreign(setting) := host if {
	host := _foreign_hosts[setting.value]
	not settings.service(setting, host)
}

_count(places) := "" if count(places) == 1

_count(places) := sprintf(" (%d settings)", [count(places)]) if count(places) > 1
