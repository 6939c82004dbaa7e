package palisade.publish.tokens_allowed_test

import data.palisade.publish.tokens_allowed

_stated(name, access, expires) := {
	"at": "palisade.yaml#/attested/0",
	"package": name,
	"publishing_access": access,
	"owner": "@acme/security",
	"date": "2026-10-01",
	"expires": expires,
}

_facts(attested, fields) := {
	"target": {"collected_on": "2026-11-21"},
	"attested": attested,
	"pipelines": [],
	"packages": [object.union(
		{
			"at": "package.json",
			"name": "@acme/widget.js",
			"directory": ".",
			"publishable": true,
			"files": ["dist"],
			"engines": [],
			"scripts": [],
			"workspaces": [],
		},
		fields,
	)],
}

_found(access) := [[violation.at, violation.key, violation.msg, object.get(violation, "severity", "")] |
	facts := _facts([_stated("@acme/*", access, "2027-04-01")], {})
	some violation in tokens_allowed.deny with input as facts
]

_unknown(attested, fields) := {answer.msg |
	facts := _facts(attested, fields)
	some answer in tokens_allowed.unknown with input as facts
}

test_tokens_are_enough if {
	_found("two_factor_or_token") == [[
		"palisade.yaml#/attested/0",
		"publishing_access",
		"a token is enough to publish `@acme/*`",
		"",
	]]
}

test_no_second_factor_is_worse if {
	_found("no_two_factor") == [[
		"palisade.yaml#/attested/0",
		"publishing_access",
		"a password or a token is enough to publish `@acme/*`: no second factor is asked for",
		"critical",
	]]
}

test_disallowed_tokens_are_clean if {
	_found("two_factor_no_tokens") == []
	_unknown([_stated("@acme/*", "two_factor_no_tokens", "2027-04-01")], {}) == set()
}

test_what_is_not_stated_is_unknown[note] if {
	some note, [attested, message] in {
		"nothing": [[], concat("", [
			"`publishing_access` of `@acme/widget.js` is in no file and no interface returns it: state it in palisade.yaml, ",
			"under `attested`, by `package: \"@acme/widget.js\"` with `publishing_access`",
		])],
		"run out": [
			[_stated("@acme/widget.js", "two_factor_no_tokens", "2026-11-20")],
			"`publishing_access` of `@acme/widget.js`: what is stated expired on 2026-11-20",
		],
		"another package": [[_stated("@acme/widgetxjs", "two_factor_no_tokens", "2027-04-01")], concat("", [
			"`publishing_access` of `@acme/widget.js` is in no file and no interface returns it: state it in palisade.yaml, ",
			"under `attested`, by `package: \"@acme/widget.js\"` with `publishing_access`",
		])],
		"to come": [
			[object.union(_stated("@acme/*", "two_factor_no_tokens", "2027-04-01"), {"date": "2026-12-01"})],
			"`publishing_access` of `@acme/widget.js`: what is stated is dated 2026-12-01, which is to come",
		],
	}
	_unknown(attested, {}) == {message}
}

test_nothing_is_asked_of[note] if {
	some note, fields in {
		"a private package": {"publishable": false},
		"a private registry": {"publish_config": {"at": "p", "registry": "https://npm.corp.example/"}},
		"an example": {"directory": "examples/basic"},
	}
	_unknown([], fields) == set()
}
