# METADATA
# title: Trusted publishers are bound to an environment
# description: |
#   Without an environment every job of the workflow's file can publish, on every branch on which
#   somebody can change that file. Bound to one, only a job that the environment's reviewers and
#   branch rules have let through gets a token that the registry takes. CircleCI has no environments.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
#     description: GitHub, deployments and environments
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Write the environment into the trusted publisher's configuration and into the job,
#     `environment: npm`; protect it with reviewers and a tag rule.
package palisade.publish.trusted_publisher_no_environment

import data.palisade.lib.trust

deny contains violation if {
	some entry in data.palisade.lib.attested.trusted
	entry.publisher.type in {"github", "gitlab"}
	not _named(entry.publisher)
	violation := {
		"msg": sprintf(
			"%s may publish `%s` from any job: no environment is asked for",
			[trust.called(entry.publisher), entry["package"]],
		),
		"at": entry.publisher.at,
		"key": "environment",
	}
}

unknown contains answer if {
	some answer in data.palisade.lib.trust.not_stated
}

_named(publisher) if trim_space(publisher.environment) != ""
