package palisade.lockfile.git_not_pinned_test

import data.palisade.lockfile.git_not_pinned

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_facts(groups) := {"lockfiles": [{"at": "package-lock.json", "groups": {"exceptions": groups}}]}

_group(key, names) := {
	"key": key,
	"count": count(names),
	"sample": [{"at": _at(name), "name": name} | some name in names],
}

test_one if {
	git_not_pinned.deny == {{
		"msg": "`widget` is locked to a git repository without a commit",
		"at": _at("widget"),
		"key": "resolved",
		"related": [],
	}} with input as _facts([_group("git", ["widget", "gadget"]), _group("git_unpinned", ["widget"])])
}

test_several if {
	{violation.msg | some violation in git_not_pinned.deny} == {
		"`a` is locked to a git repository without a commit, like 2 other packages",
	} with input as _facts([_group("git_unpinned", ["a", "b", "c"])])
}

test_clean[note] if {
	some note, groups in {
		"pinned": [_group("git", ["widget"])],
		"files": [_group("file", ["widget"])],
		"nothing special": [],
	}
	count(git_not_pinned.deny) == 0 with input as _facts(groups)
}
