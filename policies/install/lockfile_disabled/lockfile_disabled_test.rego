package palisade.install.lockfile_disabled_test

import data.palisade.install.lockfile_disabled

_installers := [{"at": "package.json", "directory": ".", "tool": "npm", "version": {}, "controls": {}}]

_setting(fields) := {"installers": _installers, "settings": [object.union(
	{
		"at": ".npmrc#line=1",
		"tool": "npm",
		"name": "package-lock",
		"value": "false",
		"control": "lockfile",
		"enabled": false,
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

test_other_tools[tool] if {
	some tool, case in {
		"pnpm": {
			"fields": {"name": "lockfile", "origin": {"layer": "project", "file": "pnpm-workspace.yaml"}},
			"msg": "`lockfile: false`: pnpm pins nothing here",
		},
		"yarn": {
			"fields": {"name": "no-lockfile", "value": "true", "origin": {"layer": "project", "file": ".yarnrc"}},
			"msg": "`no-lockfile=true`: yarn pins nothing here",
		},
		"bun": {
			"fields": {"name": "save", "origin": {"layer": "project", "file": "bunfig.toml"}},
			"msg": "`save = false`: bun pins nothing here",
		},
	}
	facts := _setting(object.union({"tool": tool}, case.fields))
	[violation.msg | some violation in lockfile_disabled.deny] == [case.msg] with input as facts
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

test_unknown[note] if {
	some note, case in {
		"whether anybody listens": {
			"facts": _setting({"in_force": {"state": "unknown", "reason": "no package.json stands beside the file"}}),
			"msg": "whether npm listens to `package-lock=false`: no package.json stands beside the file",
		},
		"the value": {
			"facts": {"installers": _installers, "settings": [object.remove(
				_setting({"value": "${LOCK}"}).settings[0],
				["enabled"],
			)]},
			"msg": "whether `package-lock=${LOCK}` switches the lockfile off, only a run can tell",
		},
	}
	denied := lockfile_disabled.deny with input as case.facts
	gaps := lockfile_disabled.unknown with input as case.facts
	[count(denied), [gap.msg | some gap in gaps]] == [0, [case.msg]]
}

test_clean[note] if {
	some note, facts in {
		"on": _setting({"value": "true", "enabled": true}),
		"a flag, which `not_frozen` judges": _setting({"origin": {"layer": "flag", "file": "ci.yml"}}),
		"nothing installs with npm, or a member's file": _setting({"in_force": {"state": "no"}}),
		"nothing installs": object.union(_setting({}), {"installers": []}),
		"another switch": _setting({"control": "frozen_lockfile"}),
	}
	denied := lockfile_disabled.deny with input as facts
	gaps := lockfile_disabled.unknown with input as facts
	count(denied) + count(gaps) == 0
}
