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
		"control": "registry",
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

_asked_widget := [_dependency("@acme/widget", {"kind": "registry"})]

_of_yarn := _registry({
	"at": ".yarnrc.yml#/npmScopes/acme/npmRegistryServer",
	"tool": "yarn",
	"name": "npmRegistryServer",
	"scope": "@acme",
	"origin": {"layer": "project", "file": ".yarnrc.yml"},
})

_checkout(tool, version, entry) := {
	"at": "package.json",
	"directory": ".",
	"tool": tool,
	"version": {"least": version, "most": version},
	"controls": {"registry": entry},
}

_with(facts, installer) := object.union(facts, {"installers": [installer]})

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

test_each_tool_reads_its_own_file[note] if {
	some note, case in {
		"Yarn 4 and .npmrc": {
			"facts": _with(
				_facts(_asked_widget, [_registry({"scope": "@acme"})]),
				_checkout("yarn", "4.5.0", {"state": "default"}),
			),
			"file": ".yarnrc.yml",
			"related": [{"at": ".npmrc#line=1", "msg": "yarn 4.5.0 does not read this mapping"}],
		},
		"npm and .yarnrc.yml": {
			"facts": _with(_facts(_asked_widget, [_of_yarn]), _checkout("npm", "11.19.1", {"state": "default"})),
			"file": ".npmrc",
			"related": [{
				"at": ".yarnrc.yml#/npmScopes/acme/npmRegistryServer",
				"msg": "npm 11.19.1 does not read this mapping",
			}],
		},
		"bun": {
			"facts": _with(_facts(_asked_widget, []), _checkout("bun", "1.4.5", {"state": "default"})),
			"file": "bunfig.toml or .npmrc",
			"related": [],
		},
		"another folder's file": {
			"facts": _with(
				_facts(_asked_widget, [_registry({
					"scope": "@acme",
					"origin": {"layer": "project", "file": "docs/.npmrc"},
				})]),
				_checkout("npm", "11.19.1", {"state": "default"}),
			),
			"file": ".npmrc",
			"related": [],
		},
	}
	scope_not_mapped.deny == {{
		"msg": sprintf("`@acme/widget` is looked up in the default registry: no %s of the project maps `@acme`", [
			case.file,
		]),
		"at": "package.json#/dependencies/@acme~1widget",
		"related": case.related,
	}} with input as case.facts with data.parameters.internal_scopes as ["@acme"]
}

test_an_unknown_default_registry if {
	facts := _with(
		_facts(_asked_widget, []),
		_checkout("npm", "11.19.1", {"state": "set", "value": "${REGISTRY}", "at": ".npmrc#line=1"}),
	)
	count(scope_not_mapped.deny) == 0 with input as facts with data.parameters.internal_scopes as ["@acme"]
	{gap.at | some gap in scope_not_mapped.unknown} == {".npmrc#line=1"} with input as facts
		with data.parameters.internal_scopes as ["@acme"]
}

test_an_alias_counts_as_what_it_names if {
	facts := _facts([_dependency("widget", {"kind": "alias", "name": "@acme/widget"})], [])
	count(scope_not_mapped.deny) == 1 with input as facts with data.parameters.internal_scopes as ["@acme"]
}

test_mapped_to_a_public_registry if {
	setting := _registry({"scope": "@acme", "value": "https://registry.npm.example/"})
	facts := _facts(_asked, [setting, _registry({"at": ".npmrc#line=2"})])
	violations := scope_not_mapped.deny with input as facts
		with data.parameters.internal_scopes as ["@acme"]
		with data.parameters.public_registries as ["npm.example"]
	violations == {{
		"msg": concat("", [
			"`@acme` is mapped to https://registry.npm.example/, where anybody can publish, ",
			"and `@acme/widget` comes from there",
		]),
		"at": ".npmrc#line=1",
		"related": [
			{"at": "package.json#/dependencies/@acme~1widget", "msg": "asked for here"},
			{"at": "package.json#/dependencies/@acme~1gadget", "msg": "so is `@acme/gadget`"},
		],
	}}
}

test_clean[note] if {
	some note, facts in {
		"mapped": _facts(_asked, [_registry({"scope": "@acme"})]),
		"private default of a tool": _with(
			_facts(_asked, []),
			_checkout("pnpm", "11.3.0", {"state": "set", "value": "https://npm.corp.example/", "at": ".npmrc#line=1"}),
		),
		"mapped for Yarn 4": _with(_facts(_asked, [_of_yarn]), _checkout("yarn", "4.5.0", {"state": "default"})),
		"mapped for bun": _with(
			_facts(_asked, [_registry({
				"scope": "@acme",
				"tool": "bun",
				"origin": {"layer": "project", "file": "bunfig.toml"},
			})]),
			_checkout("bun", "1.4.5", {"state": "default"}),
		),
		"Yarn 1 reads .npmrc": _with(
			_facts(_asked, [_registry({"scope": "@acme"})]),
			_checkout("yarn", "1.22.22", {"state": "default"}),
		),
		"a package of the workspace": {"settings": [], "packages": [
			{"at": "package.json", "role": "root", "dependencies": _asked_widget},
			{"at": "lib/package.json", "name": "@acme/widget", "role": "member", "dependencies": []},
		]},
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
