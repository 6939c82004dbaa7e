# METADATA
# title: Trusted publishers and the pipelines they stand for
# description: |
#   What the rules on trusted publishers ask: of which packages nothing is stated, which pipelines a
#   trusted publisher names, and whether these can ask for an OIDC token at all.
package palisade.lib.trust

import data.palisade.lib.attested
import data.palisade.lib.publishing

# METADATA
# title: That the trusted publishers of a package are not stated
# description: One answer for all packages, with the first of them; none where no job can use OIDC.
not_stated contains answer if {
	_some_job_may_use_oidc
	some manifest in input.packages
	publishing.released(manifest)
	not publishing.goes_elsewhere({"packages": [manifest.name]})
	count(attested.publishers(manifest.name)) == 0
	answer := {
		"msg": attested.missing_publishers(manifest.name),
		"at": manifest.at,
		"key": "name",
	}
}

# The first such job is enough.
_some_job_may_use_oidc if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	_may_use_oidc(pipeline, job)
	publishing.publishes(job)
}

# METADATA
# title: A trusted publisher, for people
called(publisher) := sprintf("`%s` of `%s`", [publisher.file, publisher.repository]) if publisher.file

called(publisher) := sprintf("`%s`", [publisher.repository]) if not publisher.file

# METADATA
# title: The pipelines that a trusted publisher names
pipelines(publisher) := [pipeline |
	some pipeline in input.pipelines
	pipeline.provider == publisher.type
	pipeline.kind == "workflow"
	_is_file(publisher, pipeline)
]

# METADATA
# title: Some job of the pipeline can ask for an OIDC token, or calls a workflow whose jobs may
may_publish(pipeline) if {
	some job in pipeline.jobs
	_may_use_oidc(pipeline, job)
}

may_publish(pipeline) if {
	some job in pipeline.jobs
	job.calls
}

# A file from elsewhere may hold the job.
may_publish(pipeline) if {
	some include in pipeline.includes
	not include.read
}

# METADATA
# title: The environments that the jobs of a pipeline name
environments(pipeline) := {job.environment.name |
	some job in pipeline.jobs
	job.environment
}

# METADATA
# title: All environments of the pipeline's jobs stand in it, as they are
environments_known(pipeline) if {
	every job in pipeline.jobs {
		not job.calls
		not _decided_at_run(job)
	}
	every include in pipeline.includes {
		include.read
	}
}

# METADATA
# title: Other workflows start the job, and their files count
called_from_elsewhere(pipeline, job) if {
	some trigger in publishing.triggers(pipeline, job)
	_is_call(trigger)
}

# METADATA
# title: The repository of a URL or shorthand, `acme/web`
repository_of(url) := found[0][1] if {
	found := regex.find_all_string_submatch_n(_repository, url, 1)
}

_repository := concat("", [
	`^(?:(?:github|gitlab):|(?:git\+)?(?:https?|ssh|git)://(?:[^@/]*@)?(?:github|gitlab)\.com[/:]|`,
	`git@(?:github|gitlab)\.com:)?([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+?)+?)(?:\.git)?/?(?:#.*)?$`,
])

_may_use_oidc(_, job) if publishing.oidc(job)

_may_use_oidc(pipeline, job) if publishing.oidc_undecided(pipeline, job)

_is_file(publisher, pipeline) if {
	publisher.type == "github"
	pipeline.file == sprintf(".github/workflows/%s", [publisher.file])
}

_is_file(publisher, pipeline) if {
	publisher.type == "gitlab"
	publisher.file == pipeline.file
}

_is_file(publisher, _) if not publisher.file

_is_call(trigger) if trigger.event == "workflow_call"

_is_call(trigger) if count(trigger.through) > 0

_decided_at_run(job) if regex.match(`[$<]`, job.environment.name)
