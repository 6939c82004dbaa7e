# METADATA
# title: Actions, workflows and what pipelines include are pinned
# description: |
#   A tag or a branch can be moved by whoever controls the action's repository, and the next run executes what it
#   then points to, with the job's token and secrets. In March 2025 the tags of `tj-actions/changed-files` were moved
#   to a commit that wrote the secrets of every caller into its log. A full commit hash cannot be moved. The same holds
#   for what pipelines of other providers take from elsewhere: includes and components of GitLab, orbs of CircleCI,
#   repositories of templates of Azure Pipelines, pipes and imports of Bitbucket. A whole version of an orb, `5.1.0`, is
#   published once and never changes; `5`, `5.1` and `volatile` follow what is newest.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use of third-party actions
#   - ref: https://docs.gitlab.com/ci/yaml/#include
#     description: GitLab, `include`
#   - ref: https://circleci.com/docs/orbs/use/orb-concepts/
#     description: CircleCI, versions of orbs
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-8
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Write the full commit and keep the version as a comment, which update bots keep in step:
#     `uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0`.
#     Give an include of GitLab a `ref` with a commit, or an `integrity`; an orb a whole version; a repository of
#     templates a `ref` with a commit.
#     Owners that need no pin, such as your own organisation, go into the parameter `trusted_action_owners`.
package palisade.ci.unpinned_action

# Most actions are named by a tag: for them all stands here, as every call of a function would cost as much again.
deny contains violation if {
	trusted := _trusted_owners
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	uses := step.uses
	uses.kind == "action"
	uses.pin.kind == "version"
	owner := lower(uses.owner)
	not owner in trusted
	violation := {
		"msg": sprintf("`%s` can change: `%s` is a tag that its owner can move", [uses.text, uses.pin.ref]),
		"at": uses.at,
		"severity": object.get(_less_grave, owner, "high"),
		"label": "not a commit",
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.kind in {"action", "workflow"}
	_follows_branch(step.uses)
	violation := _violation(step.uses)
}

_follows_branch(uses) if {
	uses.pin.kind in {"name", "none"}
} else if {
	uses.kind == "workflow"
	uses.pin.kind == "version"
}

# A version tag of the forge's own actions is a smaller risk than one of a stranger.
_less_grave := {"actions": "medium", "github": "medium"}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.calls.uses.kind in {"action", "workflow"}
	job.calls.uses.pin.kind in {"version", "name", "none"}
	violation := _violation(job.calls.uses)
}

# What a pipeline takes as a whole.
deny contains violation if {
	some pipeline in input.pipelines
	some include in pipeline.includes
	include.uses.kind in {"component", "orb", "template"}
	violation := _moving(include.uses)
}

# A step that is somebody's pipe or component.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.kind in {"component", "pipe"}
	violation := _moving(step.uses)
}

_moving(uses) := {"msg": msg, "at": uses.at, "severity": _other_severity(uses), "label": "not fixed"} if {
	not _is_trusted(uses)
	msg := _other_message(uses)
}

_is_trusted(uses) if lower(uses.owner) in _trusted_owners

# A group of GitLab holds groups.
_is_trusted(uses) if {
	some owner in _trusted_owners
	startswith(lower(uses.owner), sprintf("%s/", [owner]))
}

_other_message(uses) := sprintf("`%s` can change: whatever the address serves is taken", [uses.text]) if {
	uses.pin.kind == "none"
	contains(uses.text, "://")
} else := sprintf("`%s` can change: it names no version", [uses.text]) if {
	uses.pin.kind == "none"
	_can_be_pinned(uses)
} else := sprintf("`%s` can change: it follows `%s`", [uses.text, uses.pin.ref]) if {
	uses.pin.kind == "name"
} else := sprintf("`%s` can change: `%s` follows the newest version", [uses.text, uses.pin.ref]) if {
	uses.pin.kind == "version"
	uses.kind in {"component", "orb"}
	regex.match(`^v?[0-9]+(\.[0-9]+)?$`, uses.pin.ref)
} else := sprintf("`%s` can change: `%s` is a tag that its owner can move", [uses.text, uses.pin.ref]) if {
	uses.pin.kind == "version"
	uses.kind in {"pipe", "template"}
}

# What comes with the forge itself has neither owner nor address, and its version.
_can_be_pinned(uses) if uses.kind != "template"

_can_be_pinned(uses) if uses.owner

_can_be_pinned(uses) if uses.name

_other_severity(uses) := "low" if {
	uses.pin.kind == "version"
} else := "high" if {
	contains(uses.text, "://")
} else := "medium"

_violation(uses) := {
	"msg": sprintf("`%s` can change: `%s` is a tag that its owner can move", [uses.text, uses.pin.ref]),
	"at": uses.at,
	"severity": object.get(_less_grave, owner, "high"),
	"label": "not a commit",
} if {
	uses.pin.kind == "version"
	owner := lower(uses.owner)
	not owner in _trusted_owners
	not _needs_tag(uses)
} else := {
	"msg": _message(uses),
	"at": uses.at,
	"severity": "high",
	"label": "not a commit",
} if {
	uses.pin.kind in {"name", "none"}
	not lower(uses.owner) in _trusted_owners
}

_message(uses) := sprintf("`%s` can change: it follows the branch or tag `%s`", [uses.text, uses.pin.ref]) if {
	uses.pin.kind == "name"
} else := sprintf("`%s` names no version at all", [uses.text])

_trusted_owners := {lower(owner) | some owner in data.parameters.trusted_action_owners}

# This generator refuses to run unless it is called by a version tag.
_needs_tag(uses) if {
	uses.action == "slsa-framework/slsa-github-generator"
	uses.kind == "workflow"
	uses.pin.kind == "version"
}
