package palisade.install.typosquat_test

import data.palisade.install.typosquat

_dependency(at, name, how, popular) := {
	"at": at,
	"name": name,
	"source": {"kind": "registry"},
	"resembles": {"name": popular, "how": how, "rank": 32},
}

_lodahs := _dependency("package.json#/dependencies/lodahs", "lodahs", "edit", "lodash")

_facts(dependencies) := {"packages": [{"at": "package.json", "dependencies": dependencies}]}

_changed(dependencies, changes) := object.union(
	_facts(dependencies),
	{"changes": object.union({"base": "main", "dependencies": [], "packages": []}, changes)},
)

test_one_finding_for_the_name if {
	elsewhere := object.union(_lodahs, {"at": "packages/a/package.json#/dependencies/lodahs"})
	facts := {"packages": [{"dependencies": [_lodahs]}, {"dependencies": [elsewhere]}]}
	typosquat.deny == {{
		"msg": "`lodahs` is not the popular `lodash`: one letter more, less or other, or two that changed places",
		"at": "package.json#/dependencies/lodahs",
		"mark": "entry",
		"related": [{
			"at": "packages/a/package.json#/dependencies/lodahs",
			"mark": "entry",
			"msg": "asked for here too",
		}],
	}} with input as facts
}

test_a_disguise_is_graver if {
	dependency := _dependency("package.json#/dependencies/rnoment", "rnoment", "confusable", "moment")
	typosquat.deny == {{
		"msg": "`rnoment` is not the popular `moment`: letters that look alike",
		"at": "package.json#/dependencies/rnoment",
		"mark": "entry",
		"related": [],
		"severity": "high",
	}} with input as _facts([dependency])
}

test_an_alias_is_what_it_names if {
	dependency := object.union(
		_dependency("package.json#/dependencies/lodash", "lodash", "edit", "lodash"),
		{"source": {"kind": "alias", "name": "lodahs"}},
	)
	{violation.msg | some violation in typosquat.deny} == {concat("", [
		"`lodahs` is not the popular `lodash`: one letter more, less or other, ",
		"or two that changed places",
	])} with input as _facts([dependency])
}

test_every_kind_counts_where_it_is_new[how] if {
	some how in ["affix", "confusable", "edit", "scope", "separator"]
	dependency := _dependency("package.json#/dependencies/x", "x", how, "y")
	facts := _changed([dependency], {"dependencies": [{"kind": "added", "name": "x", "at": dependency.at}]})
	count(typosquat.deny) == 1 with input as facts
}

test_new_in_another_way[note] if {
	alias := object.union(_lodahs, {"name": "lodash", "source": {"kind": "alias", "name": "lodahs"}})
	some note, facts in {
		"in the lockfile": _changed([_lodahs], {"packages": [{"kind": "new", "name": "lodahs", "at": "package-lock.json"}]}),
		"behind an alias": _changed([alias], {"dependencies": [{"kind": "altered", "name": "lodash", "at": alias.at}]}),
	}
	count(typosquat.deny) == 1 with input as facts
}

test_clean[note] if {
	added := {"kind": "added", "name": "left-pad", "at": "package.json#/dependencies/left-pad"}
	altered := {"kind": "altered", "name": "lodahs", "at": "package.json#/dependencies/lodahs"}
	some note, facts in {
		"no resemblance": _facts([object.remove(_lodahs, ["resembles"])]),
		"a word more, known for long": _facts([object.union(_lodahs, {"resembles": {"how": "affix"}})]),
		"a scope within, known for long": _facts([object.union(_lodahs, {"resembles": {"how": "scope"}})]),
		"another is new": _changed([_lodahs], {"dependencies": [added]}),
		"only its range has changed": _changed([_lodahs], {"dependencies": [altered]}),
		"nothing is new": _changed([_lodahs], {}),
		"removed elsewhere": _changed([_lodahs], {"packages": [{"kind": "removed", "name": "lodahs"}]}),
	}
	count(typosquat.deny) == 0 with input as facts
}

test_reviewed if {
	count(typosquat.deny) == 0 with input as _facts([_lodahs]) with data.parameters.known_names as ["lodahs"]
}
