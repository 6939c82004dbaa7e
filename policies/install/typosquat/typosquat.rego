# METADATA
# title: No dependency has a name that can be taken for a popular one
# description: |
#   Who mistypes a name installs what somebody else has published under it: `crossenv` in place of
#   `cross-env` sent environment variables to a stranger. Names of dependencies are compared with an
#   embedded list of popular packages: one slip of the keyboard, letters that look alike, other
#   separators, another scope. Where a change is judged, only what is new in it is reported, and
#   words before or behind a popular name, `node-…`, `….js`, count too.
# related_resources:
#   - ref: https://docs.npmjs.com/threats-and-mitigations
#     description: npm, threats and mitigations, typosquatting
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Look at the package before the next install: its repository, its maintainers, its age. If the
#     popular one was meant, correct the name in package.json and the lockfile, and treat what the
#     other one could read as known. If the name is right, add it to `known_names`.
package palisade.install.typosquat

deny contains violation if {
	some name in _names
	places := [dependency |
		some manifest in input.packages
		some dependency in manifest.dependencies
		_real_name(dependency) == name
		_suspect(dependency)
	]
	first := places[0]
	violation := object.union(
		{
			"msg": sprintf("`%s` is not the popular `%s`: %s", [name, first.resembles.name, _difference(first.resembles.how)]),
			"at": first.at,
			"mark": "entry",
			"related": [{"at": other.at, "mark": "entry", "msg": "asked for here too"} |
				some index, other in places
				index > 0
				index < 6
			],
		},
		_graver(first.resembles.how),
	)
}

_names contains name if {
	some manifest in input.packages
	some dependency in manifest.dependencies
	_suspect(dependency)
	name := _real_name(dependency)
}

_suspect(dependency) if {
	dependency.resembles.how in _kinds
	not _real_name(dependency) in data.parameters.known_names
	_judged(dependency)
}

# Many good packages have the name of another with a word more, or a scope written into it.
_kinds := {"confusable", "edit", "separator"} if not input.changes.base

_kinds := {"affix", "confusable", "edit", "scope", "separator"} if input.changes.base

_real_name(dependency) := dependency.source.name if {
	dependency.source.kind == "alias"
} else := dependency.name

# Without a change to look at, every dependency; otherwise those that it brings.
_judged(_) if not input.changes.base

_judged(dependency) if {
	some change in input.changes.dependencies
	change.kind == "added"
	change.name == dependency.name
}

# Another package behind the same name.
_judged(dependency) if {
	dependency.source.kind == "alias"
	some change in input.changes.dependencies
	change.kind == "altered"
	change.at == dependency.at
}

_judged(dependency) if {
	some change in input.changes.packages
	change.kind == "new"
	change.name == _real_name(dependency)
}

_difference(how) := _differences[how]

_differences := {
	"affix": "a word more, or the same words in another order",
	"confusable": "letters that look alike",
	"edit": "one letter more, less or other, or two that changed places",
	"scope": "another scope, or the scope within the name",
	"separator": "only the separators differ",
}

# Nobody types letters of another look by mistake.
_graver(how) := {"severity": "high"} if how == "confusable"

_graver(how) := {} if how != "confusable"
