# METADATA
# title: Install settings
# description: |
#   What the rules about single settings ask: which installer reads a setting, whether it holds, and
#   how to say that nobody knows.
package palisade.lib.settings

import data.palisade.lib.installers

# METADATA
# title: The setting holds somewhere
in_force(setting) if setting.in_force.state == "yes"

# METADATA
# title: The setting may hold
may_hold(setting) if setting.in_force.state != "no"

# METADATA
# title: What nobody knows of a setting, as a member of `unknown`
# description: Undefined where it is known.
undecided(setting) := {
	"msg": sprintf("whether `%s` is in force: %s", [
		installers.written(setting),
		object.get(setting.in_force, "reason", "the repository does not show it"),
	]),
	"at": setting.at,
} if {
	setting.in_force.state == "unknown"
}

# METADATA
# title: What nobody knows of a control, as a member of `unknown`
# description: Undefined where it is known.
open_question(installer, entry) := {
	"msg": sprintf("%s: %s", [
		installers.named(installer),
		object.get(entry, "reason", "the repository does not show the setting"),
	]),
	"at": object.get(entry, "at", installer.at),
} if {
	entry.state == "unknown"
}

# METADATA
# title: An installer takes its registries and credentials from where the setting stands
# description: |
#   npm, pnpm, bun and Yarn 1 read .npmrc and the variables of npm. Yarn 2 and later read .yarnrc.yml
#   alone. A setting of a job counts in that job.
reads(installer, setting) if {
	may_hold(setting)
	_same_place(installer, setting)
	setting.tool == installer.tool
	not _of_other_yarn(installer, setting)
}

reads(installer, setting) if {
	may_hold(setting)
	_same_place(installer, setting)
	setting.tool == "npm"
	installer.tool in {"bun", "pnpm"}
}

reads(installer, setting) if {
	may_hold(setting)
	_same_place(installer, setting)
	setting.tool == "npm"
	installer.tool == "yarn"
	not installers.surely_since(installer, [2, 0])
}

# METADATA
# title: Settings of a control that are not in force, as related places of a violation
unheard(tool, control) := [{"at": setting.at, "msg": sprintf("not in force: %s", [_reason(setting)])} |
	some setting in input.settings
	setting.control == control
	setting.tool == tool
	setting.in_force.state == "no"
]

# METADATA
# title: A service container of the job, known by a bare name
service(setting, host) if {
	setting.origin.job
	not contains(host, ".")
}

# METADATA
# title: The folder of the file that holds a setting
folder(setting) := "." if {
	not contains(setting.origin.file, "/")
} else := regex.replace(setting.origin.file, `/[^/]*$`, "")

_reason(setting) := object.get(setting.in_force, "reason", "the tool does not read it")

_same_place(_, setting) if not setting.origin.job

_same_place(installer, setting) if setting.origin.job == installer.job

_of_other_yarn(installer, setting) if {
	endswith(setting.origin.file, ".yarnrc.yml")
	installers.surely_before(installer, [2, 0])
}

_of_other_yarn(installer, setting) if {
	endswith(setting.origin.file, ".yarnrc")
	installers.surely_since(installer, [2, 0])
}
