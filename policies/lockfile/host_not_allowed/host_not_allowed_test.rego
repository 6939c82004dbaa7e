package palisade.lockfile.host_not_allowed_test

import data.palisade.lockfile.host_not_allowed

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_group(host, total, names) := {
	"key": host,
	"count": total,
	"sample": [{"at": _at(name), "name": name} | some name in names],
}

_facts(groups, dependencies) := {
	"lockfiles": [{"at": "package-lock.json", "groups": {"hosts": groups}}],
	"packages": [{"role": "root", "dependencies": dependencies}],
}

test_one_finding_for_the_host if {
	host_not_allowed.deny == {{
		"msg": "`left-pad` is fetched from `npm.pkg.example` like 2 other packages, a host that is not declared",
		"at": _at("left-pad"),
		"key": "resolved",
		"related": [{"at": _at("once"), "msg": "so is `once`"}, {"at": _at("wrappy"), "msg": "so is `wrappy`"}],
	}} with input as _facts(
		[_group("registry.npm.example", 90, ["a"]), _group("npm.pkg.example", 3, ["left-pad", "once", "wrappy"])],
		[],
	)
		with data.parameters.public_registries as ["registry.npm.example"]
}

test_reported[note] if {
	git := {"kind": "git", "host": "git.example"}
	some note, facts in {
		"a name that ends alike": _facts([_group("evil-npm.example", 1, ["x"])], []),
		"a git dependency of a dependency": _facts(
			[_group("git.example", 2, ["x", "y"])],
			[{"name": "x", "source": git}],
		),
		"the manifest names another host": _facts(
			[_group("evil.example", 1, ["x"])],
			[{"name": "x", "source": git}],
		),
		"the manifest asks the registry": _facts(
			[_group("git.example", 1, ["x"])],
			[{"name": "x", "source": {"kind": "registry"}}],
		),
	}
	{violation.at | some violation in host_not_allowed.deny} == {_at("x")} with input as facts
		with data.parameters.public_registries as ["npm.example"]
}

test_clean[note] if {
	some note, facts in {
		"public": _facts([_group("registry.npm.example", 900, ["a"])], []),
		"declared registry": _facts([_group("npm.corp.example", 9, ["a"])], []),
		"declared host": _facts([_group("dl.cdn.example", 1, ["a"])], []),
		"a git dependency of the manifest": _facts(
			[_group("git.example", 1, ["x"])],
			[{"name": "x", "source": {"kind": "git", "host": "git.example"}}],
		),
		"no addresses": _facts([], []),
	}
	count(host_not_allowed.deny) == 0 with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.registries as ["npm.corp.example"]
		with data.parameters.lockfile_hosts as ["cdn.example"]
}
