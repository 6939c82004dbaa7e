# METADATA
# title: CI stages releases, people approve them
# description: |
#   A workflow that publishes directly turns every way into that workflow into a way to all users:
#   a stolen token, a changed action or one merged commit releases a version at once. A staged
#   version stays invisible until a maintainer approves it with a second factor, outside CI. Only the
#   public registry has staging: a publication to another one is not judged.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
#   - ref: https://slsa.dev/spec/v1.0/threats
#     description: SLSA, threats to a build and its publication
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Stage in CI and approve by hand: `npm stage publish` (npm 11.15 or newer), `pnpm stage publish`
#     (pnpm 11.3), `yarn npm publish --staged` (Yarn 4.16). Then allow the trusted publisher only to
#     create staged packages, and disallow tokens for the package.
package palisade.publish.direct_from_ci

import data.palisade.lib.publishing
import data.palisade.lib.unseen

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	publish.mode == "direct"
	publishing.is_public_publication(job, publish)
	not publishing.registry_undecided(publish)
	violation := object.union(publishing.place_of(job, publish), {
		"msg": sprintf("%s publishes straight to users: nobody approves the version", [_what(publish)]),
		"label": "publishes at once",
	})
}

unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	publish.mode == "unknown"
	publishing.is_public_publication(job, publish)
	answer := object.union(publishing.place_of(job, publish), {"msg": sprintf(
		"whether %s stages or publishes is decided outside this file",
		[_what(publish)],
	)})
}

# Staging exists in the public registry alone.
unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	publish.mode == "direct"
	publishing.registry_undecided(publish)
	publishing.is_public_publication(job, publish)
	answer := object.union(publishing.place_of(job, publish), {"msg": sprintf(
		"%s publishes directly, and only a run can tell to which registry",
		[_what(publish)],
	)})
}

# A program of the repository, or a plugin of Yarn, can publish where no command shows it.
unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.oidc(job)
	not publishing.publishes(job)
	some command in unseen.in_job(job)
	answer := {
		"msg": sprintf("job `%s` can ask for an OIDC token, and what `%s` publishes is not seen", [job.id, command.name]),
		"at": command.at,
	}
}

_what(publish) := sprintf("the script `%s`", [publish.through_script])

_what(publish) := sprintf("`%s`", [publish.tool]) if not publish.through_script
