# METADATA
# title: The DMARC policy is not under test
# description: |
#   With `t=y` receivers apply the next weaker policy: `reject` works as `quarantine`, `quarantine` as
#   `none`. A `pct` below 100 says the same to receivers that follow RFC 7489: for the rest of the mail the
#   next weaker policy holds. RFC 9989 has removed `pct`, so receivers of today treat all mail alike, and
#   the two disagree. A record with `p=none` has nothing to test.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.7
#     description: RFC 9989, section 4.7, policy record format
#   - ref: https://www.rfc-editor.org/rfc/rfc7489#section-6.6.4
#     description: RFC 7489, section 6.6.4, message sampling
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     Remove `t=y` and `pct` when the reports show that your own mail passes:
#     `v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com`. To try a stricter policy again, raise `p` and
#     write `t=y` for some weeks.
package palisade.email.dmarc_testing

import data.palisade.lib.email

deny contains violation if {
	some domain in _enforced
	reading := domain.dmarc.rfc9989
	reading.testing
	some tag in reading.tags
	lower(tag.name) == "t"
	violation := {
		"msg": sprintf(
			"the policy of `%s` is under test: receivers apply `%s` instead of `%s`",
			[domain.name, reading.applied, reading.policy],
		),
		"at": tag.at,
	}
}

deny contains violation if {
	some domain in _enforced
	reading := domain.dmarc.rfc9989
	reading.percent < 100
	some tag in reading.tags
	lower(tag.name) == "pct"
	violation := {
		"msg": sprintf(
			"receivers that follow RFC 7489 apply the policy `%s` of `%s` to only %d %% of the mail that fails",
			[reading.policy, domain.name, reading.percent],
		),
		"at": tag.at,
	}
}

_enforced contains domain if {
	some domain in email.judged
	domain.dmarc.status != "multiple"
	domain.dmarc.rfc9989.status == "found"
	domain.dmarc.rfc9989.policy in {"quarantine", "reject"}
	not email.inherits_from_judged(domain)
}
