package palisade.lib.email_test

import data.palisade.lib.email

_domain(name, kinds) := {"name": name, "sources": [{"kind": kind} | some kind in kinds]}

_judged(domains) := names if {
	names := {domain.name | some domain in email.judged} with input as {"domains": domains}
		with data.parameters.mailbox_providers as ["post.example", "mail.example"]
}

test_domains_of_people_are_judged if {
	_judged([
		_domain("example.com", ["maintainer"]),
		_domain("example.net", ["argument"]),
		_domain("example.org", ["registry"]),
	]) == {"example.com", "example.net", "example.org"}
}

test_a_provider_is_not_judged if {
	_judged([
		_domain("post.example", ["maintainer"]),
		_domain("eu.post.example", ["maintainer"]),
		_domain("mail.example", ["maintainer"]),
	]) == set()
}

test_a_provider_is_judged_where_it_was_asked_for if {
	_judged([
		_domain("post.example", ["maintainer", "argument"]),
		_domain("mail.example", ["configuration"]),
	]) == {"post.example", "mail.example"}
}

test_a_provider_is_matched_on_whole_labels if {
	_judged([
		_domain("notpost.example", ["maintainer"]),
		_domain("post.example.org", ["maintainer"]),
	]) == {"notpost.example", "post.example.org"}
}

test_nobody_is_judged_without_domains if _judged([]) == set()

test_sources if {
	email.sources({"name": "example.com", "sources": [
		{"kind": "argument"},
		{"kind": "configuration", "at": "palisade.yaml#/domains/0"},
		{"kind": "maintainer", "at": "package.json#/author"},
		{"kind": "registry", "at": "palisade.yaml#/parameters/registry_mail_domains/0"},
	]}) == [
		{"at": "palisade.yaml#/domains/0", "msg": "`example.com` is declared here"},
		{"at": "package.json#/author", "msg": "`example.com` is a maintainer's domain here"},
		{
			"at": "palisade.yaml#/parameters/registry_mail_domains/0",
			"msg": "`example.com` is declared here as a registry's",
		},
	]
	email.sources(_domain("example.com", ["argument", "registry"])) == []
}

_no_people := {
	"automated": {"name": "a.example", "sources": [], "sends": "automated", "mx": {"null_mx": false}},
	"nothing": {"name": "a.example", "sources": [], "sends": "nothing", "mx": {"null_mx": false}},
	"a registry's": {"name": "a.example", "sources": [{"kind": "registry"}], "mx": {"null_mx": false}},
	"declared a registry's": {"name": "npm.example", "sources": [], "mx": {"null_mx": false}},
	"null MX": {"name": "a.example", "sources": [], "mx": {"null_mx": true}},
	"null MX, automated": {"name": "a.example", "sources": [], "sends": "automated", "mx": {"null_mx": true}},
	"MX not known": {"name": "a.example", "sources": [], "sends": "automated", "mx": {"status": "error"}},
}

_people := {
	"not told": {"name": "a.example", "sources": [{"kind": "maintainer"}], "mx": {"null_mx": false}},
	"people": {"name": "a.example", "sources": [], "sends": "people", "mx": {"null_mx": false}},
	"null MX, people all the same": {"name": "a.example", "sources": [], "sends": "people", "mx": {"null_mx": true}},
	"a registry's domain of people": {"name": "npm.example", "sources": [], "sends": "people", "mx": {"null_mx": false}},
	"null MX not alone": {"name": "a.example", "sources": [], "mx": {"null_mx": true, "hosts": [{"host": "mx.example"}]}},
	"below a registry's": {"name": "a.npm.example", "sources": [], "mx": {"null_mx": false}},
	"MX not known": {"name": "a.example", "sources": [], "mx": {"status": "error"}},
}

test_sends_no_people[note] if {
	some note, domain in _no_people
	email.sends_no_people(domain) with data.parameters.registry_mail_domains as ["NPM.example"]
}

test_people_send[note] if {
	some note, domain in _people
	not email.sends_no_people(domain) with data.parameters.registry_mail_domains as ["npm.example"]
}

test_silent if {
	email.silent({"sends": "nothing", "mx": {"null_mx": false}})
	email.silent({"mx": {"null_mx": true, "hosts": []}})
	not email.silent({"mx": {"null_mx": true, "hosts": [{"host": "mx.example"}]}})
	not email.silent({"mx": {"null_mx": false}})
	not email.silent({"mx": {"status": "error"}})
	not email.silent({"sends": "automated", "mx": {"null_mx": true}})
	not email.silent({"sends": "people", "mx": {"null_mx": true}})
}

_under(name, owner, kind) := object.union(
	_domain(name, [kind]),
	{"dmarc": {"rfc9989": {"status": "found", "domain": owner}}},
)

_inherits(domain, domains) if {
	email.inherits_from_judged(domain) with input as {"domains": domains}
		with data.parameters.mailbox_providers as ["post.example"]
}

test_a_record_of_another_domain if {
	own := _under("example.com", "example.com", "argument")
	below := _under("lists.example.com", "example.com", "argument")
	_inherits(below, [own, below])
	not _inherits(own, [own, below])
	not _inherits(below, [below])
}

test_a_record_of_a_provider_is_judged_with_the_domain_below if {
	own := _under("post.example", "post.example", "maintainer")
	below := _under("lists.post.example", "post.example", "argument")
	not _inherits(below, [own, below])
}
