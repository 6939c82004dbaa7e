# METADATA
# title: App tokens are limited to what the job needs
# description: |
#   An app's key makes tokens. Without limits such a token can do all that the app may do, and with an owner and no list
#   of repositories it can do so in every repository that the app is installed in. Whatever else runs in the job, a
#   package script or an action whose tag was moved, can then use it.
# related_resources:
#   - ref: https://docs.github.com/en/apps/creating-github-apps
#     description: GitHub, apps and what they may do
#   - ref: https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
#     description: GitHub, limits of an installation token
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Name the rights and repositories: `permission-contents: write`, `permission-pull-requests: write` and, with an
#     `owner`, `repositories: widget`.
package palisade.ci.app_token_scope

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action in {
		"actions/create-github-app-token",
		"peter-murray/workflow-application-token-action",
		"tibdex/github-app-token",
	}
	missing := _missing(step)
	count(missing) > 0
	violation := {
		"msg": sprintf("the app's token in job `%s` %s", [job.id, concat(" and ", missing)]),
		"at": step.uses.at,
		"label": "not limited",
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action == "actions/create-github-app-token"
	lower(trim_space(step["with"]["skip-token-revoke"])) in {"true", "1"}
	violation := {
		"msg": sprintf("the app's token in job `%s` stays valid when the job has ended", [job.id]),
		"at": step.at,
		"key": ["with", "skip-token-revoke"],
		"severity": "low",
	}
}

_missing(step) := array.concat(
	["may do all that the app may do" | not _limited(step)],
	["reaches every repository that the app is installed in" | _reaches_all(step)],
)

_limited(step) if {
	some name, _ in step["with"]
	startswith(name, "permission-")
}

# The inputs of the other actions.
_limited(step) if {
	step.uses.action != "actions/create-github-app-token"
	trim_space(step["with"].permissions) != ""
}

_reaches_all(step) if {
	step.uses.action == "actions/create-github-app-token"
	trim_space(step["with"].owner) != ""
	not step["with"].repositories
}

# This one takes the installation of the repository's owner as a whole.
_reaches_all(step) if {
	step.uses.action == "peter-murray/workflow-application-token-action"
	trim_space(step["with"].organization) != ""
}

_reaches_all(step) if {
	step.uses.action == "tibdex/github-app-token"
	step["with"].installation_retrieval_mode in {"organization", "user"}
	not step["with"].repositories
}
