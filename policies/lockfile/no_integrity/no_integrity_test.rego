package palisade.lockfile.no_integrity_test

import data.palisade.lockfile.no_integrity

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_sample(names) := [{"at": _at(name), "name": name, "version": "1.0.0"} | some name in names]

_facts(groups) := {"lockfiles": [{"at": "package-lock.json", "kind": "package_lock", "groups": {"hashes": groups}}]}

test_one if {
	no_integrity.deny == {{
		"msg": "`left-pad` has no hash",
		"at": _at("left-pad"),
		"related": [],
	}} with input as _facts([{"key": "none", "count": 1, "sample": _sample(["left-pad"])}])
}

test_many_are_one_finding if {
	names := ["a", "b", "c", "d", "e", "f", "g", "h"]
	facts := _facts([
		{"key": "sha512", "count": 900, "sample": []},
		{"key": "none", "count": 300, "sample": _sample(names)},
	])
	{[violation.msg, violation.at] | some violation in no_integrity.deny} == {[
		"`a` has no hash, nor have 299 other packages",
		_at("a"),
	]} with input as facts
	[related.at | some violation in no_integrity.deny; some related in violation.related] == [
		_at("b"),
		_at("c"),
		_at("d"),
		_at("e"),
		_at("f"),
	] with input as facts
}

test_clean[note] if {
	some note, facts in {
		"all hashed": _facts([{"key": "sha512", "count": 900, "sample": []}]),
		"empty group": _facts([{"key": "none", "count": 0, "sample": []}]),
		"weak hashes are another rule": _facts([{"key": "sha1", "count": 2, "sample": _sample(["a"])}]),
		"not read": {"lockfiles": [{"at": "yarn.lock", "kind": "yarn_lock", "groups": {"hashes": []}}]},
	}
	count(no_integrity.deny) == 0 with input as facts
}
