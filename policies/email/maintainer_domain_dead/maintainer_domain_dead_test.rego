package palisade.email.maintainer_domain_dead_test

import data.palisade.email.maintainer_domain_dead

_author := {"kind": "maintainer", "at": "package.json#/author"}

_second := {"kind": "maintainer", "at": "packages/cli/package.json#/contributors/0"}

_domain(name, existence, mx) := {
	"name": name,
	"sources": [{"kind": "argument"}, _author],
	"existence": {"at": sprintf("dns:%s?type=MX", [name]), "status": existence},
	"mx": object.union({"at": sprintf("dns:%s?type=MX", [name])}, mx),
}

_found(domain) := result if {
	result := maintainer_domain_dead.deny with input as {"domains": [domain]}
		with data.parameters.no_reply_domains as ["users.noreply.forge.example"]
		with data.parameters.mailbox_providers as ["post.example"]
}

_rows(domain) := {[violation.at, violation.msg, violation.severity] | some violation in _found(domain)}

test_domain_that_does_not_exist_is_denied if {
	_found(_domain("widgets.example", "absent", {"takes_mail": false})) == {{
		"msg": "`widgets.example` does not exist: whoever comes to hold it receives a maintainer's resets and codes",
		"at": "package.json#/author",
		"severity": "critical",
		"label": "a dead address",
		"related": [{"at": "dns:widgets.example?type=MX", "msg": "DNS knows no such name"}],
	}}
}

test_every_person_is_pointed_at if {
	domain := object.union(_domain("widgets.example", "absent", {}), {"sources": [_author, _second]})
	{violation.at | some violation in _found(domain)} == {_author.at, _second.at}
}

test_domain_that_takes_no_mail_is_less[note] if {
	some note, mx in {
		"no MX, no address": {"takes_mail": false, "null_mx": false, "status": "absent"},
		"null MX": {"takes_mail": false, "null_mx": true, "status": "found"},
	}
	_found(_domain("example.com", "found", mx)) == {{
		"msg": "`example.com` takes no mail: resets, codes and warnings to a maintainer are lost",
		"at": "package.json#/author",
		"severity": "medium",
		"label": "a dead address",
		"related": [{"at": "dns:example.com?type=MX", "msg": "where its mail would go"}],
	}}
}

test_names_that_nobody_can_hold_are_less[name] if {
	some name in ["localhost", "buildhost", "laptop.local", "ci.corp.internal", "widgets.invalid", "nas.home.arpa"]
	_rows(_domain(name, "absent", {})) == {[
		"package.json#/author",
		sprintf("`%s` does not exist: nobody can hold it, and mail to a maintainer is lost", [name]),
		"medium",
	]}
}

# The provider has shut down: whoever has its domain has the mail of all its users.
test_provider_is_judged_as_well if {
	{violation.severity | some violation in _found(_domain("post.example", "absent", {}))} == {"critical"}
}

test_clean[note] if {
	some note, domain in {
		"alive": _domain("example.com", "found", {"takes_mail": true}),
		"lookup failed": _domain("example.com", "error", {}),
		"exchanges not known": _domain("example.com", "found", {}),
		"offline": _domain("example.com", "skipped", {}),
		"no reply": _domain("users.noreply.forge.example", "found", {"takes_mail": false}),
		"no reply, gone": _domain("users.noreply.forge.example", "absent", {}),
		"mailbox provider": _domain("post.example", "found", {"takes_mail": true}),
		"nobody's here": object.union(_domain("example.com", "absent", {}), {"sources": [{"kind": "argument"}]}),
		"a domain of ours that sends nothing": object.union(
			_domain("example.com", "found", {"takes_mail": false}),
			{"sources": [{"kind": "configuration", "at": "palisade.yaml#/domains/0"}]},
		),
	}
	_found(domain) == set()
}
