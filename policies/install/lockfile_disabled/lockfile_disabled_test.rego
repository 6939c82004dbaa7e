package palisade.install.lockfile_disabled_test

import data.palisade.install.lockfile_disabled

_setting(fields) := {"settings": [object.union(
	{
		"at": ".npmrc#line=1",
		"tool": "npm",
		"name": "package-lock",
		"value": "false",
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": "yes"},
	},
	fields,
)]}

test_npmrc if {
	lockfile_disabled.deny == {{
		"msg": "`package-lock=false`: npm pins nothing here",
		"at": ".npmrc#line=1",
		"severity": "high",
	}} with input as _setting({})
}

test_a_folder_of_its_own_is_less_grave if {
	facts := _setting({
		"at": "bundler-tests/webpack/.npmrc#line=1",
		"origin": {"layer": "project", "file": "bundler-tests/webpack/.npmrc"},
	})
	[violation.severity | some violation in lockfile_disabled.deny] == ["low"] with input as facts
}

test_a_variable_of_a_job if {
	facts := _setting({
		"at": "ci.yml#/jobs/x/env/npm_config_package_lock",
		"origin": {"layer": "environment", "file": "ci.yml", "job": "ci.yml#/jobs/x"},
	})
	{violation.at | some violation in lockfile_disabled.deny} == {
		"ci.yml#/jobs/x/env/npm_config_package_lock",
	} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"on": _setting({"value": "true"}),
		"a flag, which `not_frozen` judges": _setting({"origin": {"layer": "flag", "file": "ci.yml"}}),
		"a project of pnpm": object.union(_setting({}), {"lockfiles": [{"directory": ".", "kind": "pnpm_lock"}]}),
		"a project of yarn by its field": object.union(
			_setting({}),
			{"packages": [{"role": "root", "package_manager": {"name": "yarn", "version": "4.10.0"}}]},
		),
		"a member's file": _setting({"in_force": {"state": "no"}}),
	}
	count(lockfile_disabled.deny) == 0 with input as facts
}
