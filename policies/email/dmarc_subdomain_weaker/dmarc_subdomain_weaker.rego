# METADATA
# title: Names below the domain are protected as well as the domain
# description: |
#   `sp` decides over mail from names below the domain that have no record of their own, `np` over names
#   that do not exist. Where one of them is weaker than `p`, a forger takes `billing.example.com` instead of
#   `example.com`: any name will do, and few readers see the difference. Without `sp` and `np` the policy of
#   `p` holds for all of them.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.7
#     description: RFC 9989, section 4.7, policy record format
# custom:
#   severity: high
#   profile: recommended
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     Remove `sp` and `np`, or raise them to the policy of `p`. A name that sends mail which does not pass
#     yet gets a record of its own: `_dmarc.lists.example.com. TXT "v=DMARC1; p=none; rua=…"`. At the least
#     write `np=reject`, which touches no mail of yours.
package palisade.email.dmarc_subdomain_weaker

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	reading := domain.dmarc.rfc9989
	domain.dmarc.status != "multiple"
	reading.status == "found"

	# Elsewhere `sp` and `np` decide over nothing.
	reading.domain == reading.organizational_domain
	not email.inherits_from_judged(domain)
	some tag in reading.tags
	effective := _effective(reading, lower(tag.name))
	lower(tag.value) == effective
	own := _policy(reading)
	_rank[effective] < _rank[own]
	not _not_enforced_here(reading, tag)
	violation := {
		"msg": sprintf(
			"%s `%s` fall under `%s=%s`, weaker than its own `p=%s`",
			[_names[lower(tag.name)], reading.domain, tag.name, tag.value, own],
		),
		"at": tag.at,
		"severity": _severity[effective],
	}
}

_effective(reading, "sp") := reading.subdomains

_effective(reading, "np") := reading.nonexistent

_policy(reading) := policies[0] if {
	policies := [lower(tag.value) |
		some tag in reading.tags
		lower(tag.name) == "p"
	]
}

# `email.dmarc_not_enforced` points at the same tag.
_not_enforced_here(reading, tag) if {
	reading.policy == "none"
	reading.policy_at == tag.at
}

_rank := {"none": 0, "quarantine": 1, "reject": 2}

_severity := {"none": "high", "quarantine": "medium"}

_names := {"sp": "names below", "np": "names that do not exist below"}
