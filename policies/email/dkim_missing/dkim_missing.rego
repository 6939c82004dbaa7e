# METADATA
# title: Every selector has one DKIM key
# description: |
#   DKIM signs mail with a key that the domain publishes under a selector. Without the key receivers cannot
#   check the signature, and DMARC has only SPF to rest on, which breaks wherever mail is forwarded.
#   Selectors cannot be listed, so the configuration declares them; a name `_domainkey` that does not exist
#   proves that there is none.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc6376#section-3.6.2
#     description: RFC 6376, DNS binding
#   - ref: https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1
#     description: RFC 6376, textual representation of keys
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: DKIM
#   remediation: |
#     Let the service that sends for the domain sign with a key of its own under it, publish what the service
#     shows as `<selector>._domainkey.<domain>`, once, and declare the selector in the configuration:
#     `selectors: [s1]`. Take selectors that are gone out of it. For a domain that sends no mail write
#     `sends: nothing`.
package palisade.email.dkim_missing

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	not email.silent(domain)
	some selector in domain.dkim.selectors
	violation := {
		"msg": sprintf("the selector `%s` of `%s` %s", [selector.name, domain.name, _fault(selector)]),
		"at": selector.at,
		"related": array.concat(_declared(selector), email.sources(domain)),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	count(domain.dkim.selectors) == 0
	domain.dkim.status == "absent"
	_sends(domain)
	violation := {
		"msg": sprintf("`%s` has no DKIM key: no name stands below `_domainkey`", [domain.name]),
		"at": domain.dkim.at,
		"related": array.concat(_exchanges(domain), email.sources(domain)),
	}
}

unknown contains answer if {
	some domain in data.palisade.lib.email.judged
	not email.silent(domain)
	count(domain.dkim.selectors) == 0
	domain.dkim.status == "found"
	answer := {
		"msg": sprintf("`%s` has DKIM keys, or had: which ones cannot be seen unless selectors are declared", [domain.name]),
		"at": domain.dkim.at,
	}
}

unknown contains answer if {
	some domain in data.palisade.lib.email.judged
	not email.silent(domain)
	count(domain.dkim.selectors) == 0
	domain.dkim.status == "absent"
	domain.existence.status == "found"
	not _sends(domain)
	answer := {
		"msg": sprintf("`%s` has no DKIM key, and nothing says whether it sends mail", [domain.name]),
		"at": domain.dkim.at,
	}
}

_fault(selector) := "has no DKIM key" if selector.status == "absent"

_fault(selector) := sprintf("has %d records: verifiers take any of them, or none", [count(selector.records)]) if {
	selector.status == "multiple"
}

# Where mail is taken, it is sent as well, unless the configuration says otherwise.
_sends(domain) if domain.sends in {"people", "automated"}

_sends(domain) if {
	not domain.sends
	some source in domain.sources
	source.kind == "registry"
}

_sends(domain) if {
	not domain.sends
	count(domain.mx.hosts) > 0
}

_exchanges(domain) := [{"at": domain.mx.at, "msg": "it takes mail here"} | count(domain.mx.hosts) > 0]

_declared(selector) := [{"at": selector.declared_at, "msg": sprintf("`%s` is declared here", [selector.name])} |
	selector.declared_at
]
