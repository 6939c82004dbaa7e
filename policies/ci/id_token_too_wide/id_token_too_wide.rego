# METADATA
# title: Only the jobs that need an identity token can ask for one
# description: |
#   `id-token: write` lets a job ask for a token that proves to a registry or a cloud which workflow it is. Written at
#   the top of a workflow it goes to every job: a test job that runs a compromised dependency then can ask for the same
#   proof as the release job, because the claims name the workflow and its ref rather than the job.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/oidc
#     description: GitHub, OpenID Connect claims and permissions
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Take `id-token: write` out of the workflow's `permissions` and write it in the job that publishes or deploys:
#     `jobs.publish.permissions.id-token: write`. Give that job an environment and require it at the trusted publisher.
package palisade.ci.id_token_too_wide

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.permissions.form == "scopes"
	pipeline.permissions.scopes["id-token"] == "write"
	heirs := [job | some job in pipeline.jobs; job.permissions.source == "workflow"]
	count(heirs) > 1
	idle := [job | some job in heirs; not _may_need(job)]
	count(idle) > 0
	violation := {
		"msg": sprintf("every job may ask for an identity token, also %s, which %s no use for it", [
			concat(", ", [sprintf("`%s`", [id]) | some id in sort({job.id | some job in idle})]),
			_verb(count(idle)),
		]),
		"at": pipeline.permissions.at,
		"key": "id-token",
		"related": [{"at": job.at, "msg": "can ask for a token and shows no use for it"} | some job in idle],
	}
}

# In GitLab one place gives a token to many jobs: `default`, or what they extend.
deny contains violation if {
	some pipeline in input.pipelines
	pipeline.provider == "gitlab"
	some job in pipeline.jobs
	some token in job.id_tokens
	heirs := [other | some other in pipeline.jobs; some same in other.id_tokens; same.at == token.at]
	count(heirs) > 1
	idle := [other | some other in heirs; not _names_token(other, token.name)]
	count(idle) > 0
	violation := {
		"msg": sprintf("`%s` goes to every job, also to %s, which %s no use for it", [
			token.name,
			concat(", ", [sprintf("`%s`", [id]) | some id in sort({other.id | some other in idle})]),
			_verb(count(idle)),
		]),
		"at": token.at,
		"related": [{"at": other.at, "msg": "gets the token and shows no use for it"} | some other in idle],
	}
}

# Publishing and signing look for their variables by themselves.
_names_token(job, _) if count(job.publishes) > 0

_names_token(job, _) if job.calls

_names_token(job, _) if {
	some step in job.steps
	step.uses
}

_names_token(job, name) if {
	some step in job.steps
	contains(step.run, name)
}

_names_token(job, "SIGSTORE_ID_TOKEN") if {
	some step in job.steps
	contains(step.run, "cosign")
}

_names_token(job, name) if {
	some variable in job.env
	contains(variable.value, name)
}

_verb(number) := "shows" if number == 1

_verb(number) := "show" if number > 1

# Actions that are known to exchange the identity token for something.
_known_users := {
	"actions/attest",
	"actions/attest-build-provenance",
	"actions/attest-sbom",
	"actions/deploy-pages",
	"aws-actions/configure-aws-credentials",
	"azure/login",
	"changesets/action",
	"codecov/codecov-action",
	"codecov/test-results-action",
	"google-github-actions/auth",
	"hashicorp/vault-action",
	"jfrog/setup-jfrog-cli",
	"js-devtools/npm-publish",
	"octo-sts/action",
	"ossf/scorecard-action",
	"pulumi/auth-actions",
	"pypa/gh-action-pypi-publish",
	"rubygems/configure-rubygems-credentials",
	"rubygems/release-gem",
	"rust-lang/crates-io-auth-action",
	"sigstore/cosign-installer",
	"tailscale/github-action",
}

_may_need(job) if count(job.publishes) > 0

# What a called workflow or a local action does is not seen here.
_may_need(job) if job.calls

_may_need(job) if {
	some step in job.steps
	step.uses.kind == "local"
}

_may_need(job) if {
	some step in job.steps
	step.uses.action in _known_users
}

_may_need(job) if {
	some step in job.steps
	regex.match(`(?i)oidc|id[_-]?token|cosign|provenance|semantic-release|changeset|publish`, step.run)
}

_may_need(job) if {
	some step in job.steps
	some name, value in step["with"]
	regex.match(`(?i)oidc|id[_-]?token|provenance`, name)
	value != "false"
}

_may_need(job) if {
	some step in job.steps
	regex.match(`(?i)oidc|auth|login|publish|deploy|attest|sign`, step.uses.action)
}
