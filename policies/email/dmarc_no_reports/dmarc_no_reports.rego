# METADATA
# title: DMARC reports arrive
# description: |
#   Aggregate reports are the only way to see who sends in the name of a domain and whether its own mail
#   passes; without them nobody dares to enforce a policy or notices that one breaks. They go to the `mailto:`
#   addresses of `rua`. An address at another domain gets reports only if that domain agrees in DNS, because
#   otherwise anybody could have a stranger flooded: without `v=DMARC1` at
#   `example.com._report._dmarc.reports.example` they are not sent. A domain that is declared to send nothing
#   needs no reports.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9990#section-4
#     description: RFC 9990, section 4, reports to other domains
#   - ref: https://www.rfc-editor.org/rfc/rfc9989#section-4.7
#     description: RFC 9989, section 4.7, policy record format
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: DMARC
#   remediation: |
#     Write `rua=mailto:dmarc@example.com` with an address that somebody or some service reads. Whoever runs
#     the other domain publishes `example.com._report._dmarc.reports.example. TXT "v=DMARC1"`; a service that
#     evaluates reports does that when the domain is registered with it.
package palisade.email.dmarc_no_reports

import data.palisade.lib.email

deny contains violation if {
	some domain in _with_record
	reading := domain.dmarc.rfc9989
	count(_addresses(reading)) == 0
	not domain.sends == "nothing"
	violation := {
		"msg": sprintf("the DMARC record of `%s` asks for no aggregate reports", [reading.domain]),
		"at": reading.at,
	}
}

deny contains violation if {
	some domain in _with_record
	reading := domain.dmarc.rfc9989
	not _has_valid(reading)
	some address in _addresses(reading)
	violation := {
		"msg": sprintf(
			"no reports about `%s` go to `%s`: it is no `mailto:` with an address",
			[reading.domain, address.uri],
		),
		"at": address.at,
	}
}

deny contains violation if {
	some domain in _with_record
	reading := domain.dmarc.rfc9989
	some address in _addresses(reading)
	address.valid
	address.external
	address.authorized == "absent"
	violation := {
		"msg": sprintf(
			"no reports about `%s` go to `%s`: `%s` does not agree to get them",
			[reading.domain, address.uri, address.domain],
		),
		"at": address.at,
		"related": [{"at": place, "msg": "a record with `v=DMARC1` here would allow it"} |
			place := address.authorized_at
		],
	}
}

_with_record contains domain if {
	some domain in data.palisade.lib.email.judged
	domain.dmarc.status != "multiple"
	domain.dmarc.rfc9989.status == "found"
	not email.inherits_from_judged(domain)
}

# A list, so that a record without addresses is judged as well.
_addresses(reading) := [address | some address in reading.rua]

_has_valid(reading) if {
	some address in reading.rua
	address.valid
}
