# METADATA
# title: Privileged workflows do not run the code of a change
# description: |
#   `pull_request_target`, `workflow_run` and `issue_comment` run with the target repository's token, its secrets and
#   the cache of its default branch, and strangers can cause them. A job there that checks out the head of a change
#   and then installs, builds or tests it gives all of that to the change's author: package scripts, build files and
#   test files are theirs.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
#     description: GitHub, securely using pull_request_target
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-4
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Build and test the change under `on: pull_request`, which has no secrets and a read-only token for forks. Where a
#     result must be posted with rights, hand it over as an artifact to a `workflow_run` workflow that treats it as data
#     and checks out only its own default branch.
package palisade.ci.untrusted_checkout

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	triggers.may_be_privileged(pipeline)
	some job in pipeline.jobs
	events := {trigger.event | some trigger in triggers.reaching(input.pipelines, pipeline, job)}
	count(events) > 0
	some step in job.steps
	some place in _foreign(job, step)
	some event in _open(events, step)
	runners := [other | some other in job.steps; other.index >= step.index; _runs(other, step)]
	count(runners) > 0
	violation := object.union(place, {
		"msg": sprintf("on `%s`, job `%s` checks out the change and runs it with this repository's rights", [
			event,
			job.id,
		]),
		"severity": _severity(job),
		"related": [{"at": runners[0].at, "msg": "this runs what was checked out"}],
	})
}

warn contains violation if {
	some pipeline in input.pipelines
	triggers.may_be_privileged(pipeline)
	some job in pipeline.jobs
	events := {trigger.event | some trigger in triggers.reaching(input.pipelines, pipeline, job)}
	count(events) > 0
	some step in job.steps
	some place in _foreign(job, step)
	some event in _open(events, step)
	count([other | some other in job.steps; other.index >= step.index; _runs(other, step)]) == 0
	violation := object.union(place, {"msg": sprintf(
		"on `%s`, job `%s` checks out the change: nothing of it may ever be run here",
		[event, job.id],
	)})
}

# The first of the events that the step's own condition lets through.
_open(events, step) := {min(open)} if {
	open := {event | some event in events; not triggers.keeps_out(step, event)}
	count(open) > 0
}

# An approval before the job may stand in the environment or in a label: that is not seen, or is a race.
_severity(job) := "high" if {
	job.environment
} else := "high" if {
	contains(lower(job["if"]), "label")
} else := "critical"

_foreign(job, step) := {place |
	step.uses.action == "actions/checkout"
	some expression in step.expressions
	some name in ["ref", "repository"]
	lower(expression["in"]) == sprintf("with/%s", [name])
	_points_at_change(job, expression, step["with"][name])
	place := {"at": step.at, "key": ["with", name]}
} if {
	step.uses
}

_foreign(job, step) := {place |
	some command in step.commands
	_fetches_change(job, step, command)
	place := {"at": command.at}
} if {
	not step.uses
}

_head := concat("", [
	`^github\.(head_ref`,
	`|event\.pull_request\.(head\.(ref|sha|label|repo\..+)|merge_commit_sha)`,
	`|event\.workflow_run\.(head_branch|head_sha|head_commit\.id|head_repository\..+|pull_requests\..+\.head\..+))$`,
])

_number := `^github\.event\.(number|(pull_request|issue)\.number|workflow_run\.pull_requests\..+\.number)$`

_points_at_change(_, expression, _) if {
	some context in expression.contexts
	regex.match(_head, context)
}

_points_at_change(_, expression, text) if {
	contains(text, "pull/")
	some context in expression.contexts
	regex.match(_number, context)
}

_points_at_change(job, expression, _) if {
	some context in expression.contexts
	some step in job.steps
	step.uses.action in _finders
	startswith(context, sprintf("steps.%s.outputs.", [lower(step.id)]))
	regex.match(`\.(head_|sha$|ref$)`, context)
}

# Actions that look up the head of the change that a comment belongs to.
_finders := {
	"alessbell/pull-request-comment-branch",
	"eficode/resolve-pr-refs",
	"gotson/pull-request-comment-branch",
	"xt0rted/pull-request-comment-branch",
}

_fetches_change(_, _, command) if {
	command.program == "gh"
	array.slice(command.arguments, 0, 2) == ["pr", "checkout"]
}

_fetches_change(_, _, command) if {
	command.program == "git"
	command.arguments[0] in {"fetch", "pull"}
	some argument in command.arguments
	regex.match(`(^|:|\+|refs/)pull/.+/(head|merge)`, argument)
}

_fetches_change(_, _, command) if {
	command.program == "git"
	command.arguments[0] in {"checkout", "switch", "reset", "clone", "worktree"}
	some argument in command.arguments
	regex.match(`(?i)\$\{\{\s*github\.(head_ref|event\.(pull_request|workflow_run)\.head)`, argument)
}

_programs := {
	"bash", "bundle", "cargo", "cmake", "composer", "deno", "docker", "dotnet", "eslint", "go", "gradle", "gradlew",
	"jest", "just", "make", "mvn", "mvnw", "node", "nx", "pip", "pip3", "poetry", "pre-commit", "pwsh", "pytest",
	"python", "python3", "rake", "sh", "source", "task", "terraform", "tox", "tsc", "tsx", "turbo", "uv", "vitest",
}

_deeds := {"install", "add", "execute", "run_script", "publish"}

_building_actions := {
	"bahmutov/npm-install",
	"borales/actions-yarn",
	"changesets/action",
	"chromaui/action",
	"cypress-io/github-action",
	"docker/build-push-action",
	"golangci/golangci-lint-action",
	"gradle/gradle-build-action",
	"pre-commit/action",
	"preactjs/compressed-size-action",
	"treosh/lighthouse-ci-action",
}

# The checkout's own step runs the change only with commands behind the checkout, and those are in its script.
_runs(other, _) if {
	some command in other.commands
	command.deed.kind in _deeds
}

_runs(other, _) if {
	some command in other.commands
	command.program in _programs
}

_runs(other, _) if {
	some command in other.commands
	regex.match(`\.(sh|py|js|mjs|cjs|ts|rb|ps1)$`, command.program)
}

_runs(other, checkout) if {
	other.uses.kind == "local"
	other.index > checkout.index
}

_runs(other, checkout) if {
	other.uses.action in _building_actions
	other.index > checkout.index
}

# A script in a language that is not read.
_runs(other, _) if {
	regex.match(`\S`, other.run)
	count(other.commands) == 0
}
