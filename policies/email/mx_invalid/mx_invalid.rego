# METADATA
# title: Every MX record leads to a server
# description: |
#   An MX record names a host that has an address of its own. A host without one takes no mail, and
#   one whose domain has lapsed takes it for whoever registers that; an alias or an address in
#   the record is refused by some senders, whose mail waits or is returned.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc5321#section-5.1
#     description: RFC 5321, locating the target host
#   - ref: https://www.rfc-editor.org/rfc/rfc2181#section-10.3
#     description: RFC 2181, MX and NS records
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: MX
#   remediation: |
#     Name the server itself, `MX 10 mx.example.com`, and give that name an A or AAAA record. Take
#     records of servers that are gone out of the zone.
package palisade.email.mx_invalid

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some exchange in domain.mx.hosts
	some mistake in exchange.mistakes
	violation := {
		"msg": sprintf("exchange `%s` of `%s`: %s", [exchange.host, domain.name, mistake.reason]),
		"at": mistake.at,
		"related": email.sources(domain),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some exchange in domain.mx.hosts
	count(exchange.mistakes) == 0
	fault := _faults[exchange.addresses]
	violation := {
		"msg": sprintf("exchange `%s` of `%s` %s", [exchange.host, domain.name, fault]),
		"at": exchange.at,
		"related": array.concat([{"at": exchange.addresses_at, "msg": "asked for here"}], email.sources(domain)),
	}
}

_faults := {
	"absent": "has no address: nothing can be delivered to it",
	"invalid": "is an alias or an address, and must be the name of a host",
}
