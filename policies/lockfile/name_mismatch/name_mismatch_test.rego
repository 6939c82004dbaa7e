package palisade.lockfile.name_mismatch_test

import data.palisade.lockfile.name_mismatch

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_facts(key, samples) := {"lockfiles": [{"at": "package-lock.json", "groups": {"exceptions": [{
	"key": key,
	"count": count(samples),
	"sample": samples,
}]}}]}

test_another_package if {
	name_mismatch.deny == {{
		"msg": "the address of `lodash` names another package, `l0dash`",
		"at": _at("lodash"),
		"key": "resolved",
		"related": [],
	}} with input as _facts("name_mismatch", [{"at": _at("lodash"), "name": "lodash", "detail": "l0dash"}])
}

test_another_version if {
	samples := [
		{"at": _at("a"), "name": "a", "version": "1.0.0", "detail": "1.0.1"},
		{"at": _at("b"), "name": "b", "version": "2.0.0"},
	]
	name_mismatch.deny == {{
		"msg": "the address of `a` names another version, `1.0.1` (and so does one other)",
		"at": _at("a"),
		"key": "resolved",
		"related": [{"at": _at("b"), "msg": "so does the one of `b`"}],
	}} with input as _facts("version_mismatch", samples)
}

test_clean[key] if {
	some key in ["alias", "git", "link", "bundled", "no_address"]
	count(name_mismatch.deny) == 0 with input as _facts(key, [{"at": _at("a"), "name": "a"}])
}
