# METADATA
# title: Actions and reusable workflows are pinned to a commit
# description: |
#   A tag or a branch can be moved by whoever controls the action's repository, and the next run executes what it
#   then points to, with the job's token and secrets. In March 2025 the tags of `tj-actions/changed-files` were moved
#   to a commit that wrote the secrets of every caller into its log. A full commit hash cannot be moved.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use of third-party actions
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-8
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Write the full commit and keep the version as a comment, which update bots keep in step:
#     `uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0`.
#     Owners that need no pin, such as your own organisation, go into the parameter `trusted_action_owners`.
package palisade.ci.unpinned_action

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	violation := _violation(step.uses)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	violation := _violation(job.calls.uses)
}

_violation(uses) := {
	"msg": _message(uses),
	"at": uses.at,
	"severity": _severity(uses),
	"label": "not a commit",
} if {
	uses.kind in {"action", "workflow"}
	uses.pin.kind in {"version", "name", "none"}
	not lower(uses.owner) in _trusted_owners
	not _needs_tag(uses)
}

_message(uses) := sprintf("`%s` can change: `%s` is a tag that its owner can move", [uses.text, uses.pin.ref]) if {
	uses.pin.kind == "version"
} else := sprintf("`%s` can change: it follows the branch or tag `%s`", [uses.text, uses.pin.ref]) if {
	uses.pin.kind == "name"
} else := sprintf("`%s` names no version at all", [uses.text])

# A version tag of the forge's own actions is a smaller risk than one of a stranger.
_severity(uses) := "medium" if {
	uses.pin.kind == "version"
	lower(uses.owner) in {"actions", "github"}
} else := "high"

_trusted_owners := {lower(owner) | some owner in data.parameters.trusted_action_owners}

# This generator refuses to run unless it is called by a version tag.
_needs_tag(uses) if {
	uses.action == "slsa-framework/slsa-github-generator"
	uses.kind == "workflow"
	uses.pin.kind == "version"
}
