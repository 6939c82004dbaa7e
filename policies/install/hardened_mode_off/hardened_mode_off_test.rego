package palisade.install.hardened_mode_off_test

import data.palisade.install.hardened_mode_off

_job(id) := sprintf("ci.yml#/jobs/%s", [id])

_pipelines(event) := [{
	"triggers": [{"event": "push"}, {"event": event}],
	"jobs": [{"at": _job("test"), "id": "test"}, {"at": _job("lint"), "id": "lint"}],
}]

_file := {
	"at": ".yarnrc.yml#/enableHardenedMode",
	"tool": "yarn",
	"name": "enableHardenedMode",
	"control": "hardened_mode",
	"value": "false",
	"enabled": false,
	"origin": {"layer": "project", "file": ".yarnrc.yml"},
	"in_force": {"state": "yes"},
}

_variable(id) := object.union(_file, {
	"at": sprintf("%s/env/YARN_ENABLE_HARDENED_MODE", [_job(id)]),
	"value": "0",
	"origin": {"layer": "environment", "file": "ci.yml", "job": _job(id)},
})

_yarn(id, entry) := {
	"at": _job(id),
	"job": _job(id),
	"directory": ".",
	"tool": "yarn",
	"version": {"least": "4.5.0", "most": "4.5.0"},
	"controls": {"hardened_mode": entry},
}

_set(enabled) := {"state": "set", "enabled": enabled, "at": ".yarnrc.yml#/enableHardenedMode"}

test_in_the_file if {
	hardened_mode_off.deny == {{
		"msg": concat("", [
			"`enableHardenedMode: false`: no install of a pull request asks the registry ",
			"whether yarn.lock tells the truth",
		]),
		"at": ".yarnrc.yml#/enableHardenedMode",
	}} with input as {
		"settings": [_file],
		"pipelines": _pipelines("pull_request"),
		"installers": [_yarn("test", _set(false)), _yarn("lint", _set(false))],
	}
}

test_in_every_job_of_pull_requests if {
	facts := {
		"settings": [_variable("test"), _variable("lint")],
		"pipelines": _pipelines("pull_request"),
		"installers": [_yarn("test", _set(false)), _yarn("lint", _set(false))],
	}
	{violation.at | some violation in hardened_mode_off.deny} == {
		"ci.yml#/jobs/lint/env/YARN_ENABLE_HARDENED_MODE",
		"ci.yml#/jobs/test/env/YARN_ENABLE_HARDENED_MODE",
	} with input as facts
}

test_unknown[note] if {
	some note, facts in {
		"whether Yarn listens": {"settings": [object.union(_file, {"in_force": {"state": "unknown"}})]},
		"the value": {
			"settings": [],
			"pipelines": _pipelines("pull_request"),
			"installers": [_yarn("test", {"state": "unknown", "at": _job("test"), "reason": "an expression decides"})],
		},
	}
	count(hardened_mode_off.deny) == 0 with input as facts
	count(hardened_mode_off.unknown) == 1 with input as facts
}

test_clean[note] if {
	some note, facts in {
		"not set": {
			"settings": [],
			"pipelines": _pipelines("pull_request"),
			"installers": [_yarn("test", {"state": "default", "enabled": false})],
		},
		"on": {
			"settings": [object.union(_file, {"value": "true", "enabled": true})],
			"pipelines": _pipelines("pull_request"),
			"installers": [_yarn("test", _set(true))],
		},
		"off in one job of two": {
			"settings": [_variable("lint")],
			"pipelines": _pipelines("pull_request"),
			"installers": [_yarn("test", {"state": "default"}), _yarn("lint", _set(false))],
		},
		"off but for the job that checks": {
			"settings": [_file],
			"pipelines": _pipelines("pull_request"),
			"installers": [_yarn("test", _set(false)), _yarn("lint", _set(true))],
		},
		"off but for a step that checks": {
			"settings": [_file, object.union(_variable("lint"), {"value": "true", "enabled": true})],
			"pipelines": _pipelines("pull_request"),
			"installers": [_yarn("test", _set(false)), _yarn("lint", _set(false))],
		},
		"off where no pull request comes": {
			"settings": [_variable("test")],
			"pipelines": _pipelines("release"),
			"installers": [_yarn("test", _set(false))],
		},
		"not read": {"settings": [object.union(_file, {"in_force": {"state": "no"}})]},
	}
	count(hardened_mode_off.deny) == 0 with input as facts
	count(hardened_mode_off.unknown) == 0 with input as facts
}
