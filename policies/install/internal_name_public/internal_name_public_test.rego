package palisade.install.internal_name_public_test

import data.palisade.install.internal_name_public

_dependency(name, kind) := {
	"at": sprintf("package.json#/dependencies/%s", [replace(name, "/", "~1")]),
	"name": name,
	"source": {"kind": kind},
}

_root(dependencies) := {"at": "package.json", "role": "root", "private": true, "dependencies": dependencies}

_registry(fields) := object.union(
	{
		"at": ".npmrc#line=1",
		"tool": "npm",
		"name": "registry",
		"control": "registry",
		"value": "https://npm.corp.example/",
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": "yes"},
	},
	fields,
)

_locked(name, source) := {
	"at": sprintf("package-lock.json#/packages/node_modules~1%s", [replace(name, "/", "~1")]),
	"name": name,
	"version": "2.1.3",
	"source": source,
}

_lockfile(internal) := {
	"at": "package-lock.json",
	"kind": "package_lock",
	"read": true,
	"internal": internal,
	"looked_for": ["@acme", "acme-*", "acme-auth"],
}

_public := {"kind": "registry", "host": "registry.npm.example"}

_private := {"kind": "registry", "host": "npm.corp.example"}

_facts(dependencies, settings, locked) := {
	"packages": [_root(dependencies)],
	"settings": settings,
	"lockfiles": [_lockfile(locked)],
}

_auth := _dependency("acme-auth", "registry")

_asked_message := "`acme-auth` is an internal name, and is looked up in the default registry, a public one"

_locked_message := "`acme-auth` is an internal name, and is locked from `registry.npm.example`, a public registry"

test_asked_for if {
	other := {"at": "packages/a/package.json", "role": "member", "dependencies": [object.union(
		_auth,
		{"at": "packages/a/package.json#/dependencies/acme-auth"},
	)]}
	facts := {"packages": [_root([_auth, _dependency("left-pad", "registry")]), other], "settings": [], "lockfiles": []}
	internal_name_public.deny == {{
		"msg": _asked_message,
		"at": "package.json#/dependencies/acme-auth",
		"related": [{"at": "packages/a/package.json#/dependencies/acme-auth", "msg": "asked for here too"}],
	}} with input as facts with data.parameters.internal_names as ["acme-*"]
}

test_locked_tells_more_than_asked_for if {
	facts := _facts([_auth], [], [_locked("acme-auth", _public), _locked("left-pad", _public)])
	internal_name_public.deny == {{
		"msg": _locked_message,
		"at": "package-lock.json#/packages/node_modules~1acme-auth",
		"key": "resolved",
		"related": [],
	}} with input as facts
		with data.parameters.internal_names as ["acme-*"]
		with data.parameters.public_registries as ["npm.example"]
}

test_found[note] if {
	alias := object.union(_dependency("auth", "alias"), {"source": {"kind": "alias", "name": "acme-auth"}})
	in_job := {"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/test"}}
	some note, facts in {
		"an alias": _facts([alias], [], []),
		"a version of the catalog": _facts([_dependency("acme-auth", "catalog")], [], []),
		"a public default": _facts([_auth], [_registry({"value": "https://registry.npm.example/"})], []),
		"a private default in a job only": _facts([_auth], [_registry(in_job)], []),
		"a private registry for a scope": _facts([_auth], [_registry({"scope": "@acme"})], []),
		"a dependency of a dependency": _facts([], [_registry({})], [_locked("acme-auth", _public)]),
		"locked without an address": _facts([], [], [_locked("acme-auth", {"kind": "registry"})]),
	}
	count(internal_name_public.deny) == 1 with input as facts
		with data.parameters.internal_names as ["acme-auth"]
		with data.parameters.public_registries as ["npm.example"]
}

test_a_scope_in_the_lockfile if {
	locked := [_locked("@acme/auth", _public), _locked("@acme-labs/x", _public)]
	facts := _facts([], [_registry({"scope": "@acme"})], locked)
	{violation.at | some violation in internal_name_public.deny} == {locked[0].at} with input as facts
		with data.parameters.internal_scopes as ["@acme"]
		with data.parameters.public_registries as ["npm.example"]
}

_member := {
	"at": "packages/tools/package.json",
	"role": "member",
	"private": true,
	"name": "build-tools",
	"dependencies": [],
}

_workspace(member, locked) := {
	"packages": [_root([_dependency("build-tools", "registry")]), member],
	"settings": [],
	"lockfiles": [_lockfile([_locked("build-tools", locked)])],
}

test_a_private_member_from_a_registry if {
	internal_name_public.deny == {{
		"msg": "`build-tools` is an internal name, and is locked from `registry.npm.example`, a public registry",
		"at": "package-lock.json#/packages/node_modules~1build-tools",
		"key": "resolved",
		"related": [{
			"at": "packages/tools/package.json",
			"key": "name",
			"msg": "the package of this name in this repository",
		}],
	}} with input as _workspace(_member, _public) with data.parameters.public_registries as ["npm.example"]
}

