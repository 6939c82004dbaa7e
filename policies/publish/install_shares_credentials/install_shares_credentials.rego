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
	publishing.publishes(job)
	work := array.concat(_installs(job), _builds(job))
	count(work) > 0
	publishing.credentialed(pipeline, job)
	violation := {
		"msg": sprintf("job `%s` holds the credential to publish while it installs or builds", [job.id]),
		"at": job.at,
		"mark": "key",
		"related": work,
	}
}

# Tools of their own, `npm install --global npm@11.15.0`, are needed to publish.
_installs(job) := [place |
	some install in job.installs
	not install.global
	place := {"at": install.at, "msg": sprintf("`%s` installs packages here", [install.tool])}
]

_builds(job) := [place |
	some step in job.steps
	some command in step.commands
	command.deed.kind == "run_script"
	not _is_publication(job, command)
	place := {"at": command.at, "msg": sprintf("the script `%s` runs here", [command.deed.script])}
]

_is_publication(job, command) if {
	some publish in job.publishes
	publish.at == command.at
}
