# METADATA
# title: New versions must age before they are installed
# description: |
#   Most malicious releases are found and removed within hours. With a minimum release age a version
#   that is younger is not chosen when ranges are resolved: `min-release-age` in days (npm, since
#   11.10), `minimumReleaseAge` in minutes (pnpm, since 10.16; one day by default since 11),
#   `npmMinimalAgeGate` (Yarn, since 4.10; one day by default since 4.15), `minimumReleaseAge` in
#   seconds (bun, since 1.3). Without it an update takes whatever was published a minute ago. Jobs
#   that install what the lockfile pins choose nothing, and do not count. An age written in
#   another unit than the tool reads is `install.dead_setting`.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/config
#     description: npm, min-release-age
#   - ref: https://pnpm.io/settings
#     description: pnpm, minimumReleaseAge
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, npmMinimalAgeGate
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Three days, for npm 11.10 or later in the root's .npmrc: `min-release-age=3`. For pnpm in
#     pnpm-workspace.yaml: `minimumReleaseAge: 4320`. For Yarn in .yarnrc.yml: `npmMinimalAgeGate: 3d`.
#     For bun in bunfig.toml, below `[install]`: `minimumReleaseAge = 259200`. Let your own scope
#     through by the list of exclusions, `min-release-age-exclude[]=@acme/*`.
package palisade.install.no_age_gate

import data.palisade.lib.installers

# Where no job chooses versions, only people's machines are looked at.
deny contains violation if {
	data.palisade.lib.installers.present
	count(_jobs) == 0
	some violation in _of_any_age([installer |
		some installer in input.installers
		not installer.job
		_is_open(installer)
	])
}

deny contains violation if {
	data.palisade.lib.installers.present
	count(_jobs) > 0
	some violation in _of_any_age([installer |
		some installer in input.installers
		installer.controls.minimum_age.state in {"default", "unknown", "unsupported"}
		_is_open(installer)
		_chooses(installer)
	])
}

_of_any_age(list) := {violation |
	kinds := [[installer.tool, object.get(age, "seconds", 0), age.state] |
		some installer in list
		age := installer.controls.minimum_age
	]
	words := {kind: _why(kind) | some kind in {known | some known in kinds}}
	some cause in {[kind[0], why] | some kind, why in words}
	open := [list[index] | some index, kind in kinds; kind[0] == cause[0]; words[kind] == cause[1]]
	violation := {
		"msg": sprintf("%s%s installs versions of any age: %s", [
			installers.named_with(open[0], _jobs),
			installers.more(count(open)),
			cause[1],
		]),
		"at": open[0].at,
		"related": array.concat(installers.others_with(open, _jobs), _unheard(open[0].tool)),
	}
}

deny contains violation if {
	data.palisade.lib.installers.present
	some at in {entry.at | some entry in _short}
	not _in_another_unit(at)
	entries := [entry | some entry in _short; entry.at == at]
	violation := {
		"msg": sprintf("`%s` is less than the %s that a version must age", [
			_written(entries[0]),
			installers.span(_minimum),
		]),
		"at": at,
	}
}

# npm takes a date before an age that stands in the same place.
deny contains violation if {
	data.palisade.lib.installers.present
	some at in {date.at |
		some installer in input.installers
		installer.controls.published_before.state == "set"
		date := _date(installer)
		_chooses(installer)
	}
	violation := {
		"msg": sprintf("`%s` is too late to let versions age, and goes before any `min-release-age` beside it", [
			_date_written(at),
		]),
		"at": at,
	}
}

deny contains violation if {
	data.palisade.lib.installers.present
	some setting in input.settings
	setting.control == "minimum_age_exclusions"
	setting.in_force.state != "no"
	some pattern in split(setting.value, ",")
	excluded := _everything[trim_space(pattern)]
	violation := {
		"msg": sprintf("%s is excluded from the minimum release age", [excluded]),
		"at": setting.at,
	}
}

unknown contains gap if {
	data.palisade.lib.installers.present
	some installer in input.installers
	installer.controls.minimum_age.state == "unknown"
	not installer.tool in _never_waiting
	_chooses(installer)
	not _by_date(installer)
	gap := _gap(installer, installer.controls.minimum_age)
}

unknown contains gap if {
	data.palisade.lib.installers.present
	some installer in input.installers
	installer.controls.minimum_age.state == "set"
	age := installer.controls.minimum_age
	not age.seconds
	_chooses(installer)
	gap := {
		"msg": sprintf("whether %s waits long enough depends on what the repository does not show", [
			installers.named_with(installer, _jobs),
		]),
		"at": age.at,
	}
}

unknown contains gap if {
	data.palisade.lib.installers.present
	some installer in input.installers
	installer.controls.published_before.state == "unknown"
	installer.controls.minimum_age.state != "set"
	_chooses(installer)
	gap := _gap(installer, installer.controls.published_before)
}

