package palisade.ci.update_bot_without_cooldown_test

import data.palisade.ci.update_bot_without_cooldown

_bots(bots) := {"repository": {"update_bots": bots}}

_dependabot(waits) := _bots([{"at": "d", "kind": "dependabot", "updates": [{
	"at": "d#/updates/0", "ecosystem": "npm", "directories": ["/"], "off": false, "waits": waits,
}]}])

_days(setting, days) := {
	"at": sprintf("d/%s", [setting]), "setting": setting, "value": sprintf("%d", [days]), "seconds": days * 86400,
	"only": [], "except": [],
}

_renovate(presets, waits) := _bots([{
	"at": "renovate.json", "kind": "renovate",
	"presets": [{"at": "p", "name": name, "elsewhere": contains(name, ">")} | some name in presets],
	"updates": [{"at": "renovate.json", "off": false, "waits": waits}],
}])

_age(seconds) := {
	"at": "r/minimumReleaseAge", "setting": "minimumReleaseAge", "value": "x", "seconds": seconds,
	"only": [], "except": [],
}

_found := [
	{
		"input": _dependabot([_days("default-days", 7), _days("semver-patch-days", 0)]),
		"at": "d/semver-patch-days",
		"msg": "Dependabot proposes versions as soon as they are out, by `semver-patch-days`",
	},
	{
		"input": _dependabot([object.union(_days("default-days", 7), {"except": ["*"]})]),
		"at": "d#/updates/0",
		"msg": "`exclude` takes every package out of Dependabot's cooldown",
	},
	{
		"input": _renovate(["config:recommended", ":semanticCommits"], []),
		"at": "renovate.json",
		"msg": "Renovate proposes versions as soon as they are out",
	},
	{
		"input": _renovate(["config:best-practices"], [_age(43200)]),
		"at": "r/minimumReleaseAge",
		"msg": "Renovate proposes versions after 12 hours, by `minimumReleaseAge`",
	},
	{
		"input": _renovate([], [object.union(_age(259200), {"ecosystems": ["docker"]})]),
		"at": "renovate.json",
		"msg": "Renovate proposes versions as soon as they are out",
	},
]

test_found if {
	every case in _found {
		found := update_bot_without_cooldown.deny with input as case.input
		{[violation.at, violation.msg] | some violation in found} == {[case.at, case.msg]}
	}
}

_clean := {
	"the default of three days": _dependabot([]),
	"a week": _dependabot([_days("default-days", 7)]),
	"names of one's own taken out": _dependabot([object.union(_days("default-days", 7), {"except": ["@acme/*"]})]),
	"no new versions at all": _bots([{"at": "d", "kind": "dependabot", "updates": [{
		"at": "u", "ecosystem": "npm", "off": true, "waits": [_days("semver-patch-days", 0)],
	}]}]),
	"a preset that waits": _renovate(["config:recommended", "security:minimumReleaseAgeNpm"], []),
	"best practices": _renovate(["config:best-practices"], []),
	"for packages of npm": _renovate(["config:recommended"], [object.union(_age(86400), {"ecosystems": ["npm"]})]),
	"not for packages of one's own": _renovate([], [_age(604800), object.union(_age(0), {"only": ["@acme/**"]})]),
	"fixes alone": _renovate(["security:only-security-updates"], []),
	"no bot": _bots([]),
}

test_clean if {
	every facts in _clean {
		count(update_bot_without_cooldown.deny) == 0 with input as facts
		count(update_bot_without_cooldown.unknown) == 0 with input as facts
	}
}

test_a_longer_time_is_asked_for if {
	facts := _dependabot([])
	found := update_bot_without_cooldown.deny with input as facts with data.parameters.minimum_release_age as 604800
	{[violation.at, violation.msg] | some violation in found} == {[
		"d#/updates/0",
		"Dependabot proposes versions of `npm` after three days, its default",
	]}
	preset := _renovate(["config:best-practices"], [])
	count(update_bot_without_cooldown.deny) == 1 with input as preset with data.parameters.minimum_release_age as 604800
}

_unknown := {
	"p": _renovate(["github>acme/renovate-config"], []),
	"d#/updates/0": _dependabot([object.union(_days("default-days", 7), {"only": ["lodash"]})]),
	"r/minimumReleaseAge": _renovate([], [object.remove(_age(0), ["seconds"])]),
}

test_unknown if {
	every at, facts in _unknown {
		count(update_bot_without_cooldown.deny) == 0 with input as facts
		{gap.at | some gap in update_bot_without_cooldown.unknown} == {at} with input as facts
	}
}
