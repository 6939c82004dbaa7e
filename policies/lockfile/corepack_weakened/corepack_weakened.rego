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
	some assignment in _assignments
	weakener := _weakeners[assignment.name]
	assignment.value in weakener.values
	violation := object.union(
		{
			"msg": sprintf("`%s=%s` %s", [assignment.name, assignment.value, weakener.effect]),
			"at": assignment.at,
		},
		weakener.fields,
	)
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

_assignments contains assignment if {
	some pipeline in input.pipelines
	some variable in pipeline.env
	assignment := _assignment(variable)
}

_assignments contains assignment if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some variable in job.env
	assignment := _assignment(variable)
}

_assignments contains assignment if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some variable in step.env
	assignment := _assignment(variable)
}

_assignments contains assignment if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	some assignment in _of_command(command)
}

_assignments contains assignment if {
	some manifest in input.packages
	some script in manifest.scripts
	some command in script.commands
	some assignment in _of_command(command)
}

_assignment(variable) := {"name": variable.name, "value": variable.value, "at": variable.at}

# `NAME=0 corepack enable`
_of_command(command) := [assignment |
	some name, value in command.environment
	_weakeners[name]
	assignment := {"name": name, "value": value, "at": command.at}
] if not _keeps(command)

# `export NAME=0`, `echo NAME=0 >> "$GITHUB_ENV"`
_of_command(command) := [assignment |
	some argument in command.arguments
	parts := split(argument, "=")
	count(parts) == 2
	_weakeners[parts[0]]
	assignment := {"name": parts[0], "value": parts[1], "at": command.at}
] if {
	_keeps(command)
}

_keeps(command) if command.program == "export"

_keeps(command) if {
	command.program == "echo"
	count(command.writes) > 0
}
