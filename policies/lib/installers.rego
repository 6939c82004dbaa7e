# METADATA
# title: Package managers in use
# description: |
#   What the rules about installing ask of `input.installers`: how to name one in a message, which
#   installs of its job it stands for, what a control of it comes to, and whether an install keeps to
#   the lockfile.
package palisade.lib.installers

# METADATA
# title: Something here installs
# description: Without it the rules about installing are not applicable.
present if {
	some installer in input.installers
	installer.tool
}

# METADATA
# title: A switch is on
# description: As one of `installer.controls` says.
on(entry) if {
	entry.state in {"set", "default"}
	entry.enabled == true
}

# METADATA
# title: The tool and its version, `npm 10.9`
called(installer) := installer.tool if {
	not installer.version.least
	not installer.version.most
} else := sprintf("%s %s", [installer.tool, installer.version.least]) if {
	installer.version.least == installer.version.most
} else := sprintf("%s %s", [installer.tool, _first(least, 2)]) if {
	least := _numbers(installer.version.least)
	_first(least, 2) == _first(_numbers(installer.version.most), 2)
} else := sprintf("%s %s", [installer.tool, least[0]]) if {
	least := _numbers(installer.version.least)
	least[0] == _numbers(installer.version.most)[0]
} else := sprintf("%s %s to %s", [installer.tool, least[0], most[0]]) if {
	least := _numbers(installer.version.least)
	most := _numbers(installer.version.most)
} else := sprintf("%s %s or later", [installer.tool, _first(_numbers(installer.version.least), 2)]) if {
	installer.version.least
} else := sprintf("%s %s or older", [installer.tool, _first(_numbers(installer.version.most), 2)]) if {
	installer.version.most
}

# METADATA
# title: The tool, its version and where it runs, "npm 10.9 in job `test`"
named(installer) := named_with(installer, _jobs)

# METADATA
# title: The same, for a rule that has the jobs at hand
# description: Jobs by their place, such as `jobs` has them, which are fewer to look at than all.
named_with(installer, known) := sprintf("%s in job `%s`", [called(installer), known[installer.job].id]) if {
	installer.job
} else := sprintf("%s in `%s`", [called(installer), installer.directory]) if {
	not installer.job
	installer.directory != "."
} else := called(installer)

# METADATA
# title: How many more there are than the one that is named
more(total) := "" if {
	total < 2
} else := " and in one more place" if {
	total == 2
} else := sprintf(" and in %d more places", [total - 1])

# METADATA
# title: The others of a list of installers, as related places of a violation
others(list) := others_with(list, _jobs)

# METADATA
# title: The same, for a rule that has the jobs at hand
others_with(list, known) := [{"at": installer.at, "msg": sprintf("and %s", [named_with(installer, known)])} |
	some index, installer in list
	index > 0
	index < 6
]

# METADATA
# title: Every version that the tool can have is at least this one
# description: The least is given as major and minor version.
surely_since(installer, least) if {
	parts := split(installer.version.least, ".")
	[to_number(part) | some part in parts] >= least
}

# METADATA
# title: Every version that the tool can have is older than this one
surely_before(installer, least) if {
	parts := split(installer.version.most, ".")
	[to_number(part) | some part in parts] < least
}

# METADATA
# title: The installs of its job that an installer stands for
installs(installer) := [install |
	some install in jobs[installer.job].installs
	install.tool == installer.tool
	not install.global
	in_folder_of(installer, install)
]

# METADATA
# title: An install of its job and tool stands in the folder of an installer, or in one of no other
in_folder_of(installer, install) if {
	install.directory == installer.directory
} else if not [installer.job, install.tool, _folder(install)] in _known

# METADATA
# title: Whether an install keeps to the lockfile
# description: |
#   `yes`, `no`, or `unknown`. npm and bun say it on the command line; for bun, pnpm and Yarn the
#   settings and the version of the tool may decide. Where `install.frozen` is true it is `yes`: who asks
#   for another answer says `not install.frozen` first, so that the others are left out beforehand.
frozen(job, install) := "yes" if {
	install.frozen == true
} else := "no" if {
	says_no(install)
} else := _only(_answers(job, install))

