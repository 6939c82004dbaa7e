# METADATA
# title: Trusted publishers are the workflows that publish
# description: |
#   A trusted publisher that no workflow stands behind is a standing right for whoever brings that
#   file or repository into being: a renamed workflow, a repository that was moved and whose name is
#   free again. One that differs in a letter makes OIDC fail, and npm falls back to a token. Of a
#   reusable workflow the calling file counts; names are compared with their case.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Remove trusted publishers that no longer publish, and write repository, file and environment of
#     the others as the repository has them.
package palisade.publish.trusted_publisher_mismatch

import data.palisade.lib.attested
import data.palisade.lib.publishing
import data.palisade.lib.trust

deny contains violation if {
	some entry in data.palisade.lib.attested.trusted
	some manifest in input.packages
	attested.matches(entry["package"], manifest.name)
	expected := trust.repository_of(manifest.repository.url)
	expected != entry.publisher.repository
	violation := {
		"msg": sprintf(
			"the trusted publisher of `%s` is `%s`, and its package.json names `%s`",
			[manifest.name, entry.publisher.repository, expected],
		),
		"at": entry.publisher.at,
		"key": "repository",
		"related": [{"at": manifest.repository.at, "msg": "the repository of the package"}],
	}
}

deny contains violation if {
	some entry in data.palisade.lib.attested.trusted
	_is_here(entry)
	count(trust.pipelines(entry.publisher)) == 0
	violation := {
		"msg": sprintf("%s may publish `%s`, and there is no such file", [
			trust.called(entry.publisher),
			entry["package"],
		]),
		"at": entry.publisher.at,
		"key": "file",
	}
}

deny contains violation if {
	some entry in data.palisade.lib.attested.trusted
	_is_here(entry)
	pipelines := trust.pipelines(entry.publisher)
	count(pipelines) > 0
	count([pipeline | some pipeline in pipelines; trust.may_publish(pipeline)]) == 0
	violation := {
		"msg": sprintf("%s may publish `%s`, and none of its jobs asks for an OIDC token", [
			trust.called(entry.publisher),
			entry["package"],
		]),
		"at": entry.publisher.at,
		"key": "file",
		"related": [{"at": pipeline.at, "msg": "the workflow"} | some pipeline in pipelines],
	}
}

deny contains violation if {
	some entry in data.palisade.lib.attested.trusted
	_is_here(entry)
	entry.publisher.environment
	some pipeline in trust.pipelines(entry.publisher)
	trust.may_publish(pipeline)
	trust.environments_known(pipeline)
	not entry.publisher.environment in trust.environments(pipeline)
	violation := {
		"msg": sprintf("the trusted publisher of `%s` asks for the environment `%s`, and no job of `%s` names it", [
			entry["package"],
			entry.publisher.environment,
			pipeline.file,
		]),
		"at": entry.publisher.at,
		"key": "environment",
		"related": [{"at": pipeline.at, "msg": "the workflow"}],
	}
}

# A job that can use nothing but OIDC, and that no trusted publisher of the package stands for.
deny contains violation if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in job.publishes
	publishing.is_public_publication(job, publish)
	publishing.oidc(job)
	not trust.called_from_elsewhere(pipeline, job)
	some name in publish.packages
	stated := attested.publishers(name)
	count(stated) > 0
	publishers := [publisher | some statement in stated; some publisher in statement.trusted_publishers]
	not _some_stands_for(publishers, pipeline)
	violation := object.union(publishing.place_of(job, publish), {
		"msg": sprintf("job `%s` publishes `%s`, of which no trusted publisher is `%s`", [job.id, name, pipeline.file]),
		"related": [{"at": publisher.at, "msg": "a trusted publisher"} | some publisher in publishers],
	})
}

unknown contains answer if {
	some answer in data.palisade.lib.trust.not_stated
}

# The repository that it names is this one, as far as the packages tell.
_is_here(entry) if {
	some manifest in input.packages
	attested.matches(entry["package"], manifest.name)
	_may_be(manifest, entry.publisher.repository)
}

_may_be(manifest, repository) if trust.repository_of(manifest.repository.url) == repository

_may_be(manifest, _) if not manifest.repository

_some_stands_for(publishers, pipeline) if {
	some publisher in publishers
	some candidate in trust.pipelines(publisher)
	candidate.file == pipeline.file
}
