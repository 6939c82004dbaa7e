# METADATA
# title: Corepack checks what it fetches
# description: |
#   Corepack fetches the package manager itself and verifies the registry's signature.
#   `COREPACK_INTEGRITY_KEYS=0` switches that off, and `COREPACK_ENABLE_UNSAFE_CUSTOM_URLS=1` accepts
#   a package manager from any URL. Whoever answers the request then runs code before the first
#   dependency is installed.
# related_resources:
#   - ref: https://yarnpkg.com/corepack
#     description: Yarn, Corepack
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Remove the variable. If an old Corepack fails on the registry's new keys, install a newer one
#     at an exact version first, `npm install --global corepack@0.34.0`.
package palisade.lockfile.corepack_weakened

deny contains violation if {
	some pipeline in input.pipelines
	some variable in pipeline.env
	variable.name in _names
	violation := _violation(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some variable in job.env
	variable.name in _names
	violation := _violation(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some variable in step.env
	variable.name in _names
	violation := _violation(variable)
}

# `NAME=0 corepack enable`
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	count(command.environment) > 0
	some assignment in _before(command)
	violation := _violation(assignment)
}

# `export NAME=0`, `echo NAME=0 >> "$GITHUB_ENV"`. What is asked of each argument stands here, so that commands
# without such an argument are left out beforehand.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program in {"echo", "export"}
	some argument in command.arguments
	startswith(argument, "COREPACK_")
	_keeps(command)
	violation := _violation(_assigned(argument, command.at))
}

deny contains violation if {
	some manifest in input.packages
	some script in manifest.scripts
	some command in script.commands
	some assignment in (_before(command) | _kept(command))
	violation := _violation(assignment)
}

_violation(assignment) := object.union(
	{
		"msg": sprintf("`%s=%s` %s", [assignment.name, assignment.value, weakener.effect]),
		"at": assignment.at,
	},
	weakener.fields,
) if {
	weakener := _weakeners[assignment.name]
	assignment.value in weakener.values
}

# A set of words, so that what has another name is left out beforehand.
_names := {
	"COREPACK_INTEGRITY_KEYS",
	"COREPACK_ENABLE_UNSAFE_CUSTOM_URLS",
	"COREPACK_ENABLE_PROJECT_SPEC",
	"COREPACK_ENABLE_STRICT",
}

_weakeners := {
	"COREPACK_INTEGRITY_KEYS": {
		"values": {"", "0"},
		"effect": "lets Corepack run a package manager without a signature check",
		"fields": {},
	},
	"COREPACK_ENABLE_UNSAFE_CUSTOM_URLS": {
		"values": {"1", "true"},
		"effect": "lets Corepack run a package manager from any URL",
		"fields": {},
	},
	"COREPACK_ENABLE_PROJECT_SPEC": {
		"values": {"0", "false"},
		"effect": "lets another package manager run than the one that `packageManager` names",
		"fields": {"severity": "medium"},
	},
	"COREPACK_ENABLE_STRICT": {
		"values": {"0", "false"},
		"effect": "lets another package manager run than the one that `packageManager` names",
		"fields": {"severity": "medium"},
	},
}

_before(command) := {assignment |
	some name, value in command.environment
	name in _names
	not _keeps(command)
	assignment := {"name": name, "value": value, "at": command.at}
}

_kept(command) := {assignment |
	_keeps(command)
	some argument in command.arguments
	assignment := _assigned(argument, command.at)
}

_assigned(argument, at) := {"name": parts[0], "value": parts[1], "at": at} if {
	parts := split(argument, "=")
	count(parts) == 2
	parts[0] in _names
}

_keeps(command) if command.program == "export"

_keeps(command) if {
	command.program == "echo"
	count(command.writes) > 0
}
