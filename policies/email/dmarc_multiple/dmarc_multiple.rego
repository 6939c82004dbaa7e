# METADATA
# title: One DMARC record stands at the name
# description: |
#   Where several DMARC records stand at one name, receivers discard all of them: by RFC 7489 no policy
#   applies then, by RFC 9989 at most that of a domain above. It happens when a new record is added beside
#   the old one, or by two services. TXT records that do not begin with `v=DMARC1` do not count.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.10
#     description: RFC 9989, section 4.10, DNS tree walk
#   - ref: https://www.rfc-editor.org/rfc/rfc7489#section-6.6.3
#     description: RFC 7489, section 6.6.3, policy discovery
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     Keep one record and remove the others. Several report addresses go into one `rua`, with commas:
#     `rua=mailto:dmarc@example.com,mailto:example-com@reports.example`.
package palisade.email.dmarc_multiple

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.dmarc.status == "multiple"
	violation := {
		"msg": sprintf(
			"`%s` has %d DMARC records, and receivers discard all of them",
			[domain.name, count(domain.dmarc.records)],
		),
		"at": domain.dmarc.at,
		"related": [{"at": record.at, "msg": "one of them"} | some record in domain.dmarc.records],
	}
}
