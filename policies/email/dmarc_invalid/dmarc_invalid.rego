# METADATA
# title: The DMARC record follows the standard
# description: |
#   Receivers drop what they cannot read: a record that does not begin with exactly `v=DMARC1` is no DMARC
#   record at all, a policy that is misspelt counts as `none` or takes the whole record away, and a tag with
#   a typing error is passed over in silence. A record at the domain itself instead of at `_dmarc.` below it
#   is never asked for. Where no other record applies, the domain is as open as without one.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.7
#     description: RFC 9989, section 4.7, policy record format
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.8
#     description: RFC 9989, section 4.8, formal definition
# custom:
#   severity: medium
#   profile: baseline
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     Write the record anew, `v=DMARC1` first and every tag once:
#     `_dmarc.example.com. TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"`.
package palisade.email.dmarc_invalid

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.dmarc.status in {"found", "invalid", "absent"}
	not _is_missing(domain)
	some mistake in _mistakes(domain)
	violation := {
		"msg": sprintf("%s: %s", [_verdict(domain), mistake.reason]),
		"at": mistake.at,
		"severity": _severity(domain),
	}
}

# A list, so that a record without mistakes passes.
_mistakes(domain) := [mistake | some mistake in domain.dmarc.mistakes]

# The cause is `email.dmarc_missing`.
_is_missing(domain) if {
	domain.dmarc.status == "absent"
	domain.dmarc.rfc9989.status == "absent"
}

_verdict(domain) := sprintf("receivers ignore the DMARC record of `%s`", [domain.name]) if _is_ignored(domain)

_verdict(domain) := sprintf("the DMARC record of `%s` has a mistake", [domain.name]) if {
	domain.dmarc.status != "absent"
	not _is_ignored(domain)
}

_verdict(domain) := sprintf("a DMARC record of `%s` is misplaced", [domain.name]) if domain.dmarc.status == "absent"

# Nothing applies, or the record of a domain above.
_is_ignored(domain) if {
	domain.dmarc.status == "invalid"
	domain.dmarc.rfc9989.status == "absent"
}

_is_ignored(domain) if {
	domain.dmarc.status == "invalid"
	domain.dmarc.rfc9989.status == "found"
	domain.dmarc.rfc9989.domain != domain.name
}

_severity(domain) := "high" if domain.dmarc.rfc9989.status == "absent"

_severity(domain) := "medium" if domain.dmarc.rfc9989.status != "absent"
