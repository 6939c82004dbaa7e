# METADATA
# title: TLSA records of exchanges count
# description: |
#   Senders use TLSA records for mail only with usage 2 or 3, a known selector and matching type, and
#   data of the right length. Where none of an exchange's records is usable, senders do not check whom
#   they talk to. A record that is passed over beside usable ones is of low severity: it hides that a
#   certificate is not covered as it was meant to be.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7672#section-3.1.3
#     description: RFC 7672, certificate usages PKIX-TA and PKIX-EE
#   - ref: https://www.rfc-editor.org/rfc/rfc6698#section-2.1
#     description: RFC 6698, TLSA RDATA
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: DANE
#   remediation: |
#     Write `_25._tcp.<exchange> TLSA 3 1 1 <SHA-256 of the public key>`, with a second record for the
#     next key before the key changes, and take other records out.
package palisade.email.dane_unusable

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some exchange in domain.mx.hosts
	some record in exchange.tlsa.records
	not record.usable
	rest := _rest(exchange.tlsa.counts)
	violation := {
		"msg": sprintf(
			"a TLSA record of `%s`, where mail for `%s` goes, cannot be used: %s%s",
			[exchange.host, domain.name, _reason(record), rest.msg],
		),
		"at": record.at,
		"severity": rest.severity,
		"related": array.concat([{"at": exchange.at, "msg": "the exchange"}], email.sources(domain)),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some exchange in domain.mx.hosts
	exchange.tlsa.status in {"found", "invalid"}
	not exchange.tlsa.counts
	every record in exchange.tlsa.records {
		record.usable
	}
	violation := {
		"msg": sprintf(
			"the TLSA records of `%s`, where mail for `%s` goes, do not count: senders pass over them",
			[exchange.host, domain.name],
		),
		"at": exchange.tlsa.at,
		"related": array.concat([{"at": exchange.at, "msg": "the exchange"}], email.sources(domain)),
	}
}

_rest(counts) := {"msg": "", "severity": "low"} if counts

_rest(counts) := {"msg": ", and no other record counts", "severity": "medium"} if not counts

_reason(record) := sprintf("usage %d asks for public authorities, which mail servers do not", [record.usage]) if {
	record.usage in {0, 1}
} else := sprintf("usage %d is not known", [record.usage]) if {
	record.usage > 3
} else := sprintf("selector %d is not known", [record.selector]) if {
	record.selector > 1
} else := sprintf("matching type %d is not known", [record.matching]) if {
	record.matching > 2
} else := sprintf("its data does not have the length of matching type %d", [record.matching])
