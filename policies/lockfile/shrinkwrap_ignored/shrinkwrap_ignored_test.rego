package palisade.lockfile.shrinkwrap_ignored_test

import data.palisade.lockfile.shrinkwrap_ignored

_shrinkwrap := {"at": "npm-shrinkwrap.json", "directory": ".", "kind": "npm_shrinkwrap"}

_package_lock := {"at": "package-lock.json", "directory": ".", "kind": "package_lock"}

_root(version) := {
	"at": "package.json",
	"role": "root",
	"package_manager": {"at": "package.json#/packageManager", "name": "npm", "version": version},
}

_facts(lockfiles, packages, installs) := {
	"lockfiles": lockfiles,
	"packages": packages,
	"pipelines": [{"jobs": [{"installs": installs}]}],
}

_npm_12 := {"at": "ci.yml#/jobs/x/steps/1/run;char=0,20", "global": true, "packages": ["npm@12.2.0"]}

test_npm_12_by_field if {
	shrinkwrap_ignored.deny == {{
		"msg": "npm 12 ignores this file, and npm 12 is used here",
		"at": "npm-shrinkwrap.json",
		"related": [{"at": "package.json#/packageManager", "msg": "npm 12 or later"}],
	}} with input as _facts([_shrinkwrap], [_root("12.2.0")], [_npm_12])
}

test_npm_12_in_a_job if {
	facts := _facts([_shrinkwrap], [{"at": "package.json", "role": "root"}], [_npm_12])
	found := shrinkwrap_ignored.deny with input as facts
	[related.at | some violation in found; some related in violation.related] == [_npm_12.at]
	count(shrinkwrap_ignored.unknown) == 0 with input as facts
}

test_two_files_are_read_by_two_versions if {
	{violation.msg | some violation in shrinkwrap_ignored.deny} == {
		"npm 11 reads this file and npm 12 the package-lock.json beside it",
	} with input as _facts([_shrinkwrap, _package_lock], [_root("11.19.1")], [])
}

test_no_version_is_unknown if {
	facts := _facts([_shrinkwrap], [{"at": "package.json", "role": "root"}], [])
	count(shrinkwrap_ignored.deny) == 0 with input as facts
	{violation.at | some violation in shrinkwrap_ignored.unknown} == {"npm-shrinkwrap.json"} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"npm 11": _facts([_shrinkwrap], [_root("11.19.1")], []),
		"a package-lock": _facts([_package_lock], [_root("12.2.0")], []),
		"none": _facts([], [_root("12.2.0")], []),
	}
	count(shrinkwrap_ignored.deny) == 0 with input as facts
	count(shrinkwrap_ignored.unknown) == 0 with input as facts
}