# METADATA
# title: Whether an install keeps to the lockfile, for a rule that has its installer at hand
# description: There is one installer for each tool and folder of a job.
kept_by(installer, install) := "yes" if {
	install.frozen == true
} else := "no" if {
	says_no(install)
} else := _answer(installer) if {
	install.directory == installer.directory
} else := frozen({"at": installer.job}, install)

# METADATA
# title: The command alone tells that an install does not keep to the lockfile
# description: Asked of those only that do not say that they keep to it, `not install.frozen`.
says_no(install) if {
	install.tool == "npm"
} else if {
	install.frozen == false
	install.tool != "bun"
} else if {
	# `bun add` names packages; `bun install` only does not say that it is frozen.
	count(install.packages) > 0
}

# METADATA
# title: The setting that lets the tool change the lockfile in a job
# description: Its place; undefined where a command says so, or the tool does it by itself.
thawed_by(installer) := entry.at if {
	entry := installer.controls.frozen_lockfile
	entry.state == "set"
	entry.enabled == false
	entry.at in _lasting
}

# METADATA
# title: The value of the setting says on or off
switched(setting) if is_boolean(setting.enabled)

# METADATA
# title: A setting as it is written in its file
written(setting) := setting.name if {
	not setting.value
} else := sprintf("--%s=%s", [setting.name, setting.value]) if {
	setting.origin.layer == "flag"
} else := sprintf("%s=%s", [setting.name, setting.value]) if {
	setting.origin.layer in {"environment", "user"}
} else := sprintf("%s: %s", [setting.name, setting.value]) if {
	regex.match(`\.(?:ya?ml|json)$`, setting.origin.file)
} else := sprintf("%s = %s", [setting.name, setting.value]) if {
	endswith(setting.origin.file, ".toml")
} else := sprintf("%s=%s", [setting.name, setting.value])

# METADATA
# title: The folder of a file, `.` for the root
folder(file) := "." if {
	not contains(file, "/")
} else := concat("/", array.slice(parts, 0, count(parts) - 1)) if {
	parts := split(file, "/")
}

# METADATA
# title: A time in words, `3 days`
span(seconds) := _times(seconds / 86400, "day") if {
	seconds >= 86400
	seconds % 86400 == 0
} else := _times(seconds / 3600, "hour") if {
	seconds >= 3600
	seconds % 3600 == 0
} else := _times(seconds / 60, "minute") if {
	seconds >= 60
	seconds % 60 == 0
} else := _times(seconds, "second")

# METADATA
# title: An age that was written in another unit than the one the tool reads
# description: |
#   Objects with `is`, what the tool takes it for, and `meant`, what it looks like. A few minutes are
#   days, a number of minutes that comes to whole days in seconds is seconds, years of days are minutes.
mistaken_unit(setting) := {"is": span(setting.seconds), "meant": "days"} if {
	_unit(setting) in {"minutes", "seconds"}
	number := to_number(setting.value)
	number > 0
	number <= 30
} else := {"is": span(setting.seconds), "meant": "minutes"} if {
	_unit(setting) == "seconds"
	to_number(setting.value) > 0
	to_number(setting.value) < 3600
} else := {"is": span(setting.seconds), "meant": "seconds"} if {
	_unit(setting) == "minutes"
	number := to_number(setting.value)
	number >= 86400
	number % 86400 == 0
} else := {"is": span(setting.seconds), "meant": meant} if {
	_unit(setting) == "days"
	number := to_number(setting.value)
	number > 365
	meant := _shorter_unit(number)
} else := {"is": span(setting.seconds), "meant": "milliseconds"} if {
	_unit(setting)
	to_number(setting.value) >= 86400000
}

# METADATA
# title: The unit of a bare number in an age
unit(tool) := {"npm": "days", "pnpm": "minutes", "yarn": "minutes", "bun": "seconds"}[tool]

