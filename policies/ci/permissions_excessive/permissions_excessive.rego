# METADATA
# title: Tokens have the permissions that their job needs
# description: |
#   `write-all` gives every job the right to push, to release, to change issues and packages and to ask for identity
#   tokens. A write permission at the top of a workflow goes to each of its jobs, so that a test or lint job that runs
#   a compromised dependency can push. `read-all` opens private content to jobs that need the code alone.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, least privilege of the job's token
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
#     description: GitHub, `permissions` and its scopes
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Write `permissions: contents: read` at the top and move each write permission to the one job that uses it:
#     `jobs.release.permissions.contents: write`.
package palisade.ci.permissions_excessive

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.permissions.form == "write_all"
	violation := {
		"msg": sprintf("`write-all` lets every job of `%s` change everything in the repository", [pipeline.file]),
		"at": pipeline.permissions.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.permissions.source == "job"
	job.permissions.form == "write_all"
	violation := {
		"msg": sprintf("`write-all` lets job `%s` change everything in the repository", [job.id]),
		"at": job.permissions.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.permissions.form == "scopes"
	writes := {scope |
		some scope, level in pipeline.permissions.scopes
		level == "write"
		scope != "id-token"
	}
	count(writes) > 0
	heirs := [job | some job in pipeline.jobs; job.permissions.source == "workflow"]
	count(heirs) > 1
	idle := [job | some job in heirs; not _may_write(pipeline, job)]
	count(idle) > 0
	violation := {
		"msg": sprintf("%s for the whole workflow, also for %s, which %s no use for it", [
			concat(", ", [sprintf("`%s: write`", [scope]) | some scope in sort(writes)]),
			concat(", ", [sprintf("`%s`", [id]) | some id in sort({job.id | some job in idle})]),
			_verb(count(idle)),
		]),
		"at": pipeline.permissions.at,
		"key": min(writes),
		"mark": "entry",
		"severity": "medium",
		"related": [{"at": job.at, "msg": "can write and shows no use for it"} | some job in idle],
	}
}

_verb(number) := "shows" if number == 1

_verb(number) := "show" if number > 1

# What a called workflow or an action does with the token is not seen here.
_may_write(_, job) if job.calls

_may_write(_, job) if {
	some step in job.steps
	step.uses
	not _reads_only(step.uses)
}

_may_write(pipeline, job) if {
	some step in job.steps
	some use in array.concat(array.concat(pipeline.secrets, job.secrets), step.secrets)
	use.name in {"GITHUB_TOKEN", "*"}
}

_may_write(_, job) if {
	some step in job.steps
	some expression in array.concat(job.expressions, step.expressions)
	"github.token" in expression.contexts
}

# The checkout leaves the token for a push.
_may_write(_, job) if {
	some step in job.steps
	regex.match(`(?i)git push|release|publish|deploy|version|changeset|lerna|gh-pages`, step.run)
}

# Actions that set up a job and use its token for nothing but reading.
_reads_only(uses) if {
	uses.owner == "actions"
	regex.match(`^actions/(cache|checkout|download-artifact|setup-[a-z]+|upload-artifact)$`, uses.action)
}

_reads_only(uses) if {
	uses.action in {
		"bahmutov/npm-install",
		"codecov/codecov-action",
		"denoland/setup-deno",
		"oven-sh/setup-bun",
		"pnpm/action-setup",
	}
}

warn contains violation if {
	some pipeline in input.pipelines
	pipeline.permissions.form == "read_all"
	not _only_scorecard(pipeline)
	violation := {
		"msg": sprintf("`read-all` lets every job of `%s` read more than the code", [pipeline.file]),
		"at": pipeline.permissions.at,
	}
}

warn contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.permissions.source == "job"
	job.permissions.form == "read_all"
	violation := {
		"msg": sprintf("`read-all` lets job `%s` read more than the code", [job.id]),
		"at": job.permissions.at,
	}
}

# The template of that tool says `read-all` and gives its one job what it needs.
_only_scorecard(pipeline) if {
	every job in pipeline.jobs {
		some step in job.steps
		step.uses.action == "ossf/scorecard-action"
	}
}

unknown contains gap if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	triggers.on_github(pipeline)
	some trigger in pipeline.triggers
	trigger.event != "workflow_call"
	some job in pipeline.jobs
	job.permissions.source == "default"
	gap := {
		"msg": sprintf("`%s` leaves its token to the repository's default, which no file shows", [pipeline.file]),
		"at": pipeline.at,
	}
}
