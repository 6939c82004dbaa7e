# METADATA
# title: The workflow itself shows that it publishes
# description: |
#   A job that runs `npm run release` or a script file publishes by whatever that holds. Who reviews
#   the workflow does not see the command, its flags and its dist-tag; who changes the script changes
#   how users get the package, although the workflow and its reviewers' rule are untouched. What
#   stands in a program is seen by no check at all.
# related_resources:
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP, top 10 CI/CD security risks
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: medium
#   profile: strict
#   checklists: [publisher]
#   remediation: |
#     Build with scripts, and publish with a step of its own: `npm stage publish`. Where a script must
#     do it, name its file in CODEOWNERS beside the workflow.
package palisade.publish.hidden_in_script

import data.palisade.lib.publishing
import data.palisade.lib.unseen

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in job.publishes
	publishing.is_public_publication(job, publish)
	way := _way(publish)
	violation := object.union(publishing.place_of(job, publish), {
		"msg": sprintf("job `%s` publishes where its workflow does not show it: %s", [job.id, way]),
		"label": "leads to a publication",
		"related": [{"at": passage.at, "msg": passage.what} | some passage in publish.through],
	})
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in job.publishes
	publishing.is_public_publication(job, publish)
	not publish.through
	publish.through_script
	violation := object.union(publishing.place_of(job, publish), {
		"msg": sprintf(
			"job `%s` publishes where its workflow does not show it: by the script `%s`",
			[job.id, publish.through_script],
		),
		"label": "leads to a publication",
	})
}

# A program of the repository, or a plugin of Yarn, can publish where no command shows it.
unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.oidc(job)
	not publishing.publishes(job)
	some command in unseen.in_job(job)
	answer := {
		"msg": sprintf("job `%s` can ask for an OIDC token, and what `%s` does is not seen", [job.id, command.name]),
		"at": command.at,
	}
}

_way(publish) := concat(", then ", [passage.what | some passage in publish.through]) if count(publish.through) > 0
