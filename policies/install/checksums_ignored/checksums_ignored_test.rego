package palisade.install.checksums_ignored_test

import data.palisade.install.checksums_ignored

_setting(value, fields) := {"settings": [object.union(
	{
		"at": ".yarnrc.yml#/checksumBehavior",
		"tool": "yarn",
		"name": "checksumBehavior",
		"control": "checksum_behavior",
		"value": value,
		"origin": {"layer": "project", "file": ".yarnrc.yml"},
		"in_force": {"state": "yes"},
	},
	fields,
)]}

_classic(name, value) := _setting(value, {
	"at": ".yarnrc#line=2",
	"name": name,
	"control": "install_scripts",
	"origin": {"layer": "project", "file": ".yarnrc"},
})

_command(program, flags) := {"at": "ci.yml#/jobs/test/steps/1/run;char=0,31", "program": program, "flags": flags}

_step(command) := {"pipelines": [{"jobs": [{"steps": [{"commands": [command]}]}]}]}

_script(name, lifecycle) := {"packages": [{"scripts": [{
	"name": name,
	"lifecycle": lifecycle,
	"commands": [{"at": "package.json#/scripts", "program": "yarn", "flags": {"--update-checksums": "true"}}],
}]}]}

test_the_setting[value] if {
	some value in ["ignore", "update", "reset"]
	checksums_ignored.deny == {{
		"msg": sprintf("`checksumBehavior: %s` lets Yarn install what the checksum in the lockfile does not fit", [value]),
		"at": ".yarnrc.yml#/checksumBehavior",
	}} with input as _setting(value, {})
}

test_a_flag_of_yarn_1 if {
	checksums_ignored.deny == {{
		"msg": "`--update-checksums` lets Yarn install what the checksum in the lockfile does not fit",
		"at": "ci.yml#/jobs/test/steps/1/run;char=0,31",
	}} with input as _step(_command("yarn", {"--frozen-lockfile": "true", "--update-checksums": "true"}))
}

test_places[note] if {
	some note, case in {
		".yarnrc": {"facts": _classic("skip-integrity-check", "true"), "at": ".yarnrc#line=2"},
		"a variable of a job": {
			"facts": _setting("update", {
				"at": "ci.yml#/env/YARN_CHECKSUM_BEHAVIOR",
				"origin": {"layer": "environment", "file": "ci.yml", "job": "ci.yml#/jobs/test"},
			}),
			"at": "ci.yml#/env/YARN_CHECKSUM_BEHAVIOR",
		},
		"a script of every install": {"facts": _script("prepare", true), "at": "package.json#/scripts"},
	}
	{violation.at | some violation in checksums_ignored.deny} == {case.at} with input as case.facts
}

test_unknown[note] if {
	some note, facts in {
		"whether Yarn listens": _setting("ignore", {"in_force": {"state": "unknown"}}),
		"the value": {"installers": [{
			"at": "ci.yml#/jobs/test",
			"tool": "yarn",
			"directory": ".",
			"version": {"least": "4.5.0", "most": "4.5.0"},
			"controls": {"checksum_behavior": {
				"state": "unknown",
				"at": "ci.yml#/env/YARN_CHECKSUM_BEHAVIOR",
				"reason": "an expression of the CI decides",
			}},
		}]},
	}
	count(checksums_ignored.deny) == 0 with input as facts
	count(checksums_ignored.unknown) == 1 with input as facts
}

test_clean[note] if {
	some note, facts in {
		"stops": _setting("throw", {}),
		"not read": _setting("ignore", {"in_force": {"state": "no"}}),
		"not set": {"installers": [{
			"at": "package.json",
			"tool": "yarn",
			"directory": ".",
			"version": {},
			"controls": {"checksum_behavior": {"state": "unknown", "reason": "Yarn 1 has none"}},
		}]},
		"off in .yarnrc": _classic("update-checksums", "false"),
		"a script for people": _script("fix-lockfile", false),
		"another tool's flag": _step(_command("npm", {"--update-checksums": "true"})),
		"a frozen install": _step(_command("yarn", {"--frozen-lockfile": "true"})),
	}
	count(checksums_ignored.deny) == 0 with input as facts
	count(checksums_ignored.unknown) == 0 with input as facts
}
