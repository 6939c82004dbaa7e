package palisade.lockfile.new_dependency_test

import data.palisade.lockfile.new_dependency

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_change(kind, name, direct) := {
	"at": _at(name),
	"kind": kind,
	"name": name,
	"lockfile": "package_lock",
	"direct": direct,
	"version": "1.0.0",
	"after": "1.0.0",
}

_found(changes) := found if {
	found := new_dependency.warn with input as {"changes": {"packages": changes}}
}

test_one_package if {
	_found([_change("new", "once", false)]) == {{
		"msg": "`once` was not locked before",
		"at": _at("once"),
		"mark": "key",
		"related": [],
	}}
}

test_direct_ones_and_those_with_scripts_are_named if {
	_found([
		_change("new", "a", false),
		_change("new", "b", true),
		_change("new", "c", false),
		_change("scripts_new", "c", false),
		_change("scripts_new", "known-before", true),
	]) == {
		{
			"msg": "`known-before` may run scripts on install, and did not before",
			"at": _at("known-before"),
			"mark": "key",
		},
		{
			"msg": "3 packages were not locked before; the project asks for `b`; `c` may run scripts on install",
			"at": _at("c"),
			"mark": "key",
			"related": [{"at": _at("b"), "msg": "`b` is new", "mark": "key"}],
		},
	}
}

test_one_answer_a_lockfile if {
	other := object.union(_change("new", "a", true), {"at": "web/yarn.lock#line=9", "lockfile": "yarn_lock"})
	{violation.at | some violation in _found([_change("new", "a", true), other])} == {_at("a"), "web/yarn.lock#line=9"}
}

test_many_names_are_counted if {
	changes := [_change("new", sprintf("p%d", [number]), true) | some number in numbers.range(1, 7)]
	{violation.msg | some violation in _found(changes)} == {concat("", [
		"7 packages were not locked before; the project asks for ",
		"`p1`, `p2`, `p3`, `p4` and 3 more",
	])}
}

test_clean[note] if {
	some note, changes in {
		"nothing": [],
		"an upgrade": [_change("upgraded", "a", true)],
		"gone": [_change("removed", "a", false)],
	}
	count(_found(changes)) == 0
}
