# METADATA
# title: Credentials do not stand in CI files
# description: |
#   A token, key or password in a workflow can be read by everybody who can read the repository, in each clone and each
#   fork, and stays in the history after it is removed. It is not masked in logs either.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secrets
#     description: GitHub, secrets
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: OWASP secrets management cheat sheet
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Revoke the credential first, since removing the line does not take it back. Store the new one as a secret and
#     name it: `${{ secrets.NAME }}`; for publishing use an identity token and store none.
package palisade.ci.hard_coded_credential

import data.palisade.lib.jobs

deny contains violation if {
	some pipeline in input.pipelines
	some variable in pipeline.env
	variable.literal_credential
	violation := _in_variable(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some variable in job.env
	variable.literal_credential
	violation := _in_variable(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some variable in step.env
	variable.literal_credential
	violation := _in_variable(variable)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps

	# One look at all inputs, and at the script below, spares one at each value and word.
	regex.match(_marks, json.marshal(step["with"]))
	some name, value in step["with"]
	_has_shape(value)
	violation := _in_input(step, name)
}

# The password of a container registry has no shape of its own.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action == "docker/login-action"
	some name, value in step["with"]
	name == "password"
	regex.match(`^([^$\s]{4,}|\*\*\*)$`, value)
	not _throwaway(step)
	violation := _in_input(step, name)
}

# So is that of a container's or a service's image.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some image in job.images
	image.password
	violation := {
		"msg": sprintf("the password for the image of `%s` stands%s in plain text", [image.role, jobs.in_job(pipeline, job)]),
		"at": image.password,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	regex.match(_marks, step.run)
	some command in step.commands
	some argument in command.arguments
	_has_shape(argument)
	violation := {
		"msg": sprintf("a script%s holds a credential in plain text", [jobs.in_job(pipeline, job)]),
		"at": command.at,
	}
}

_in_variable(variable) := {
	"msg": sprintf("`%s` is a credential in plain text", [variable.name]),
	"at": variable.at,
}

_in_input(step, name) := {
	"msg": sprintf("the input `%s` of `%s` is a credential in plain text", [name, step.uses.text]),
	"at": step.at,
	"key": ["with", name],
}

# A registry that a service of the job serves.
_throwaway(step) if regex.match(`^(localhost|127\.0\.0\.1|registry)(:|$)`, step["with"].registry)

_has_shape(text) if {
	regex.match(_marks, text)
	regex.match(_shapes, text)
	not contains(text, "EXAMPLE")
}

# What every shape below holds. A choice of plain words is found fast, without classes and repetitions: the shapes are
# for the few texts that hold one.
_marks := `npm_|ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|AKIA|xox|sk_live_|PRIVATE KEY-----`

# Facts hold a credential without its secret part: `npm_***`.
_shapes := concat("|", [
	`\b(npm_|gh[pousr]_|github_pat_|glpat-|AKIA|xox[bp]-|sk_live_)\*\*\*`,
	`\bnpm_[A-Za-z0-9]{36}\b`,
	`\bgh[pousr]_[A-Za-z0-9]{36}\b`,
	`\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b`,
	`\bglpat-[A-Za-z0-9_-]{20}\b`,
	`\bAKIA[0-9A-Z]{16}\b`,
	`\bxox[abprs]-[A-Za-z0-9-]{20,}`,
	`\bsk_live_[A-Za-z0-9]{20,}`,
	`-----BEGIN [A-Z ]*PRIVATE KEY-----`,
])
