# METADATA
# title: Mail domains
# description: |
#   Which domains are judged, where they come from, and what mail they send.
package palisade.lib.email

# METADATA
# title: The domains that are judged
# description: |
#   The owner of a package does not run the domain of a mailbox provider. Such a domain is judged only
#   where it was asked for, on the command line or in the configuration.
judged contains domain if {
	some domain in input.domains
	_is_ours(domain)
}

# Asked for first: most domains end there, and every rule goes through here.
_is_ours(domain) if {
	some source in domain.sources
	source.kind in {"argument", "configuration"}
} else if not is_provider(domain.name)

is_provider(name) if {
	some suffix in _suffixes(name)
	suffix in data.parameters.mailbox_providers
}

# `mail.example.com`, `example.com`, `com`: looked up as they are, which costs less than comparing the
# name with each provider.
_suffixes(name) := [concat(".", array.slice(labels, start, count(labels))) |
	labels := split(name, ".")
	some start, _ in labels
]

# METADATA
# title: Where the domain is named, as related places of a violation
sources(domain) := [{"at": source.at, "msg": sprintf(_named[source.kind], [domain.name])} |
	some source in domain.sources
	source.at
]

# METADATA
# title: No people write from the domain
# description: |
#   The configuration says so, the registry's programs send from it, or it takes no mail.
sends_no_people(domain) if domain.sends in {"automated", "nothing"}

sends_no_people(domain) if {
	some source in domain.sources
	source.kind == "registry"
}

sends_no_people(domain) if {
	some registry in data.parameters.registry_mail_domains
	domain.name == lower(registry)
	not domain.sends
}

sends_no_people(domain) if {
	not domain.sends == "people"
	_takes_no_mail(domain)
}

# METADATA
# title: The domain sends no mail
# description: |
#   The configuration says so, or says nothing and the domain takes no mail: whoever sends must be able to
#   take what bounces (RFC 7505, section 4.2).
silent(domain) if domain.sends == "nothing"

silent(domain) if {
	not domain.sends
	_takes_no_mail(domain)
}

# A null MX beside an exchange tells nothing (RFC 7505, section 3).
_takes_no_mail(domain) if {
	domain.mx.null_mx
	not _has_exchange(domain)
}

_has_exchange(domain) if {
	some _ in domain.mx.hosts
}

# METADATA
# title: The DMARC record that applies is that of another domain which is judged itself
# description: What is wrong with that record is said there, once.
inherits_from_judged(domain) if {
	owner := domain.dmarc.rfc9989.domain
	owner != domain.name
	some other in judged
	other.name == owner
}

_named := {
	"argument": "`%s` is asked for here",
	"configuration": "`%s` is declared here",
	"maintainer": "`%s` is a maintainer's domain here",
	"registry": "`%s` is declared here as a registry's",
}

# METADATA
# title: Failures of a policy host that are the host's own
# description: |
#   What the host has answered makes senders go without a policy. That it was silent, or not found for
#   now, proves nothing.
refused_by_senders := {
	"bad_name",
	"cert_invalid",
	"http_status",
	"malformed",
	"redirect",
	"tls",
	"too_large",
}
