package palisade.lib.attested_test

import data.palisade.lib.attested

test_a_pattern_is_a_name_or_has_a_star[note] if {
	some note, [pattern, name, fits] in {
		"the name": ["@acme/web", "@acme/web", true],
		"a scope": ["@acme/*", "@acme/web", true],
		"every name": ["*", "@acme/web", true],
		"in the middle": ["@acme/*-cli", "@acme/web-cli", true],
		"a prefix alone": ["@acme/web", "@acme/web-cli", false],
		"another scope": ["@acme/*", "@acme-labs/web", false],
		"a dot is a dot": ["web.*", "webxjs", false],
		"case": ["@acme/Web", "@acme/web", false],
	}
	_fits(pattern, name) == fits
}

_fits(pattern, name) if attested.matches(pattern, name)

_fits(pattern, name) := false if not attested.matches(pattern, name)

test_a_statement_counts_from_its_day_to_its_last[day] if {
	some day, answer in {
		"2026-09-30": false,
		"2026-10-01": true,
		"2027-04-01": true,
		"2027-04-02": false,
	}
	facts := {"collected_on": day}
	counted := attested.recovery with input.target as facts
		with input.attested as [{"recovery": "tested", "date": "2026-10-01", "expires": "2027-04-01"}]
	count(counted) == 1 == answer
}

test_environments_are_named_without_case if {
	found := attested.environment("NPM") with input as {
		"target": {"collected_on": "2026-11-21"},
		"attested": [
			{"at": "0", "environment": "npm", "date": "2026-10-01", "expires": "2027-04-01"},
			{"at": "1", "environment": "npm-next", "date": "2026-10-01", "expires": "2027-04-01"},
		],
	}
	[statement.at | some statement in found] == ["0"]
}
