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

_locked_by(kind, group, manifest) := {
	"lockfiles": [{"at": "l", "kind": kind, "groups": {"hosts": [group]}}],
	"packages": [object.union({"role": "root", "dependencies": []}, manifest)],
}

_asks_for_deno := {"engines": [{"name": "deno", "range": "2.5.0", "development": true}]}

_asks_for_bun := {"dependencies": [{"name": "bun", "spec": "runtime:1.3.1", "source": {"kind": "other"}}]}

test_runtimes_of_pnpm[note] if {
	some note, facts in {
		"node": _locked_by("pnpm_lock", _group("nodejs.org", 1, ["node"]), {}),
		"node for musl": _locked_by("pnpm_lock", _group("unofficial-builds.nodejs.org", 1, ["node"]), {}),
		"deno": _locked_by("pnpm_lock", _group("github.com", 1, ["deno"]), _asks_for_deno),
		"bun": _locked_by("pnpm_lock", _group("github.com", 1, ["bun"]), _asks_for_bun),
	}
	count(host_not_allowed.deny) == 0 with input as facts
}

test_no_runtimes_of_pnpm[note] if {
	some note, facts in {
		"in another lockfile": _locked_by("package_lock", _group("nodejs.org", 1, ["node"]), {}),
		"another package": _locked_by("pnpm_lock", _group("nodejs.org", 1, ["left-pad"]), {}),
		"another one besides": _locked_by("pnpm_lock", _group("github.com", 2, ["deno", "left-pad"]), _asks_for_deno),
		"nobody asked for it": _locked_by("pnpm_lock", _group("github.com", 1, ["deno"]), _asks_for_bun),
		"not from its host": _locked_by("pnpm_lock", _group("evil.example", 1, ["deno"]), _asks_for_deno),
	}
	count(host_not_allowed.deny) == 1 with input as facts
}

test_archives_of_a_repository_have_their_own_host if {
	hub := {"dependencies": [{"name": "x", "spec": "o/x", "source": {"kind": "git", "host": "github.com"}}]}
	archive := _group("codeload.github.com", 1, ["x"])
	here := _locked_by("pnpm_lock", archive, hub)
	count(host_not_allowed.deny) == 0 with input as here
	elsewhere := {"dependencies": [{"name": "x", "spec": "gitlab:o/x", "source": {"kind": "git", "host": "gitlab.com"}}]}
	there := _locked_by("pnpm_lock", archive, elsewhere)
	count(host_not_allowed.deny) == 1 with input as there
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

_swapped(selector, name) := _locked_by("yarn_lock", _group("git.example", 1, [name]), {"overrides": [{
	"selector": selector,
	"source": {"kind": "git", "host": "git.example"},
}]})

test_an_override_asks_for_its_host[selector] if {
	some selector, name in {
		"x": "x",
		"x@1": "x",
		"y@2>x": "x",
		"y/**/@s/x": "@s/x",
		"@s/y/@s/x@npm:^1": "@s/x",
	}
	count(host_not_allowed.deny) == 0 with input as _swapped(selector, name)
}

test_an_override_of_another_package_does_not[selector] if {
	some selector, name in {
		"y": "x",
		"x@1>y": "x",
		"@s/x": "x",
		"x": "@s/x",
	}
	count(host_not_allowed.deny) == 1 with input as _swapped(selector, name)
}
