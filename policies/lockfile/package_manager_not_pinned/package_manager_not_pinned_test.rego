package palisade.lockfile.package_manager_not_pinned_test

import data.palisade.lockfile.package_manager_not_pinned

_facts(fields) := {"packages": [object.union(
	{"at": "package.json", "role": "root", "dependencies": [{"name": "left-pad"}], "engines": []},
	fields,
)]}

_manager(fields) := {"package_manager": object.union({"at": "package.json#/packageManager", "name": "pnpm"}, fields)}

test_nothing_written if {
	package_manager_not_pinned.deny == {{
		"msg": "no `packageManager` says which tool and version installs this",
		"at": "package.json",
	}} with input as _facts({"engines": [{"name": "node", "range": ">=22", "development": false}]})
}

test_a_setup_of_ci_pins_no_clone if {
	setup := {
		"job": "ci.yml#/jobs/test",
		"directory": ".",
		"tool": "yarn",
		"version": {"source": "setup", "least": "4.5.0", "most": "4.5.0"},
	}
	facts := object.union(_facts({}), {"installers": [setup]})
	{violation.at | some violation in package_manager_not_pinned.deny} == {"package.json"} with input as facts
}

test_a_range if {
	package_manager_not_pinned.deny == {{
		"msg": "`pnpm@^10` is not an exact version",
		"at": "package.json#/packageManager",
	}} with input as _facts(_manager({"version": "^10"}))
}

test_a_missing_hash_is_advice if {
	facts := _facts(_manager({"version": "10.1.0"}))
	count(package_manager_not_pinned.deny) == 0 with input as facts
	{violation.msg | some violation in package_manager_not_pinned.warn} == {
		"`pnpm@10.1.0` has no hash for Corepack to check",
	} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"with a hash": _facts(_manager({"version": "10.1.0", "hash": "sha512"})),
		"devEngines": _facts({"engines": [{"name": "npm", "range": "11.19.1", "development": true}]}),
		"a committed Yarn": object.union(_facts({}), {"installers": [{
			"directory": ".",
			"tool": "yarn",
			"version": {"source": "checkout", "least": "4.5.0", "most": "4.5.0"},
		}]}),
		"bun, which Corepack does not fetch": _facts(_manager({"name": "bun", "version": "1.4.5"})),
		"nothing to install": _facts({"dependencies": []}),
		"a member": _facts({"role": "member"}),
	}
	count(package_manager_not_pinned.deny) == 0 with input as facts
	count(package_manager_not_pinned.warn) == 0 with input as facts
}
