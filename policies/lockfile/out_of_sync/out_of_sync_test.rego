package palisade.lockfile.out_of_sync_test

import data.palisade.lockfile.out_of_sync

_lockfile(kind, differences, undecided) := {
	"at": "package-lock.json",
	"kind": kind,
	"version": "9",
	"read": true,
	"agreement": {"compared": 9, "differences": differences, "undecided": undecided},
}

_missing(name) := {
	"at": sprintf("package.json#/dependencies/%s", [name]),
	"kind": "missing",
	"name": name,
	"wanted": "^1.0.0",
}

_unsatisfied := {
	"at": "package.json#/dependencies/a",
	"kind": "unsatisfied",
	"name": "a",
	"wanted": "^2.0.0",
	"locked": "1.0.0",
	"locked_at": "package-lock.json#/packages/node_modules~1a",
}

_stale := {
	"at": "package-lock.json#/packages//dependencies/a",
	"kind": "stale",
	"name": "a",
	"locked": "^1.0.0",
}

test_the_locked_version_is_not_in_the_range if {
	out_of_sync.deny == {{
		"msg": "`package-lock.json` is out of sync: `a@^2.0.0` does not allow the locked `1.0.0`",
		"at": "package.json#/dependencies/a",
		"related": [{
			"at": "package-lock.json#/packages/node_modules~1a",
			"msg": "locked as `1.0.0` here",
		}],
	}} with input as {"lockfiles": [_lockfile("package_lock", [_unsatisfied], [])]}
}

test_one_finding_a_lockfile if {
	differences := [_missing(name) | some name in ["a", "b", "c", "d", "e", "f", "g", "h"]]
	found := out_of_sync.deny with input as {"lockfiles": [_lockfile("pnpm_lock", differences, [])]}
	count(found) == 1
	some violation in found
	violation.msg == "`package-lock.json` is out of sync: `a@^1.0.0` is not locked, and 7 others"
	count(violation.related) == 5
	violation.related[0] == {"at": "package.json#/dependencies/b", "msg": "`b@^1.0.0` is not locked"}
}

test_every_kind_has_its_words[kind] if {
	some kind, expected in {
		"missing": "`a@2` is not locked",
		"specification_differs": "`a@2` is locked as `1`",
		"stale": "`a` is locked, and no longer asked for",
		"missing_member": "it does not know the workspace member `a`",
		"override_differs": "it was not made with the override `a@2`",
	}
	difference := {"at": "package.json#/x", "kind": kind, "name": "a", "wanted": "2", "locked": "1"}
	found := out_of_sync.deny with input as {"lockfiles": [_lockfile("yarn_lock", [difference], [])]}
	{violation.msg | some violation in found} == {sprintf("`package-lock.json` is out of sync: %s", [expected])}
}

test_an_override_that_is_gone if {
	difference := {"at": "pnpm-lock.yaml#/overrides/a", "kind": "override_differs", "name": "a", "locked": "1"}
	found := out_of_sync.deny with input as {"lockfiles": [_lockfile("pnpm_lock", [difference], [])]}
	some violation in found
	violation.msg == "`package-lock.json` is out of sync: it was made with an override of `a` that is gone"
}

test_what_only_a_lockfile_of_npm_has_is_advice if {
	facts := {"lockfiles": [_lockfile("package_lock", [_stale], [])]}
	out_of_sync.deny == set() with input as facts
	advice := out_of_sync.warn with input as facts
	{violation.at | some violation in advice} == {"package-lock.json#/packages//dependencies/a"}
	gates := out_of_sync.deny with input as {"lockfiles": [_lockfile("pnpm_lock", [_stale], [])]}
	count(gates) == 1
	classic := {"lockfiles": [object.union(_lockfile("yarn_lock", [_stale], []), {"version": "1"})]}
	out_of_sync.deny == set() with input as classic
	count(out_of_sync.warn) == 1 with input as classic
}

test_what_could_not_be_compared_is_unknown if {
	undecided := [{"at": "package.json#/dependencies/a", "name": "a", "reason": "a tag"}]
	facts := {"lockfiles": [_lockfile("package_lock", [], undecided)]}
	out_of_sync.deny == set() with input as facts
	out_of_sync.unknown == {{
		"msg": "whether `package-lock.json` agrees on `a` is not known: a tag",
		"at": "package.json#/dependencies/a",
	}} with input as facts
}

test_clean[name] if {
	some name, lockfile in {
		"in sync": _lockfile("package_lock", [], []),
		"not in use": object.union(_lockfile("package_lock", [_unsatisfied], []), {"in_use": false}),
		"not compared": {"at": "bun.lockb", "kind": "bun_lock_binary", "read": false},
	}
	found := out_of_sync.deny with input as {"lockfiles": [lockfile]}
	advice := out_of_sync.warn with input as {"lockfiles": [lockfile]}
	count(found) + count(advice) == 0
}
