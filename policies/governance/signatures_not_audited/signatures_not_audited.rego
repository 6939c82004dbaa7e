# METADATA
# title: CI checks the signatures of what it installs
# description: |
#   The registry signs every version, and many carry a provenance attestation. npm checks neither
#   while it installs: a mirror or a cache between can hand out something else together with the hash
#   that belongs to it. `npm audit signatures` checks both, for everything that is installed.
# related_resources:
#   - ref: https://docs.npmjs.com/verifying-registry-signatures
#     description: npm, verifying registry signatures
# custom:
#   severity: low
#   profile: strict
#   checklists: [consumer]
#   remediation: |
#     Add a step behind the installation of one job: `npm audit signatures`.
package palisade.governance.signatures_not_audited

deny contains violation if {
	first := _installs[0]
	not _audited
	violation := {
		"msg": "no job checks the signatures of the packages that npm installs",
		"at": first.at,
	}
}

_installs := [install |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	install.tool == "npm"
	not install.global
]

_audited if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.deed.kind == "audit_signatures"
}

# A script of the project's own that a job runs.
_audited if {
	some manifest in input.packages
	some script in manifest.scripts
	some command in script.commands
	command.deed.kind == "audit_signatures"
}
