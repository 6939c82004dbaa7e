package palisade.install.scope_not_mapped_test

import data.palisade.install.scope_not_mapped

_dependency(name, source) := {
	"at": sprintf("package.json#/dependencies/%s", [replace(name, "/", "~1")]),
	"name": name,
	"source": source,
}

_facts(dependencies, settings) := {
	"packages": [{"at": "package.json", "role": "root", "dependencies": dependencies}],
	"settings": settings,
}

_registry(fields) := object.union(
	{
		"at": ".npmrc#line=1",
		"tool": "npm",
		"name": "registry",
		"value": "https://npm.corp.example/",
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": "yes"},
	},
	fields,
)

_asked := [
	_dependency("@acme/widget", {"kind": "registry"}),
	_dependency("@acme/gadget", {"kind": "registry"}),
	_dependency("left-pad", {"kind": "registry"}),
]

test_one_finding_for_the_scope if {
	scope_not_mapped.deny == {{
		"msg": "`@acme/widget` is looked up in the default registry: no .npmrc of the project maps `@acme`",
		"at": "package.json#/dependencies/@acme~1widget",
		"related": [{"at": "package.json#/dependencies/@acme~1gadget", "msg": "so is `@acme/gadget`"}],
	}} with input as _facts(_asked, []) with data.parameters.internal_scopes as ["@acme"]
}

test_reported[note] if {
	first := {"package.json#/dependencies/@acme~1widget"}
	some note, facts in {
		"mapped in a job only": _facts(_asked, [_registry({
			"scope": "@acme",
			"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/test"},
		})]),
		"another scope": _facts(_asked, [_registry({"scope": "@acme-labs"})]),
		"public default": _facts(_asked, [_registry({"value": "https://registry.npm.example/"})]),
	}
	{violation.at | some violation in scope_not_mapped.deny} == first with input as facts
		with data.parameters.internal_scopes as ["@acme"]
		with data.parameters.public_registries as ["npm.example"]
}

test_an_alias_counts_as_what_it_names if {
	facts := _facts([_dependency("widget", {"kind": "alias", "name": "@acme/widget"})], [])
	count(scope_not_mapped.deny) == 1 with input as facts with data.parameters.internal_scopes as ["@acme"]
}

test_clean[note] if {
	some note, facts in {
		"mapped": _facts(_asked, [_registry({"scope": "@acme"})]),
		"private default": _facts(_asked, [_registry({})]),
		"of the workspace": _facts([_dependency("@acme/widget", {"kind": "workspace"})], []),
		"a public scope": _facts([_dependency("@types/node", {"kind": "registry"})], []),
		"a longer scope": _facts([_dependency("@acme-labs/x", {"kind": "registry"})], []),
	}
	count(scope_not_mapped.deny) == 0 with input as facts with data.parameters.internal_scopes as ["@acme"]
}

test_no_scopes_declared if {
	count(scope_not_mapped.deny) == 0 with input as _facts(_asked, []) with data.parameters.internal_scopes as []
}
