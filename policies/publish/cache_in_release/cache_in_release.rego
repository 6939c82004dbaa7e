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

import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	publishing.publishes(job)
	not _restores_nothing(job)
	some entry in publishing.steps(job)
	_before_a_publication(job, entry.index)
	some key in _restores(entry.step)
	violation := {
		"msg": sprintf("`%s` restores a cache in job `%s`, which publishes", [entry.step.uses.action, job.id]),
		"at": entry.step.at,
		"key": key,
		"label": "restored before the publication",
		"related": array.concat(entry.related, publishing.places(job)),
	}
}

# `cache-mode` keeps every step of the job from reading caches.
_restores_nothing(job) if job.cache_mode in {"none", "write-only"}

_before_a_publication(job, index) if {
	some publish in publishing.real(job)
	index < publish.step
}

_restores(step) := ["uses"] if _is_cache(step.uses)

_restores(step) := [["with", "cache"]] if _asks_for_cache(step.uses.action, step["with"].cache)

_is_cache(uses) if {
	uses.action == "actions/cache"
	not uses.path == "save"
}

_is_cache(uses) if uses.action in {"buildjet/cache", "runs-on/cache", "useblacksmith/cache", "swatinem/rust-cache"}

_asks_for_cache(action, value) if {
	action in {"actions/setup-node", "useblacksmith/setup-node", "buildjet/setup-node"}
	value in {"npm", "yarn", "pnpm"}
}

_asks_for_cache(action, value) if {
	action == "pnpm/action-setup"
	value == "true"
}
