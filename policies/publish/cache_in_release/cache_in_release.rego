# METADATA
# title: A publishing job restores no cache
# description: |
#   Caches are shared between workflows: a run on the default branch, or a compromised dependency in
#   it, can write an entry that the release restores later. What is published is then built from
#   files that no lockfile or commit describes.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching
#     description: GitHub, dependency caching
#   - ref: https://slsa.dev/spec/v1.0/requirements
#     description: SLSA, isolated builds
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Remove the cache step or the `cache` input from the publishing job; for setup-node write
#     `package-manager-cache: false`. `cache-mode: none` on the job keeps every cache out.
package palisade.publish.cache_in_release

import data.palisade.lib.caches
import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	some entry in caches.restored(job)
	_before_a_publication(job, entry.index)
	violation := {
		"msg": sprintf("`%s` restores a cache in job `%s`, which publishes", [entry.cache.tool, job.id]),
		"at": entry.cache.at,
		"key": entry.key,
		"label": "restored before the publication",
		"related": array.concat(entry.related, publishing.places(job)),
	}
}

_before_a_publication(job, index) if {
	some publish in job.publishes
	index < publish.step
	publishing.happens(job, publish)
}