_unit(setting) := unit(setting.tool) if {
	setting.control == "minimum_age"
	setting.seconds
	regex.match(`^[0-9]{1,12}$`, setting.value)
}

_shorter_unit(number) := "seconds" if {
	number % 86400 == 0
} else := "minutes"

_times(number, unit) := sprintf("1 %s", [unit]) if number == 1

_times(number, unit) := sprintf("%v %ss", [number, unit]) if number != 1

# Versions of tools are whole ones, `11.19.1`.
_numbers(version) := split(version, ".")

_first(list, total) := concat(".", array.slice(list, 0, total))

# Gathered once: a repository may have thousands of jobs.
_jobs := {job.at: job |
	some pipeline in input.pipelines
	some job in pipeline.jobs
}

# METADATA
# title: The jobs that install, by their place
# description: Every job of an installer is one of them.
jobs := {job.at: job |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.installs) > 0
}

# Places and not objects: an install asks for its installers by a look into a set.
_known := {[installer.job, installer.tool, installer.directory] | some installer in input.installers}

_told := {[installer.job, installer.tool, installer.directory, _answer(installer)] |
	some installer in input.installers
	installer.tool in _with_setting
}

_told_of_job := {[installer.job, installer.tool, _answer(installer)] |
	some installer in input.installers
	installer.tool in _with_setting
}

# npm has none, and only its commands say it.
_with_setting := {"bun", "pnpm", "yarn"}

_folder(install) := object.get(install, "directory", "")

_only(answers) := answer if {
	count(answers) == 1
	some answer in answers
} else := "unknown"

_answers(job, install) := {answer |
	place := [job.at, install.tool, _folder(install)]
	some answer in _words
	array.concat(place, [answer]) in _told
} if {
	[job.at, install.tool, _folder(install)] in _known
} else := answers if {
	answers := {answer | some answer in _words; [job.at, install.tool, answer] in _told_of_job}
	count(answers) > 0
} else := {answer |
	some installer in input.installers
	installer.tool == "yarn"
	answer := _by_default(installer)
} if {
	install.tool == "yarn"
} else := {"yes"} if {
	install.tool == "pnpm"
} else := {"no"}

_words := {"yes", "no", "unknown"}

# `bun install` without its flag says nothing, and bunfig.toml decides.
_answer(installer) := "unknown" if {
	installer.tool != "bun"
	installer.controls.frozen_lockfile.state == "unknown"
	not installer.controls.frozen_lockfile.at
} else := "yes" if {
	installer.tool != "bun"
	not installer.controls.frozen_lockfile.at
	on(installer.controls.frozen_lockfile)
} else := "yes" if {
	installer.tool == "bun"
	installer.directory in _frozen_by_file
} else := _by_default(installer) if {
	installer.controls.frozen_lockfile.at in _flags
} else := "unknown" if {
	installer.controls.frozen_lockfile.state == "unknown"
} else := "yes" if {
	on(installer.controls.frozen_lockfile)
} else := "no"

# In CI, where no setting says another.
_by_default(installer) := "no" if {
	installer.tool in {"npm", "bun"}
} else := "no" if {
	installer.tool == "yarn"
	surely_before(installer, [2, 0])
} else := "yes" if {
	installer.tool == "yarn"
	surely_since(installer, [2, 0])
} else := "yes" if {
	installer.tool == "pnpm"
} else := "unknown"

# A flag speaks for its own command.
_flags contains setting.at if {
	some setting in input.settings
	setting.control == "frozen_lockfile"
	setting.origin.layer == "flag"
}

_lasting contains setting.at if {
	some setting in input.settings
	setting.control == "frozen_lockfile"
	setting.origin.layer != "flag"
}

_frozen_by_file contains folder(setting.origin.file) if {
	some setting in input.settings
	setting.control == "frozen_lockfile"
	setting.tool == "bun"
	setting.enabled == true
	setting.in_force.state == "yes"
	not setting.origin.job
}