unknown contains gap if {
	data.palisade.lib.installers.present
	some installer in input.installers
	installer.controls.published_before.state == "set"
	date := installer.controls.published_before
	not _dated(date)
	_chooses(installer)
	gap := {
		"msg": sprintf("whether %s lets versions age: `%s` is not written as a day", [
			installers.named_with(installer, _jobs),
			date.value,
		]),
		"at": object.get(date, "at", installer.at),
	}
}

# Where versions are chosen: on people's machines, and in jobs that do not keep to the lockfile.
_chooses(installer) if {
	some install in _jobs[installer.job].installs
	install.tool == installer.tool
	installers.in_folder_of(installer, install)
	installers.kept_by(installer, install) != "yes"
} else if not installer.job

# Jobs with commands that do not say that they keep to the lockfile.
_jobs := {job.at: {"id": job.id, "installs": installs} |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	installs := [install |
		some install in job.installs
		not install.frozen
		not install.global
	]
	count(installs) > 0
}

_minimum := data.parameters.minimum_release_age

_is_open(installer) if {
	age := installer.controls.minimum_age
	age.state in {"default", "unsupported"}
	object.get(age, "seconds", 0) < _minimum
	not _by_date(installer)
} else if {
	installer.controls.minimum_age.state == "unknown"
	installer.tool in _never_waiting
	not _by_date(installer)
}

# No version of these waits by itself, and nothing tells them to.
_never_waiting := {"npm", "bun"} - {setting.tool | some setting in _ages; setting.in_force.state != "no"}

_by_date(installer) if {
	installer.controls.published_before.state == "unknown"
} else if {
	date := installer.controls.published_before
	date.state == "set"
	not _too_late(date)
}

# The date that an installer goes by instead of an age.
_date(installer) := date if {
	date := installer.controls.published_before
	date.state == "set"
	_too_late(date)
	age := installer.controls.minimum_age
	age.state == "set"
	split(age.at, "#")[0] == split(date.at, "#")[0]
}

_date_written(at) := text[0] if {
	text := [installers.written(setting) | some setting in input.settings; setting.at == at]
	count(text) > 0
} else := "before"

# Only a date that lies far enough back lets versions age. What is no date in digits nobody can tell here.
_too_late(date) if {
	today := _nanoseconds(input.target.collected_on)
	_nanoseconds(date.value) > today - (_second * _minimum)
}

_second := 1000000000

_nanoseconds(text) := time.parse_rfc3339_ns(concat("", [days[0], "T00:00:00Z"])) if {
	days := regex.find_n(_day, text, 1)
	count(days) == 1
}

_day := `^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])`

_why([tool, _, "unsupported"]) := sprintf("this version has no `%s`", [_names[tool]])

_why([_, seconds, state]) := sprintf("it waits %s by default, less than %s", [
	installers.span(seconds),
	installers.span(_minimum),
]) if {
	state != "unsupported"
	seconds > 0
}

_why([tool, seconds, state]) := sprintf("no `%s` is in force", [_names[tool]]) if {
	state != "unsupported"
	seconds == 0
}

_names := {
	"npm": "min-release-age",
	"pnpm": "minimumReleaseAge",
	"yarn": "npmMinimalAgeGate",
	"bun": "minimumReleaseAge",
}

_ages := [setting | some setting in input.settings; setting.control == "minimum_age"]

# What decides the age somewhere, or may, and is less than asked for.
_short contains {"at": age.at, "name": _names[installer.tool]} if {
	some installer in input.installers
	installer.controls.minimum_age.state == "set"
	age := installer.controls.minimum_age
	age.seconds < _minimum
	_chooses(installer)
	not _by_date(installer)
}

_short contains {"at": setting.at, "name": setting.name} if {
	some setting in _ages
	setting.in_force.state == "unknown"
	setting.seconds < _minimum
}

_written(entry) := text[0] if {
	text := [installers.written(setting) | some setting in _ages; setting.at == entry.at]
	count(text) > 0
} else := entry.name

_in_another_unit(at) if {
	some setting in _ages
	setting.at == at
	installers.mistaken_unit(setting)
}

_unheard(tool) := [{"at": setting.at, "msg": sprintf("not in force: %s", [_reason(setting)])} |
	some setting in _ages
	setting.tool == tool
	setting.in_force.state != "yes"
]

_reason(setting) := object.get(setting.in_force, "reason", "the tool does not read it")

_everything := {
	"*": "every package",
	"**": "every package",
	"*/*": "every package",
	"@*": "every package with a scope",
	"@*/*": "every package with a scope",
}

_dated(date) if _nanoseconds(date.value)

_gap(installer, entry) := {
	"msg": sprintf("whether %s lets versions age: %s", [
		installers.named_with(installer, _jobs),
		object.get(entry, "reason", "the repository does not show it"),
	]),
	"at": object.get(entry, "at", installer.at),
}
