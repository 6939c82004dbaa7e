# METADATA
# title: Packages are built and published in separate jobs
# description: |
#   `id-token: write` and the files of a job belong to every step of it. Code of a dependency that
#   runs while the job installs, tests or builds can ask for the OIDC token itself, or change the
#   tools that later publish. A job that only downloads a finished archive and publishes it runs
#   nobody else's code beside the credential.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use reference
#   - ref: https://slsa.dev/spec/v1.0/requirements
#     description: SLSA, separation of build and signing
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Install, test and `npm pack` in a job without the credential, upload the archive as an artifact,
#     and let a second job with `needs`, `environment` and `id-token: write` download and publish it:
#     `npm stage publish ./acme-widget-*.tgz`.
package palisade.publish.install_shares_credentials

import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	work := array.concat(_installs(job), _builds(job))
	count(work) > 0
	msg := _finding(pipeline, job)
	violation := {"msg": msg, "at": job.at, "mark": "key", "label": "one job for both", "related": work}
}

# Elsewhere the project's variables reach a job without being named in the file.
unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	count(publishing.with_unseen_credential(pipeline, job)) > 0
	work := array.concat(_installs(job), _builds(job))
	count(work) > 0
	answer := {
		"msg": sprintf("job `%s` installs or builds, then publishes with a token that stands in no file", [job.id]),
		"at": job.at,
	}
}

_finding(_, job) := msg if {
	publishing.oidc(job)
	msg := sprintf("job `%s` can ask for the OIDC token to publish while it installs or builds", [job.id])
}

# The token may be the publishing step's alone; the files that the job leaves there are not.
_finding(pipeline, job) := msg if {
	not publishing.oidc(job)
	names := {token.name | some token in publishing.job_tokens(pipeline, job)}
	count(names) > 0
	msg := sprintf("job `%s` installs or builds, then publishes with `%s`", [job.id, concat("`, `", sort(names))])
}

# Tools of their own, `npm install --global npm@11.15.0`, are needed to publish.
_installs(job) := [place |
	some entry in publishing.installs(job)
	not entry.install.global
	place := {"at": entry.install.at, "msg": sprintf("`%s` installs packages here", [entry.install.tool])}
]

_builds(job) := [place |
	some entry in publishing.steps(job)
	some command in entry.step.commands
	command.deed.kind == "run_script"
	not _is_publication(job, command)
	place := {"at": command.at, "msg": sprintf("the script `%s` runs here", [command.deed.script])}
]

_is_publication(job, command) if {
	some publish in job.publishes
	publish.at == command.at
}
