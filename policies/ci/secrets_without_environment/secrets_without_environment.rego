# METADATA
# title: Secrets that deploy, release or sign stand in an environment
# description: |
#   A secret of the repository goes to every job that names it, on every branch: whoever can push a branch with a
#   changed workflow can read it. A secret of an environment goes to the jobs that name the environment, and only from
#   the branches and tags, and after the reviews, that the environment asks for. Jobs that publish packages are the
#   matter of `publish.no_environment`.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
#     description: GitHub, deployments and environments
#   - ref: https://docs.gitlab.com/ci/environments/protected_environments/
#     description: GitLab, protected environments
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-6
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Make an environment with required reviewers and a rule for branches, move the secret into it, and name it in the
#     job: `environment: production`. On CircleCI lend the secret through a restricted context. Which names count is the
#     parameter `deployment_secrets`.
package palisade.ci.secrets_without_environment

import data.palisade.lib.triggers

deny contains violation if {
	pattern := _pattern
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	some step in job.steps
	some secret in step.secrets
	regex.match(pattern, secret.name)
	violation := _violation(pipeline, job, secret)
}

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	some secret in job.secrets
	_deploys(secret.name)
	violation := _violation(pipeline, job, secret)
}

# The first one stands for all of its job.
_violation(pipeline, job, secret) := {
	"msg": sprintf("job `%s` takes `%s` without %s", [job.id, secret.name, _guard(pipeline)]),
	"at": secret.at,
	"label": "open to every branch",
	"related": [{"at": job.at, "msg": "this job names no environment"}],
} if {
	not _guarded(job)
	triggers.runs(job)
	of_job := [other | some other in job.secrets; _deploys(other.name)]
	of_steps := [other | some step in job.steps; some other in step.secrets; _deploys(other.name)]
	first := array.concat(of_job, of_steps)[0]
	first.at == secret.at
}

# One pattern for all names, so that a job costs one look a secret.
_deploys(name) if regex.match(_pattern, name)

_pattern := sprintf(`^(?:%s)$`, [concat("|", [shape |
	some secret in data.parameters.deployment_secrets
	shape := replace(regex.replace(upper(secret), `[^A-Z0-9_*]`, ""), "*", "[A-Z0-9_]*")
])])

_guarded(job) if trim_space(job.environment.name) != ""

_guarded(job) if count(job.secret_groups) > 0

# A job that is a call has no environment of its own.
_guarded(job) if job.calls

# Another rule asks it for its environment.
_guarded(job) if count(job.publishes) > 0

_guard(pipeline) := "a context" if {
	pipeline.provider == "circleci"
} else := "an environment"
