# METADATA
# title: What is released is built without a cache
# description: |
#   A cache entry that a run on the default branch wrote is restored by every later run, and nothing checks who wrote
#   it or from what. One compromised dependency in a test run can so put files into the build of a release. That holds
#   for a job that makes a release, pushes an image or deploys, and for a job whose artifact another job publishes.
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
#     Build what is released without a cache: remove the cache step or the `cache` input there, or build in a job of its
#     own that runs only for releases.
package palisade.ci.cache_poisoning

import data.palisade.lib.caches

# Two definitions for one thing: each names a step that must be there, so that jobs without it are left out beforehand.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some release in job.steps
	release.uses.action in _releasing_actions
	some violation in _poisoned(job)
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some release in job.steps
	some command in release.commands
	command.program in _releasing_programs
	some violation in _poisoned(job)
}

_poisoned(job) := {violation |
	not _publishes(job)
	releases := [step | some step in job.steps; _releases(step)]
	count(releases) > 0
	some entry in caches.restored(job)
	entry.index <= releases[count(releases) - 1].index
	violation := {
		"msg": sprintf("job `%s` restores a cache and releases what it builds with it", [job.id]),
		"at": entry.cache.at,
		"key": entry.key,
		"related": array.concat(entry.related, [{"at": release.at, "msg": "this releases"} | some release in releases]),
	}
}

# The publishing job itself is the place of publish.cache_in_release.
deny contains violation if {
	some pipeline in input.pipelines
	some heir in pipeline.jobs
	count(heir.artifacts) > 0
	count(heir.needs) > 0
	some taken in heir.artifacts
	taken.direction == "download"
	not taken.other_run
	some job in pipeline.jobs
	job.id in heir.needs
	uploads := [artifact | some artifact in job.artifacts; _is_handed_on(artifact, taken)]
	count(uploads) > 0
	not _publishes(job)
	_hands_out(heir)
	count([other | some other in job.steps; _releases(other)]) == 0
	some entry in caches.restored(job)
	entry.index < uploads[count(uploads) - 1].step
	violation := {
		"msg": sprintf("job `%s` restores a cache and builds with it what job `%s` publishes", [job.id, heir.id]),
		"at": entry.cache.at,
		"key": entry.key,
		"related": array.concat(entry.related, [{"at": heir.at, "msg": "this job takes the artifact and publishes"}]),
	}
}

# Names that are written out tell artifacts apart.
_is_handed_on(artifact, taken) if {
	artifact.direction == "upload"
	not _differ(artifact, taken)
}

_differ(one, other) if {
	one.name != other.name
	not contains(one.name, "$")
	not contains(other.name, "$")
}

_publishes(job) if {
	some publish in job.publishes
	not publish.dry_run
}

_hands_out(job) if _publishes(job)

_hands_out(job) if {
	some step in job.steps
	_releases(step)
}

# Asked of many steps: an action or a program that releases nothing is told by its name.
_releases(step) if {
	step.uses.action in _releasing_actions
	not _only_builds(step)
}

_releases(step) if {
	some command in step.commands
	command.program in _releasing_programs
	_uploads(command)
}

_releasing_actions := {
	"aws-actions/amazon-ecs-deploy-task-definition",
	"azure/functions-action",
	"cloudflare/wrangler-action",
	"docker/build-push-action",
	"goreleaser/goreleaser-action",
	"google-github-actions/deploy-cloudrun",
	"jreleaser/release-action",
	"ncipollo/release-action",
	"pypa/gh-action-pypi-publish",
	"redhat-actions/push-to-registry",
	"rubygems/release-gem",
	"softprops/action-gh-release",
	"svenstaro/upload-release-action",
}

_releasing_programs := {"cargo", "docker", "gem", "gh", "podman", "poetry", "twine", "uv", "vsce"}

_only_builds(step) if {
	step.uses.action == "docker/build-push-action"
	not step["with"].push == "true"
}

_uploads(command) if {
	command.program == "gh"
	array.slice(command.arguments, 0, 2) in {["release", "create"], ["release", "upload"]}
	count(command.arguments) > 3
	_attaches_files(command)
}

_uploads(command) if {
	command.program in {"docker", "podman"}
	command.arguments[0] == "push"
}

# Uploads to the registries of other languages.
_uploads(command) if {
	command.arguments[0] == _uploading[command.program]
	not "--dry-run" in command.arguments
}

_uploading := {
	"cargo": "publish",
	"gem": "push",
	"poetry": "publish",
	"twine": "upload",
	"uv": "publish",
	"vsce": "publish",
}

# A release with notes alone hands out nothing that was built.
_attaches_files(command) if {
	some argument in array.slice(command.arguments, 3, count(command.arguments))
	regex.match(`^[^-$].*(\*|/|\.(tgz|tar\.gz|zip|exe|dmg|deb|rpm|AppImage|vsix|whl|wasm|js)$)`, argument)
}
