# METADATA
# title: The publishing job runs in an environment
# description: |
#   An environment gives a publication its own gate: required reviewers, allowed branches and tags,
#   and secrets that no other job can read. A trusted publisher can be bound to it, so that another
#   job of the same workflow cannot publish. Without one, whoever can start the workflow publishes.
#   An environment that is named but not set up is created without any protection; that protection
#   stands in the repository's settings, which no file shows: state it under `attested`. For CircleCI
#   a context or an approval is what an environment is elsewhere, for Bitbucket a deployment.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
#     description: GitHub, deployments and environments
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Create an environment with required reviewers and a tag rule in the repository's settings, name
#     it in the job, `environment: npm`, and in the trusted publisher's configuration. State what
#     protects it in palisade.yaml: `environment: npm` with `reviewers: true`.
package palisade.publish.no_environment

import data.palisade.lib.attested
import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	count(job.publishes) > 0
	count(_certain(job)) > 0
	count(_guards(pipeline, job)) == 0
	not _approved(pipeline, job)
	word := _word(pipeline)
	violation := {
		"msg": sprintf("job `%s` publishes without %s to guard it", [job.id, word.msg]),
		"at": job.at,
		"key": word.key,
		"label": sprintf("names no `%s`", [word.key]),
		"related": publishing.places(job),
	}
}

unknown contains answer if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	count(job.publishes) > 0
	count(_certain(job)) == 0
	publishing.publishes(job)
	count(_guards(pipeline, job)) == 0
	not _approved(pipeline, job)
	some place in publishing.places(job)
	answer := {
		"msg": sprintf("job `%s` names no %s, and only a run can tell to which registry it publishes", [
			job.id,
			_word(pipeline).key,
		]),
		"at": place.at,
	}
}

# A name alone guards nothing.
deny contains violation if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	some guard in _guards(pipeline, job)
	stated := attested.environment(guard.name)
	count(stated) > 0
	count([statement | some statement in stated; _protects(statement)]) == 0
	violation := {
		"msg": sprintf("job `%s` publishes in `%s`, which nobody has to approve and any branch may use", [
			job.id,
			guard.name,
		]),
		"at": guard.at,
		"related": [{"at": statement.at, "msg": "stated here"} | some statement in stated],
	}
}

unknown contains answer if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	some guard in _guards(pipeline, job)
	count(attested.environment(guard.name)) == 0
	answer := {"msg": _not_known(guard.name), "at": guard.at}
}

_guards(pipeline, job) := [guard | some guard in job.secret_groups] if pipeline.provider == "circleci"

_guards(pipeline, job) := [job.environment] if {
	_has_environments(pipeline)
	trim_space(job.environment.name) != ""
}

_guards(pipeline, job) := [] if {
	_has_environments(pipeline)
	not _named(job)
}

_named(job) if trim_space(job.environment.name) != ""

_has_environments(pipeline) if not _is_circleci(pipeline)

_is_circleci(pipeline) if pipeline.provider == "circleci"

_is_bitbucket(pipeline) if pipeline.provider == "bitbucket"

_approved(pipeline, job) if {
	pipeline.provider == "circleci"
	job.manual
}

_word(pipeline) := {"msg": "an environment", "key": "environment"} if {
	not _is_circleci(pipeline)
	not _is_bitbucket(pipeline)
}

_word(pipeline) := {"msg": "a context or an approval", "key": "context"} if pipeline.provider == "circleci"

_word(pipeline) := {"msg": "a deployment environment", "key": "deployment"} if pipeline.provider == "bitbucket"

_protects(statement) if statement.reviewers

# A pattern that any name fits keeps nothing out.
_protects(statement) if {
	count(statement.branches) > 0
	every branch in statement.branches {
		not regex.match(`^[*/]+$`, branch)
	}
}

_certain(job) := [publish |
	some publish in publishing.public(job)
	not publishing.registry_undecided(publish)
]

_not_known(name) := attested.missing_of_environment(name) if not _decided_at_run(name)

_not_known(name) := sprintf("only a run can tell which environment `%s` is", [name]) if _decided_at_run(name)

_decided_at_run(name) if regex.match(`[$<]`, name)
