# METADATA
# title: The checkout leaves no token behind
# description: |
#   `actions/checkout` stores the job's token for later `git` commands unless `persist-credentials: false` is set. Every
#   step after it, each package script and test included, can read the token and use what it may write. Up to version 5
#   it lies in `.git/config`, where an artifact of the whole folder takes it along.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-6
# custom:
#   severity: medium
#   profile: recommended
#   remediation: |
#     Write `with: { persist-credentials: false }` at the checkout. A job that pushes gives its token to that command
#     alone. Upload single folders, not the whole checkout.
package palisade.ci.persisted_checkout_credentials

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some checkout in job.steps
	checkout.uses.action == "actions/checkout"
	_persists(checkout)
	not _in_temporary_folder(checkout)
	uploads := [step | some step in job.steps; step.index > checkout.index; _takes_all(step)]
	count(uploads) > 0
	violation := {
		"msg": sprintf("the token of job `%s` lies in `.git/config`, which a later step uploads", [job.id]),
		"at": checkout.uses.at,
		"label": "keeps the token",
		"severity": "high",
		"related": [{"at": uploads[0].at, "key": ["with", "path"], "msg": "this takes the whole checkout"}],
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.permissions.known
	scopes := {scope |
		some scope, level in job.permissions.scopes
		level == "write"
		not scope in {"id-token", "security-events"}
	}
	count(scopes) > 0
	checkouts := _idle_checkouts(pipeline, job)
	count(checkouts) > 0
	violation := {
		"msg": sprintf("the token of job `%s`, which can write `%s`, stays readable for the later steps", [
			job.id,
			min(scopes),
		]),
		"at": checkouts[0].uses.at,
		"label": "keeps the token",
		"related": [{"at": checkout.uses.at, "msg": "and here"} |
			some index, checkout in checkouts
			index > 0
		],
	}
}

# Azure Pipelines takes the token out of the checkout unless it is told to leave it.
deny contains violation if {
	some pipeline in input.pipelines
	pipeline.provider == "azure"
	some job in pipeline.jobs
	some checkout in job.steps
	lower(checkout["with"].persistCredentials) == "true"
	followers := [step | some step in job.steps; step.index > checkout.index; step.run]
	count(followers) > 0
	not _uses_git(job)
	violation := {
		"msg": sprintf("the token of job `%s` stays readable for the later steps", [job.id]),
		"at": checkout.at,
		"key": "persistCredentials",
		"label": "keeps the token",
	}
}

unknown contains gap if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.permissions.source == "default"
	some checkout in _idle_checkouts(pipeline, job)
	gap := {
		"msg": sprintf("what the token that job `%s` leaves behind may do is a setting that no file shows", [job.id]),
		"at": checkout.uses.at,
	}
}

# Checkouts that keep the token in a job that shows no use of it, followed by something that could take it.
_idle_checkouts(pipeline, job) := [checkout |
	some checkout in job.steps
	checkout.uses.action == "actions/checkout"
	not checkout["with"]["persist-credentials"]
	_is_followed(job, checkout)
	not _handed_over(checkout)
	not _uploads(job)
	not _uses_git(job)
	not _all_given_token(pipeline, job)
]

# An action has the job's token anyway, as the default of an input: what counts are commands.
_is_followed(job, checkout) if {
	some step in job.steps
	step.run
	step.index > checkout.index
	not _given_token(step)
} else if {
	some step in job.steps
	not step.run
	step.index > checkout.index
	some name in ["build-script", "command", "run"]
	step["with"][name]
	not _given_token(step)
}

# A token or key that is handed over is meant for a push, and is not the job's.
_handed_over(checkout) if {
	some name in ["token", "ssh-key"]
	value := checkout["with"][name]
	not regex.match(`(?i)github\.token|secrets\.GITHUB_TOKEN`, value)
}

# What is handed the token does not have to look for it.
_given_token(step) if {
	some use in step.secrets
	use.name == "GITHUB_TOKEN"
} else if {
	some expression in step.expressions
	"github.token" in expression.contexts
}

_all_given_token(pipeline, job) if {
	some use in pipeline.secrets
	use.name == "GITHUB_TOKEN"
} else if {
	some use in job.secrets
	use.name == "GITHUB_TOKEN"
} else if {
	some expression in job.expressions
	"github.token" in expression.contexts
}

_persists(step) if {
	step.uses.action == "actions/checkout"
	not step["with"]["persist-credentials"]
}

# From version 6 the token lies outside of the checkout.
_in_temporary_folder(checkout) if regex.match(`^v?([6-9]|[1-9][0-9])(\.|$)`, checkout.uses.pin.comment)

_in_temporary_folder(checkout) if regex.match(`^v?([6-9]|[1-9][0-9])(\.|$)`, checkout.uses.pin.ref)

# Such a job is reported for the upload.
_uploads(job) if {
	some step in job.steps
	step.uses.action == "actions/upload-artifact"
	_takes_all(step)
}

_takes_all(step) if {
	step.uses.action == "actions/upload-artifact"
	some line in split(step["with"].path, "\n")
	regex.match(`^(\.|\./|\.\.|\.\./|\*\*|\./\*\*|\$\{\{\s*github\.workspace\s*\}\}/?)$`, trim_space(line))
	_with_hidden_files(step)
}

# Version 4.4 and later leave hidden files out unless they are asked for.
_with_hidden_files(step) if step["with"]["include-hidden-files"] == "true"

_with_hidden_files(step) if regex.match(`^v?([1-3](\.|$)|4\.[0-3](\.|$))`, step.uses.pin.ref)

_with_hidden_files(step) if regex.match(`^v?([1-3](\.|$)|4\.[0-3](\.|$))`, step.uses.pin.comment)

_uses_git(job) if {
	some step in job.steps
	some command in step.commands
	command.program == "git"
	some argument in command.arguments
	argument in {"push", "fetch", "pull", "submodule", "clone", "ls-remote", "remote"}
} else if {
	# What a local action does is not seen here.
	some step in job.steps
	step.uses.kind == "local"
} else if {
	some step in job.steps
	step.uses.action in _pushing_actions
} else if {
	# Release tools push their tags and commits themselves. All scripts of the job are searched at once: nothing of what
	# is looked for has a line break in it.
	_releases(concat("\n", [step.run | some step in job.steps]))
}

_releases(scripts) if {
	# A choice of plain words is found fast, and each of the shapes below holds one.
	regex.match(`release|publish|deploy|version|lerna|changeset|gh-pages|bumpp|shipit|git push|git fetch`, scripts)
	regex.match(
		concat("|", [
			`semantic-release`, `release-it`, `lerna`, `standard-version`, `changeset`, `gh-pages`, `nx release`, `bumpp`,
			`\bauto shipit`, `(npm|pnpm|yarn) version`, `goreleaser`, `mike deploy`, `git push`, `git fetch`,
			`(npm|pnpm|yarn|bun)( run)? [a-z:-]*(release|publish|deploy|version)`,
		]),
		scripts,
	)
} else if {
	regex.match(`\bnp\b`, scripts)
}

_pushing_actions := {
	"actions-js/push",
	"ad-m/github-push-action",
	"changesets/action",
	"chromaui/action",
	"cycjimmy/semantic-release-action",
	"endbug/add-and-commit",
	"github-actions-x/commit",
	"goreleaser/goreleaser-action",
	"jamesives/github-pages-deploy-action",
	"nrwl/nx-set-shas",
	"peaceiris/actions-gh-pages",
	"peter-evans/create-pull-request",
	"planetscale/ghcommit-action",
	"stefanzweifel/git-auto-commit-action",
	"tj-actions/changed-files",
}
