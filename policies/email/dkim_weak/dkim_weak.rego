# METADATA
# title: DKIM keys are sound and strong
# description: |
#   Whoever works out the private part of a key signs as the domain. RFC 8301 asks signers for RSA keys of
#   2048 bits and has receivers refuse those below 1024; shorter ones have been factored in practice. It also
#   forbids SHA-1, so that a key which allows nothing else verifies nothing. A record that cannot be read is no
#   key at all: every signature made with it fails.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8301#section-3
#     description: RFC 8301, cryptographic algorithm and key usage for DKIM
#   - ref: https://www.rfc-editor.org/rfc/rfc8463
#     description: RFC 8463, Ed25519 for DKIM
#   - ref: https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1
#     description: RFC 6376, textual representation of keys
# custom:
#   severity: high
#   profile: recommended
#   checklists: [email]
#   control: DKIM
#   remediation: |
#     Create a key of 2048 bits, publish it under a new selector, `v=DKIM1; k=rsa; p=…`, sign with it, and revoke
#     the old one a week later with an empty `p=`. Leave `h=` out. A text of more than 255 characters stands in
#     DNS as several strings of one record.
package palisade.email.dkim_weak

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some selector in domain.dkim.selectors
	_short(selector)
	violation := {
		"msg": sprintf("the DKIM key `%s` of `%s` is RSA of %d bits: fewer than 2048", [
			selector.name,
			domain.name,
			selector.key.bits,
		]),
		"at": selector.key.at,
		"related": _related(domain, selector),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some selector in domain.dkim.selectors
	_old_hash(selector)
	violation := {
		"msg": sprintf("the DKIM key `%s` of `%s` allows the hash `%s` alone; receivers accept sha256", [
			selector.name,
			domain.name,
			concat(":", selector.key.hashes),
		]),
		"at": selector.key.hashes_at,
		"related": _related(domain, selector),
	}
}

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some selector in domain.dkim.selectors
	not _short(selector)
	not _old_hash(selector)
	fault := _fault(selector)
	violation := {
		"msg": sprintf("the DKIM key `%s` of `%s` cannot be used: %s", [selector.name, domain.name, fault.reason]),
		"at": fault.at,
		"related": _related(domain, selector),
	}
}

_short(selector) if {
	selector.key.algorithm == "rsa"
	selector.key.bits < 2048
}

_old_hash(selector) if {
	not selector.key.revoked
	count(selector.key.hashes) > 0
	every hash in selector.key.hashes {
		lower(hash) != "sha256"
	}
}

_fault(selector) := selector.mistakes[0] if {
	selector.status == "invalid"
	not selector.key.revoked
}

_related(domain, selector) := array.concat(_declared(selector), email.sources(domain))

_declared(selector) := [{"at": selector.declared_at, "msg": sprintf("`%s` is declared here", [selector.name])} |
	selector.declared_at
]
