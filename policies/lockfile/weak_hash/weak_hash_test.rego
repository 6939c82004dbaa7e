package palisade.lockfile.weak_hash_test

import data.palisade.lockfile.weak_hash

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_facts(key, names) := {"lockfiles": [{"at": "package-lock.json", "kind": "package_lock", "groups": {"hashes": [{
	"key": key,
	"count": count(names),
	"sample": [{"at": _at(name), "name": name} | some name in names],
}]}}]}

test_sha1 if {
	weak_hash.deny == {{
		"msg": "sha1 is all that checks `left-pad` and one other package",
		"at": _at("left-pad"),
		"key": "integrity",
		"related": [{"at": _at("once"), "msg": "and `once`"}],
	}} with input as _facts("sha1", ["left-pad", "once"])
}

test_md5 if {
	{violation.msg | some violation in weak_hash.deny} == {"md5 is all that checks `once`"} with input as _facts(
		"md5",
		["once"],
	)
}

test_clean[key] if {
	some key in ["sha256", "sha384", "sha512", "none"]
	count(weak_hash.deny) == 0 with input as _facts(key, ["once"])
}
