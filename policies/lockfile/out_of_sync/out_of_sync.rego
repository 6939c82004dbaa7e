# METADATA
# title: The lockfile agrees with the manifests
# description: |
#   A lockfile that does not have what `package.json` asks for pins nothing there: an install that is
#   not frozen resolves the rest anew, to whatever the registry offers that day, and a frozen one
#   fails, which is when somebody takes the freezing away. A lockfile that was edited by hand to hold
#   another version than the manifest asks for shows here as well.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/commands/npm-ci
#     description: npm, npm ci
#   - ref: https://pnpm.io/cli/install#--frozen-lockfile
#     description: pnpm, install, frozen lockfile
#   - ref: https://yarnpkg.com/cli/install
#     description: Yarn, install, immutable
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Run the install that writes the lockfile, `npm install --package-lock-only`,
#     `pnpm install --lockfile-only`, `yarn install` or `bun install`, review what changes in it and
#     commit it together with the manifest.
package palisade.lockfile.out_of_sync

import data.palisade.lib.lockfiles

deny contains violation if {
	some lockfile in input.lockfiles
	_counts(lockfile)
	differences := [difference |
		some difference in lockfile.agreement.differences
		not _harmless(lockfile, difference)
	]
	violation := _violation(lockfile, differences)
}

# npm and Yarn 1 leave out what only the lockfile has, and a frozen install does not mind.
warn contains violation if {
	some lockfile in input.lockfiles
	_counts(lockfile)
	differences := [difference |
		some difference in lockfile.agreement.differences
		_harmless(lockfile, difference)
	]
	violation := _violation(lockfile, differences)
}

unknown contains answer if {
	some lockfile in input.lockfiles
	_counts(lockfile)
	undecided := lockfile.agreement.undecided
	first := undecided[0]
	answer := {
		"msg": sprintf(
			"whether `%s` agrees on `%s` is not known%s: %s",
			[lockfile.at, first.name, _others(count(undecided)), first.reason],
		),
		"at": first.at,
	}
}

# A lockfile that the project's tool does not read may say what it likes.
_counts(lockfile) if not lockfile.in_use == false

_harmless(lockfile, difference) if {
	difference.kind == "stale"
	lockfile.kind in {"package_lock", "npm_shrinkwrap"}
}

_harmless(lockfile, difference) if {
	difference.kind == "stale"
	lockfiles.is_classic(lockfile)
}

_violation(lockfile, differences) := {
	"msg": sprintf("`%s` is out of sync: %s%s", [lockfile.at, _what(first), _others(count(differences))]),
	"at": first.at,
	"related": array.concat(
		[{"at": first.locked_at, "msg": _there(first)} | first.locked_at],
		[{"at": other.at, "msg": _what(other)} |
			some index, other in differences
			index > 0
			index < 6
		],
	),
} if {
	first := differences[0]
}

_what(difference) := sprintf("`%s` is not locked", [_asked(difference)]) if {
	difference.kind == "missing"
}

_what(difference) := sprintf("`%s` does not allow the locked `%s`", [_asked(difference), _locked(difference)]) if {
	difference.kind == "unsatisfied"
}

_what(difference) := sprintf("`%s` is locked as `%s`", [_asked(difference), _locked(difference)]) if {
	difference.kind == "specification_differs"
}

_what(difference) := sprintf("`%s` is locked, and no longer asked for", [difference.name]) if {
	difference.kind == "stale"
}

_what(difference) := sprintf("it does not know the workspace member `%s`", [difference.name]) if {
	difference.kind == "missing_member"
}

_what(difference) := sprintf("it was not made with the override `%s`", [_asked(difference)]) if {
	difference.kind == "override_differs"
	difference.wanted
}

_what(difference) := sprintf("it was made with an override of `%s` that is gone", [difference.name]) if {
	difference.kind == "override_differs"
	not difference.wanted
}

_there(difference) := sprintf("locked as `%s` here", [_locked(difference)])

_asked(difference) := sprintf("%s@%s", [difference.name, difference.wanted])

_asked(difference) := difference.name if not difference.wanted

_locked(difference) := difference.locked

_locked(difference) := "something else" if not difference.locked

_others(total) := "" if total < 2

_others(total) := ", and one other" if total == 2

_others(total) := sprintf(", and %d others", [total - 1]) if total > 2
