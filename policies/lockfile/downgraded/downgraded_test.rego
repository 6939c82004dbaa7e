package palisade.lockfile.downgraded_test

import data.palisade.lockfile.downgraded

_change(fields) := object.union(
	{
		"at": "package-lock.json#/packages/node_modules~1once",
		"kind": "downgraded",
		"name": "once",
		"lockfile": "package_lock",
		"direct": false,
		"before": "1.4.0",
		"after": "1.3.3",
		"version": "1.3.3",
	},
	fields,
)

_found(changes) := found if {
	found := downgraded.deny with input as {"changes": {"packages": changes}}
}

test_an_older_version if {
	_found([_change({})]) == {{
		"msg": "`once` falls from 1.4.0 to 1.3.3",
		"at": "package-lock.json#/packages/node_modules~1once",
		"key": "version",
	}}
}

test_the_place_of_each_lockfile[note] if {
	some note, case in {
		"bun": [{"lockfile": "bun_lock"}, [0]],
		"pnpm": [{"lockfile": "pnpm_lock"}, []],
		"yarn": [{"lockfile": "yarn_lock"}, "version"],
	}
	{violation.key | some violation in _found([_change(case[0])])} == {case[1]}
}

test_clean[note] if {
	some note, changes in {
		"nothing": [],
		"a newer version": [_change({"kind": "upgraded"})],
		"gone": [_change({"kind": "removed"})],
		"new": [_change({"kind": "new"})],
	}
	count(_found(changes)) == 0
}
