# METADATA
# title: The mail domain of every maintainer is alive
# description: |
#   Registries and forges send password resets and one-time codes by mail. If the domain of an author,
#   maintainer or contributor has lapsed, whoever registers it receives them, and publishes in that
#   person's name. Packages have been taken over in this way. A domain that exists and takes no mail,
#   or a name that nobody can register, is of medium severity: codes and warnings are lost there.
# related_resources:
#   - ref: https://docs.npmjs.com/receiving-a-one-time-password-over-email
#     description: npm, receiving a one-time password over email
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [email]
#   control: MX
#   remediation: |
#     Change the address in the manifest and, above all, on the person's accounts at the registry and
#     the forge. Until that is done take their right to publish away, or register the domain yourselves.
package palisade.email.maintainer_domain_dead

import data.palisade.lib.registries

# Domains of mailbox providers are judged as well: here the address matters, not who runs the domain.
deny contains violation if {
	some domain in input.domains
	domain.existence.status == "absent"
	not _no_reply(domain.name)
	some source in domain.sources
	source.kind == "maintainer"
	fate := _fate(domain.name)
	violation := {
		"msg": sprintf("`%s` does not exist: %s", [domain.name, fate.msg]),
		"at": source.at,
		"severity": fate.severity,
		"label": "a dead address",
		"related": [{"at": domain.existence.at, "msg": "DNS knows no such name"}],
	}
}

deny contains violation if {
	some domain in input.domains
	domain.existence.status == "found"
	domain.mx.takes_mail == false
	not _no_reply(domain.name)
	some source in domain.sources
	source.kind == "maintainer"
	violation := {
		"msg": sprintf("`%s` takes no mail: resets, codes and warnings to a maintainer are lost", [domain.name]),
		"at": source.at,
		"severity": "medium",
		"label": "a dead address",
		"related": [{"at": domain.mx.at, "msg": "where its mail would go"}],
	}
}

_fate(name) := {
	"msg": "whoever comes to hold it receives a maintainer's resets and codes",
	"severity": "critical",
} if {
	not _reserved(name)
}

_fate(name) := {
	"msg": "nobody can hold it, and mail to a maintainer is lost",
	"severity": "medium",
} if {
	_reserved(name)
}

# `root@localhost`, `me@laptop.local`: names that no registry gives away (RFC 6761 and its list).
# `test` and `example` are left out: there they stand for public names.
_reserved(name) if not contains(name, ".")

_reserved(name) if {
	some top in ["alt", "home.arpa", "internal", "invalid", "local", "localhost", "onion"]
	registries.within(name, top)
}

_no_reply(name) if {
	some domain in data.parameters.no_reply_domains
	registries.within(name, domain)
}
