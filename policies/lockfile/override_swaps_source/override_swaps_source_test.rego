package palisade.lockfile.override_swaps_source_test

import data.palisade.lockfile.override_swaps_source

_manifest(overrides) := {
	"at": "package.json",
	"role": "root",
	"dependencies": [],
	"overrides": overrides,
}

_override(selector, spec, source) := {
	"at": sprintf("package.json#/overrides/%s", [selector]),
	"selector": selector,
	"spec": spec,
	"source": source,
}

_found(manifest) := found if {
	found := override_swaps_source.deny with input as {"packages": [manifest]}
}

test_another_source[kind] if {
	some kind, case in {
		"git": ["github:acme/left-pad#1.3.1", {"kind": "git"}, "a git repository"],
		"tarball": ["https://files.example/x.tgz", {"kind": "tarball"}, "an archive"],
		"file": ["file:./vendor/left-pad", {"kind": "file"}, "a file"],
		"alias": ["npm:right-pad@1", {"kind": "alias", "name": "right-pad"}, "the package `right-pad`"],
	}
	_found(_manifest([_override("left-pad", case[0], case[1])])) == {{
		"msg": sprintf("the override of `left-pad` takes %s in its place: `%s`", [case[2], case[0]]),
		"at": "package.json#/overrides/left-pad",
	}}
}

test_in_the_depth if {
	overrides := [_override("a@^1>b", "github:acme/b", {"kind": "git"})]
	count(_found(_manifest(overrides))) == 1
}

test_clean[name] if {
	some name, override in {
		"a version": _override("left-pad", "1.3.0", {"kind": "registry"}),
		"a patch": _override("left-pad", "patch:left-pad@npm:1.3.0#./x.patch", {"kind": "patch"}),
		"a link": _override("left-pad", "link:./left-pad", {"kind": "link"}),
		"the workspace": _override("left-pad", "workspace:*", {"kind": "workspace"}),
		"nothing": _override("left-pad", "-", {"kind": "other"}),
	}
	manifest := _manifest([override])
	count(_found(manifest)) == 0
	count(override_swaps_source.unknown) == 0 with input as {"packages": [manifest]}
}

test_what_the_manifest_asks_for_itself_is_clean[selector] if {
	some selector in ["b", "a>b", "**/b", "a/b", "b@npm:^1", "a@1>b@2"]
	source := {"kind": "git", "host": "git.example"}
	dependency := {"name": "b", "source": source}
	manifest := object.union(
		_manifest([_override(selector, "$b", source)]),
		{"dependencies": [dependency]},
	)
	count(_found(manifest)) == 0
}

test_a_scoped_package_that_the_manifest_asks_for_is_clean[selector] if {
	some selector in ["@s/b", "a>@s/b@1", "**/@s/b"]
	source := {"kind": "git"}
	manifest := object.union(
		_manifest([_override(selector, "$@s/b", source)]),
		{"dependencies": [{"name": "@s/b", "source": source}]},
	)
	count(_found(manifest)) == 0
}

test_the_overrides_of_a_member_are_not_read if {
	manifest := object.union(
		_manifest([_override("b", "github:acme/b", {"kind": "git"})]),
		{"role": "member"},
	)
	count(_found(manifest)) == 0
}

test_an_allowed_repository_is_clean if {
	manifest := _manifest([_override("b", "github:acme/b", {"kind": "git"})])
	found := override_swaps_source.deny with input as {"packages": [manifest]}
		with data.parameters.allowed_git_dependencies as ["b"]
	count(found) == 0
}

test_a_reference_to_nothing_is_unknown if {
	manifest := _manifest([_override("b", "$gone", {"kind": "other"})])
	override_swaps_source.unknown == {{
		"msg": "the override of `b` refers to `$gone`, which the manifest does not list",
		"at": "package.json#/overrides/b",
	}} with input as {"packages": [manifest]}
}
