# METADATA
# title: Publications that no command shows
# description: |
#   A program of the repository, or a plugin of Yarn, can publish where nothing that is read says so.
#   The rules that ask this answer *unknown* for it.
package palisade.lib.unseen

# METADATA
# title: The commands of a job that are named for publishing, and whose publications are not seen
# description: Objects with `name` and `at`. A program of the repository, or a plugin of Yarn.
in_job(job) := [{"name": name, "at": command.at} |
	some step in job.steps
	some command in step.commands
	name := _named_for_publishing(command)
]

_named_for_publishing(command) := command.deed.script if {
	command.deed.kind == "run_script"
	regex.match(`(^|[^a-z])publish`, command.deed.script)
	not _publishes_elsewhere(command.deed.script)
}

_named_for_publishing(command) := sprintf("yarn %s publish", [command.subcommand]) if {
	command.program == "yarn"
	"publish" in command.operands
	_of_a_plugin(command)
}

_of_a_plugin(command) if not command.deed

# Yarn runs a script by its name alone; what no manifest has is a plugin's command.
_of_a_plugin(command) if {
	command.deed.kind == "run_script"
	not _is_script(command.deed.script)
}

_is_script(name) if {
	some manifest in input.packages
	some script in manifest.scripts
	script.name == name
}

# Previews and extensions of editors go to other registries.
_publishes_elsewhere(name) if {
	some manifest in input.packages
	some script in manifest.scripts
	script.name == name
	regex.match(`pkg-pr-new|vsce|ovsx|verdaccio|localhost|--dry-run`, script.text)
}
