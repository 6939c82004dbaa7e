# METADATA
# title: Packages travel over verified TLS
# description: |
#   Without certificate checks, or over plain HTTP, whoever stands between the machine and the
#   registry can read the token and answer with other packages and other metadata.
#   `strict-ssl=false`, Yarn's `enableStrictSsl: false` and `NODE_TLS_REJECT_UNAUTHORIZED=0` switch the
#   checks off for every host. Yarn speaks plain HTTP with the hosts of `unsafeHttpWhitelist`.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, strict-ssl and cafile
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, enableStrictSsl and unsafeHttpWhitelist
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Remove the switch and name the registry with https. For a certificate of your own authority
#     write `cafile=/etc/ssl/certs/corp.pem`, for Yarn `httpsCaFilePath: /etc/ssl/certs/corp.pem`, or set
#     `NODE_EXTRA_CA_CERTS` to its path.
package palisade.install.tls_off

import data.palisade.lib.registries
import data.palisade.lib.settings

deny contains violation if {
	some setting in input.settings
	_unverified_by(setting)
	settings.in_force(setting)
	violation := {
		"msg": sprintf("%s accepts any certificate from a registry", [setting.tool]),
		"at": setting.at,
	}
}

deny contains violation if {
	some setting in input.settings
	host := _plain(setting)
	settings.in_force(setting)
	violation := {
		"msg": sprintf("packages from `%s` and the token for it travel unencrypted", [host]),
		"at": setting.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some variable in pipeline.env
	_switches_off(variable)
	some job in pipeline.jobs
	_uses_registry(job)
	violation := _unverified(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	switches := [variable | some variable in job.env; _switches_off(variable)]
	count(switches) > 0
	_uses_registry(job)
	some variable in switches
	violation := _unverified(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some variable in step.env
	_switches_off(variable)
	_step_uses_registry(job, step)
	violation := _unverified(variable)
}

# `export NAME=0`, `echo NAME=0 >> "$GITHUB_ENV"`: for the rest of the script or job.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	"NODE_TLS_REJECT_UNAUTHORIZED=0" in command.arguments
	_keeps(command)
	_uses_registry(job)
	violation := _unverified(command)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.environment.NODE_TLS_REJECT_UNAUTHORIZED == "0"
	command.deed.kind in _deeds
	violation := _unverified(command)
}

deny contains violation if {
	some manifest in input.packages
	some script in manifest.scripts
	some command in script.commands
	command.environment.NODE_TLS_REJECT_UNAUTHORIZED == "0"
	_lifecycle_or_deed(script, command)
	violation := _unverified(command)
}

deny contains violation if {
	some setting in input.settings
	_any_plain_host(setting)
	settings.in_force(setting)
	violation := {
		"msg": sprintf("%s speaks with any host without TLS", [setting.tool]),
		"at": setting.at,
	}
}

unknown contains gap if {
	some setting in input.settings
	_loosens(setting)
	gap := settings.undecided(setting)
}

_loosens(setting) if _unverified_by(setting)

_loosens(setting) if _any_plain_host(setting)

_loosens(setting) if _plain(setting)

# The variable of Node.js is judged where a job uses a registry, below.
_unverified_by(setting) if {
	setting.control == "tls_verification"
	setting.enabled == false
	setting.tool != "node"
}

_any_plain_host(setting) if {
	setting.control == "plain_http_hosts"
	some pattern in split(setting.value, ",")
	trim_space(pattern) in {"*", "**", "*.*", "**.*"}
}

# The host of a registry without TLS.
_plain(setting) := host if {
	setting.control == "registry"
	startswith(lower(setting.value), "http://")
	host := registries.host_of(setting.value)
	not registries.loopback(host)
	not settings.service(setting, host)
}

_unverified(place) := {
	"msg": "`NODE_TLS_REJECT_UNAUTHORIZED=0` makes Node.js accept any certificate, the registry's included",
	"at": place.at,
}

_switches_off(variable) if {
	variable.name == "NODE_TLS_REJECT_UNAUTHORIZED"
	trim_space(variable.value) == "0"
}

_keeps(command) if command.program == "export"

_keeps(command) if {
	command.program == "echo"
	count(command.writes) > 0
}

# What speaks to a registry. A test against a server with a certificate of its own does not.
_deeds := {"install", "add", "execute", "publish"}

_uses_registry(job) if count(job.installs) > 0

_uses_registry(job) if count(job.publishes) > 0

_uses_registry(job) if {
	some step in job.steps
	_step_uses_registry(job, step)
}

_step_uses_registry(_, step) if {
	some command in step.commands
	command.deed.kind in _deeds
}

_step_uses_registry(job, step) if {
	some install in job.installs
	install.step == step.index
}

_step_uses_registry(job, step) if {
	some publish in job.publishes
	publish.step == step.index
}

_lifecycle_or_deed(script, _) if script.lifecycle

_lifecycle_or_deed(_, command) if command.deed.kind in _deeds
