# METADATA
# title: MTA-STS is enforced
# description: |
#   With `mode: testing` senders report failures of TLS and deliver all the same, in clear text if they
#   must; with `mode: none` they do not even look. Advice is given where an enforced policy is kept for
#   less than `mta_sts_max_age` seconds: whoever blocks the policy's host for that long is rid of it.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-5
#     description: RFC 8461, policy application
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-10.2
#     description: RFC 8461, preventing policy discovery
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: MTA-STS
#   remediation: |
#     Read the TLS reports of a few weeks. When they show no failure of your own servers, write
#     `mode: enforce` and `max_age: 2419200` (four weeks) into the policy, and change the `id` of the
#     record.
package palisade.email.mta_sts_not_enforced

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	_in_use(domain.mta_sts)
	consequence := _consequences[domain.mta_sts.policy.mode]
	violation := {
		"msg": sprintf("the MTA-STS policy of `%s` is not enforced: %s", [domain.name, consequence]),
		"at": domain.mta_sts.policy.mode_at,
		"related": email.sources(domain),
	}
}

warn contains violation if {
	some domain in data.palisade.lib.email.judged
	_in_use(domain.mta_sts)
	domain.mta_sts.policy.mode == "enforce"
	domain.mta_sts.policy.max_age < data.parameters.mta_sts_max_age
	violation := {
		"msg": sprintf(
			"senders keep the MTA-STS policy of `%s` for %d seconds; %d are the least that resists an attack",
			[domain.name, domain.mta_sts.policy.max_age, data.parameters.mta_sts_max_age],
		),
		"at": domain.mta_sts.policy.max_age_at,
		"related": email.sources(domain),
	}
}

_in_use(mta_sts) if {
	mta_sts.status == "found"
	mta_sts.policy.status == "found"
}

_consequences := {
	"testing": "senders report failures of TLS and deliver without it",
	"none": "`mode: none` tells senders that there is none",
}
