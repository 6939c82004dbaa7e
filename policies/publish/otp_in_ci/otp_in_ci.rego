# METADATA
# title: One-time passwords stay with people
# description: |
#   A one-time password proves that a person is present. A workflow that is handed one, or that
#   holds the seed to compute them, turns the second factor into a stored secret: whoever reads it
#   owns both factors.
# related_resources:
#   - ref: https://docs.npmjs.com/about-two-factor-authentication
#     description: npm, about two-factor authentication
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Remove the password, flag or seed from CI and enrol a new second factor if a seed was stored.
#     Publish by OIDC with `npm stage publish`; a maintainer approves with the second factor.
package palisade.publish.otp_in_ci

import data.palisade.lib.publishing

# What a publication is told.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	publish.otp
	violation := {
		"msg": sprintf("`%s` is given a one-time password in CI", [publish.tool]),
		"at": publish.at,
	}
}

# Other commands of a package manager: `npm dist-tag add --otp`.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.deed
	command.flags["--otp"]
	not _is_publication(job, command)
	violation := {
		"msg": sprintf("`%s` is given a one-time password in CI", [command.deed.tool]),
		"at": command.at,
	}
}

# A job that publishes computes passwords itself.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.publishes(job)
	some step in job.steps
	some command in step.commands
	command.program == "oathtool"
	violation := {
		"msg": sprintf("job `%s` publishes and computes one-time passwords from a seed", [job.id]),
		"at": command.at,
	}
}

# Secrets and variables of the file, of a job and of a step, each by itself: only what has some is looked at.
deny contains violation if {
	some pipeline in input.pipelines
	some secret in pipeline.secrets
	some job in pipeline.jobs
	regex.match(_marks, upper(secret.name))
	violation := _secret(job, secret)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some secret in job.secrets
	regex.match(_marks, upper(secret.name))
	violation := _secret(job, secret)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some secret in step.secrets
	regex.match(_marks, upper(secret.name))
	violation := _secret(job, secret)
	not _told_already(job, step, secret)
}

deny contains violation if {
	some pipeline in input.pipelines
	some variable in pipeline.env
	some job in pipeline.jobs
	regex.match(_marks, upper(variable.name))
	violation := _variable(job, variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some variable in job.env
	regex.match(_marks, upper(variable.name))
	violation := _variable(job, variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some variable in step.env
	regex.match(_marks, upper(variable.name))
	violation := _variable(job, variable)
}

# Plain words are found fast: few names have one, and are looked at closer.
_marks := `OTP|2FA|TFA`

_secret(job, secret) := {
	"msg": sprintf("the secret `%s` hands a second factor to CI", [secret.name]),
	"at": secret.at,
} if {
	_is_password(job, secret.name)
}

_variable(job, variable) := {
	"msg": sprintf("`%s` hands a one-time password to CI", [variable.name]),
	"at": variable.at,
} if {
	_is_password(job, variable.name)
	_is_set(variable)
	not _holds_password_secret(job, variable)
}

_is_publication(job, command) if {
	some publish in job.publishes
	publish.at == command.at
}

# The command that is given the password stands for the secret within it.
_told_already(job, step, secret) if {
	not startswith(secret.to, "env/")
	some publish in job.publishes
	publish.otp
	publish.step == step.index
}

# The name says that it is npm's, whatever the job does with it.
_is_password(_, name) if regex.match(`(^|_)NPM_([A-Z0-9]+_)*(T?OTP|2FA|TFA)(_|$)`, upper(name))

# Other seeds belong to logins of tests, except in a job that publishes.
_is_password(job, name) if {
	publishing.publishes(job)
	regex.match(`(^|_)(T?OTP|2FA|TFA)(_|$)`, upper(name))
	not regex.match(`(^|_)(ERLANG|ELIXIR|E2E|TEST|ENABLED?|DISABLED?|VERSION)(_|$)`, upper(name))
}

_is_set(variable) if variable.literal_credential

_is_set(variable) if not trim_space(variable.value) in {"", "false", "true"}

_holds_password_secret(job, variable) if {
	some secret in variable.secrets
	_is_password(job, secret)
}
