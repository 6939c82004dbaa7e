package palisade.lockfile.integrity_changed_test

import data.palisade.lockfile.integrity_changed

_change(fields) := object.union(
	{
		"at": "package-lock.json#/packages/node_modules~1once",
		"kind": "integrity_changed",
		"name": "once",
		"lockfile": "package_lock",
		"direct": true,
		"version": "1.4.0",
		"before": "sha512-lNaJgI+2Q5URQBkccEKHTQOPaXdUxnZZElQTZY0MFUAuaEqe1E+Nyvgdz/aIyNi6Z9MzO5dv1H8n58/GELp3+w==",
		"after": "sha512-Zx",
	},
	fields,
)

_found(changes) := found if {
	found := integrity_changed.deny with input as {"changes": {"packages": changes}}
}

test_another_hash_of_the_same_version if {
	_found([_change({})]) == {{
		"msg": "`once@1.4.0` has another hash than before: `sha512-Zx`, and it was `sha512-lNaJgI+2Q5URQBkc…`",
		"at": "package-lock.json#/packages/node_modules~1once",
		"key": "integrity",
		"label": "the version is the same",
	}}
}

test_the_place_of_each_lockfile[note] if {
	some note, case in {
		"npm": [{}, "integrity"],
		"pnpm": [{"lockfile": "pnpm_lock"}, ["resolution", "integrity"]],
		"bun": [{"lockfile": "bun_lock"}, [3]],
		"yarn 1": [{"lockfile": "yarn_lock"}, "integrity"],
		"yarn 4": [{"lockfile": "yarn_lock", "before": "10c0/0a", "after": "10c0/0b"}, "checksum"],
	}
	{violation.key | some violation in _found([_change(case[0])])} == {case[1]}
}

test_clean[note] if {
	some note, changes in {
		"nothing has changed": [],
		"a new version": [_change({"kind": "upgraded", "before": "1.3.0", "after": "1.4.0"})],
		"a new package": [_change({"kind": "new", "after": "1.4.0"})],
		"another host": [_change({"kind": "host_changed", "before": "a.example", "after": "b.example"})],
		"no hash any more": [_change({"kind": "integrity_removed"})],
	}
	count(_found(changes)) == 0
}

test_without_a_base if {
	count(integrity_changed.deny) == 0 with input as {"lockfiles": [], "packages": []}
}
