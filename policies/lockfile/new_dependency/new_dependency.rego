# METADATA
# title: A change locks no package that nobody has looked at
# description: |
#   Every package that a lockfile gets is code of somebody else that runs with the project, and on
#   install if it has scripts. A change that was meant to raise one version may bring a dozen names
#   that were never there. This is advice: it names what is new, so that a person looks at it.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
#   - ref: https://docs.npmjs.com/cli/v11/commands/npm-explain
#     description: npm, npm explain
# custom:
#   severity: low
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Find out why each is there (`npm explain <name>`, `pnpm why`, `yarn why`), who publishes it and
#     since when, and what its install script does.
package palisade.lockfile.new_dependency

# One answer a lockfile.
warn contains violation if {
	some file in {_file(change) | some change in _new}
	new := [change | some change in _new; _file(change) == file]
	names := {change.name | some change in new}
	asked := [change | some change in new; change.direct]
	running := [change |
		some change in input.changes.packages
		change.kind == "scripts_new"
		_file(change) == file
		change.name in names
	]
	told := {change.name | some change in running}
	named := array.concat(running, [change | some change in asked; not change.name in told])
	first := array.concat(named, new)[0]
	violation := {
		"msg": sprintf("%s not locked before%s%s", [_count(new), _direct(asked), _scripts(running)]),
		"at": first.at,
		"mark": "key",
		"related": [{"at": change.at, "msg": sprintf("`%s` is new", [change.name]), "mark": "key"} |
			some index, change in named
			index > 0
			index < 6
		],
	}
}

# A package that was there, and runs scripts only now.
warn contains violation if {
	some change in input.changes.packages
	change.kind == "scripts_new"
	not _is_new(change)
	violation := {
		"msg": sprintf("`%s` may run scripts on install, and did not before", [change.name]),
		"at": change.at,
		"mark": "key",
	}
}

_is_new(change) if {
	some other in _new
	other.name == change.name
	_file(other) == _file(change)
}

_new := [change | some change in input.changes.packages; change.kind == "new"]

_file(change) := split(change.at, "#")[0]

_count(new) := sprintf("`%s` was", [new[0].name]) if count(new) == 1

_count(new) := sprintf("%d packages were", [count(new)]) if count(new) > 1

_direct([]) := ""

_direct(asked) := sprintf("; the project asks for %s", [_names(asked)]) if count(asked) > 0

_scripts([]) := ""

_scripts(running) := sprintf("; %s may run scripts on install", [_names(running)]) if count(running) > 0

_names(changes) := _list([sprintf("`%s`", [change.name]) | some change in changes])

_list(names) := concat(", ", names) if count(names) <= 5

_list(names) := sprintf("%s and %d more", [concat(", ", array.slice(names, 0, 4)), count(names) - 4]) if {
	count(names) > 5
}
