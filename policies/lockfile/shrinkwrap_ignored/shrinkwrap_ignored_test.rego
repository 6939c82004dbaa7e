package palisade.lockfile.shrinkwrap_ignored_test

import data.palisade.lockfile.shrinkwrap_ignored

_shrinkwrap := {"at": "npm-shrinkwrap.json", "directory": ".", "kind": "npm_shrinkwrap"}

_package_lock := {"at": "package-lock.json", "directory": ".", "kind": "package_lock"}

_checkout(tool, least, most) := {
	"at": "package.json",
	"directory": ".",
	"tool": tool,
	"version": {"source": "package_manager", "at": "package.json#/packageManager", "least": least, "most": most},
	"controls": {},
}

_job(id, least, most) := {
	"at": sprintf("ci.yml#/jobs/%s", [id]),
	"job": sprintf("ci.yml#/jobs/%s", [id]),
	"directory": ".",
	"tool": "npm",
	"version": {"source": "command", "least": least, "most": most},
	"controls": {},
}

_facts(lockfiles, installers) := {
	"lockfiles": lockfiles,
	"installers": installers,
	"pipelines": [{"jobs": [
		{"at": "ci.yml#/jobs/test", "id": "test", "installs": []},
		{"at": "ci.yml#/jobs/lint", "id": "lint", "installs": []},
	]}],
}

test_npm_12_by_field if {
	facts := _facts([_shrinkwrap], [_checkout("npm", "12.2.0", "12.2.0")])
	shrinkwrap_ignored.deny == {{
		"msg": "npm 12 ignores this file, and npm 12.2.0 is used",
		"at": "npm-shrinkwrap.json",
		"related": [{"at": "package.json#/packageManager", "msg": "npm 12 or later"}],
	}} with input as facts
}

test_npm_12_in_jobs if {
	installers := [
		_checkout("npm", "11.19.1", "11.19.1"),
		_job("lint", "12.2.0", "12.999.999"),
		_job("test", "12.2.0", "12.999.999"),
	]
	facts := _facts([_shrinkwrap], installers)
	shrinkwrap_ignored.deny == {{
		"msg": "npm 12 ignores this file, and npm 12 in job `lint` is used and in one more place",
		"at": "npm-shrinkwrap.json",
		"related": [
			{"at": "ci.yml#/jobs/lint", "msg": "npm 12 or later"},
			{"at": "ci.yml#/jobs/test", "msg": "and npm 12 in job `test`"},
		],
	}} with input as facts
	count(shrinkwrap_ignored.unknown) == 0 with input as facts
}

test_two_files_are_read_by_two_versions if {
	facts := _facts([_shrinkwrap, _package_lock], [_checkout("npm", "11.19.1", "11.19.1")])
	shrinkwrap_ignored.deny == {{
		"msg": "npm 11 reads this file and npm 12 the package-lock.json beside it",
		"at": "npm-shrinkwrap.json",
		"related": [{"at": "package-lock.json", "msg": "what npm 12 reads"}],
	}} with input as facts
}

test_no_version_is_unknown if {
	facts := _facts([_shrinkwrap], [])
	count(shrinkwrap_ignored.deny) == 0 with input as facts
	{gap.msg | some gap in shrinkwrap_ignored.unknown} == {
		"npm 12 ignores this file, and nothing here says which npm is used",
	} with input as facts
}

test_bounds_on_both_sides_are_unknown if {
	facts := _facts([_shrinkwrap], [_job("test", "11.19.0", "12.999.999")])
	count(shrinkwrap_ignored.deny) == 0 with input as facts
	{gap.msg | some gap in shrinkwrap_ignored.unknown} == {
		"npm 12 ignores this file, and npm 11 to 12 in job `test` may be one or not",
	} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"npm 11": _facts([_shrinkwrap], [_checkout("npm", "11.19.1", "11.19.1")]),
		"a package-lock": _facts([_package_lock], [_checkout("npm", "12.2.0", "12.2.0")]),
		"none": _facts([], [_checkout("npm", "12.2.0", "12.2.0")]),
		"a project of pnpm that publishes it": _facts(
			[object.union(_shrinkwrap, {"in_use": false})],
			[_checkout("pnpm", "11.3.0", "11.3.0")],
		),
		"npm 12 in another folder": _facts(
			[_shrinkwrap],
			[
				_checkout("npm", "11.19.1", "11.19.1"),
				object.union(_checkout("npm", "12.2.0", "12.2.0"), {"directory": "docs"}),
			],
		),
	}
	count(shrinkwrap_ignored.deny) == 0 with input as facts
	count(shrinkwrap_ignored.unknown) == 0 with input as facts
}
