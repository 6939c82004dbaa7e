# METADATA
# title: Packages are published from hosted runners
# description: |
#   A machine of one's own keeps its disk, its processes and its network between jobs: what one run
#   leaves behind can read the credential of the next or change what it packs. Trusted publishing
#   works on hosted runners only, so such a job also needs a long-lived token.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use reference
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Publish in a job of its own on a hosted runner, `runs-on: ubuntu-24.04`, and hand it what the
#     other machine has built as an artifact.
package palisade.publish.self_hosted_runner

import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.publishes(job)
	job.runner.kind == "self_hosted"
	violation := {
		"msg": sprintf("job `%s` publishes from a self-hosted machine", [job.id]),
		"at": job.runner.at,
		"related": publishing.places(job),
	}
}

unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.publishes(job)
	job.runner.kind == "unknown"
	answer := {
		"msg": sprintf("the labels of job `%s`, which publishes, do not tell whose machine it is", [job.id]),
		"at": job.runner.at,
	}
}
