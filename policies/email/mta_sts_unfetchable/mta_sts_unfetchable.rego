# METADATA
# title: The MTA-STS policy can be had
# description: |
#   The record only says that there is a policy. Where its host has none, redirects, answers with
#   another status than 200, has no valid certificate for its name or sends too much, senders
#   without an older copy act as if the domain had no MTA-STS, while everybody believes that it does.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-3.3
#     description: RFC 8461, HTTPS policy fetching
# custom:
#   severity: high
#   profile: recommended
#   checklists: [email]
#   control: MTA-STS
#   remediation: |
#     Serve the policy itself, with status 200, as `text/plain` and below 64 KB, at
#     `https://mta-sts.<domain>/.well-known/mta-sts.txt`, with a certificate for `mta-sts.<domain>`
#     that public authorities vouch for. To give MTA-STS up, serve `mode: none` first.
package palisade.email.mta_sts_unfetchable

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status == "found"
	_cannot_be_had(domain.mta_sts.policy)
	violation := {
		"msg": sprintf(
			"`%s` announces an MTA-STS policy that senders cannot have: %s",
			[domain.name, _reason(domain.mta_sts.policy)],
		),
		"at": domain.mta_sts.policy.at,
		"related": array.concat([{"at": domain.mta_sts.at, "msg": "announced here"}], email.sources(domain)),
	}
}

_cannot_be_had(policy) if policy.status == "absent"

# What the host itself has answered. That it was silent, or not found for now, proves nothing.
_cannot_be_had(policy) if {
	policy.status == "error"
	policy.error.class in data.palisade.lib.email.refused_by_senders
}

_reason(policy) := policy.error.reason

_reason(policy) := "there is no such host, or no such file on it" if not policy.error