test_members_that_are_in_order[note] if {
	some note, facts in {
		"linked": _workspace(_member, {"kind": "link"}),
		"of the workspace": _workspace(_member, {"kind": "workspace"}),
		"published": _workspace(object.union(_member, {"private": false}), _public),
		"an example by itself": _workspace(object.union(_member, {"role": "standalone"}), _public),
		"a root that is built with itself": _workspace(object.union(_member, {"role": "root"}), _public),
	}
	count(internal_name_public.deny) == 0 with input as facts with data.parameters.public_registries as ["npm.example"]
}

test_clean[note] if {
	scoped := _dependency("@acme/auth", "registry")
	some note, facts in {
		"a private default": _facts([_auth], [_registry({})], [_locked("acme-auth", _private)]),
		"locked without an address": _facts([_auth], [_registry({})], [_locked("acme-auth", {"kind": "registry"})]),
		"of the workspace": _facts([_dependency("acme-auth", "workspace")], [], []),
		"a folder": _facts([_dependency("acme-auth", "file")], [], []),
		"another name": _facts([_dependency("acmeauth", "registry")], [], [_locked("xacme-auth", _public)]),
		"a scope that another rule is about": _facts([scoped], [], []),
		"a scope that is mapped": _facts([scoped], [_registry({"scope": "@acme"})], [_locked("@acme/auth", _private)]),
	}
	count(internal_name_public.deny) == 0 with input as facts
		with data.parameters.internal_names as ["acme-*", "@acme/auth"]
		with data.parameters.internal_scopes as ["@acme"]
		with data.parameters.public_registries as ["npm.example"]
}

test_a_member_that_is_published if {
	member := object.union(_member, {"private": false, "name": "acme-auth"})
	facts := {"packages": [_root([_auth]), member], "settings": [], "lockfiles": []}
	count(internal_name_public.deny) == 0 with input as facts with data.parameters.internal_names as ["acme-*"]
}

test_unknown[note] if {
	some note, setting in {
		"a variable": _registry({"value": "${NPM_REGISTRY}"}),
		"perhaps not read": _registry({"in_force": {"state": "unknown"}}),
	}
	facts := _facts([_auth], [setting], [])
	violations := internal_name_public.unknown with input as facts with data.parameters.internal_names as ["acme-*"]
	{[violation.msg, violation.at] | some violation in violations} == {[
		"nobody can tell here which registry `acme-auth` comes from",
		"package.json#/dependencies/acme-auth",
	]}
	count(internal_name_public.deny) == 0 with input as facts with data.parameters.internal_names as ["acme-*"]
}

_checkout(tool, version, entry) := {
	"at": "package.json",
	"directory": ".",
	"tool": tool,
	"version": {"least": version, "most": version},
	"controls": {"registry": entry},
}

test_what_the_tool_does_not_read_does_not_count if {
	facts := object.union(
		_facts([_auth], [_registry({})], []),
		{"installers": [_checkout("yarn", "4.17.0", {"state": "default"})]},
	)
	{violation.msg | some violation in internal_name_public.deny} == {_asked_message} with input as facts
		with data.parameters.internal_names as ["acme-*"]
}

test_a_registry_of_another_folder if {
	facts := _facts([_auth], [_registry({"origin": {"layer": "project", "file": "tools/.npmrc"}})], [])
	{violation.msg | some violation in internal_name_public.deny} == {_asked_message} with input as facts
		with data.parameters.internal_names as ["acme-*"]
}

test_a_scope_that_is_mapped_to_a_public_registry if {
	asked := _dependency("@acme/auth", "registry")
	mapping := _registry({"scope": "@acme", "value": "https://registry.npm.example/"})
	facts := _facts([asked], [_registry({"at": ".npmrc#line=2"}), mapping], [])
	{violation.msg | some violation in internal_name_public.deny} == {
		"`@acme/auth` is an internal name, and is looked up in a public registry, which its scope is mapped to",
	} with input as facts
		with data.parameters.internal_names as ["@acme/*"]
		with data.parameters.public_registries as ["npm.example"]
}

test_asked_for_elsewhere[note] if {
	nested := {"at": "tools/package.json", "directory": "tools", "role": "standalone", "dependencies": [_auth]}
	override := {"at": "package.json#/overrides/ms", "selector": "ms", "spec": "npm:acme-auth@1", "source": {
		"kind": "alias",
		"name": "acme-auth",
	}}
	some note, packages in {
		"a package by itself": [_root([]), nested],
		"an override": [object.union(_root([]), {"overrides": [override]})],
	}
	facts := {"packages": packages, "settings": [], "lockfiles": []}
	{violation.msg | some violation in internal_name_public.deny} == {_asked_message} with input as facts
		with data.parameters.internal_names as ["acme-*"]
}

test_an_example_by_itself if {
	example := {"at": "x", "directory": "examples/a", "role": "standalone", "dependencies": [_auth]}
	facts := {"packages": [_root([]), example], "settings": [], "lockfiles": []}
	count(internal_name_public.deny) == 0 with input as facts with data.parameters.internal_names as ["acme-*"]
}

test_nothing_declared if {
	facts := _facts([_auth], [], [_locked("acme-auth", _public)])
	count(internal_name_public.deny) == 0 with input as facts with data.parameters.internal_names as []
}
