# METADATA
# title: Registries by folder
# description: |
#   Which registry a package comes from in a clone: the folders that are installed by themselves, the
#   tools that install there, and what each reads of mappings and of the default registry.
package palisade.lib.mappings

import data.palisade.lib.publishing
import data.palisade.lib.registries
import data.palisade.lib.settings

# METADATA
# title: What a person installs a clone with
# description: Where nothing shows it, whatever reads a file of the project.
tools(directory) := found if {
	found := [installer | some installer in _checkouts; installer.directory == directory]
	count(found) > 0
} else := [{"tool": "any", "directory": directory, "controls": {}, "version": {}}]

# METADATA
# title: The folder that a manifest is installed in
# description: Undefined for examples, which nobody installs.
home(manifest) := "." if manifest.role in {"root", "member"}

home(manifest) := manifest.directory if {
	manifest.role == "standalone"
	not publishing.is_sample(manifest)
}

# METADATA
# title: What the files of a project map a scope to, for a tool that reads them
of_scope(tool, scope) := [setting |
	some setting in all
	setting.scope == scope
	holds_in(tool, setting)
	reads(tool, setting)
]

# METADATA
# title: A tool takes a scope from a registry of its own
# description: One that anybody can publish to is none, whoever wrote it down.
mapped(tool, scope) if {
	some setting in of_scope(tool, scope)
	not registries.is_public(registries.host_of(setting.value))
}

# METADATA
# title: What the files of projects map
all := [setting |
	some setting in input.settings
	setting.control == "registry"
	setting.scope
	_of_project(setting)
]

# METADATA
# title: A setting stands where the tool looks
holds_in(tool, setting) if settings.folder(setting) == tool.directory

# Yarn adds the files of the folders above.
holds_in(tool, setting) if {
	tool.tool == "yarn"
	settings.folder(setting) == "."
}

# METADATA
# title: A tool reads a setting
reads(tool, setting) if settings.reads(tool, setting)

reads(tool, setting) if {
	tool.tool == "any"
	settings.may_hold(setting)
}

# METADATA
# title: The default registry of a tool, as a control
default_of(tool) := tool.controls.registry if {
	tool.tool != "any"
} else := {"state": _state(found[0]), "value": found[0].value, "at": found[0].at} if {
	found := [setting |
		some setting in input.settings
		setting.control == "registry"
		not setting.scope
		_of_project(setting)
		settings.folder(setting) == tool.directory
		settings.may_hold(setting)
	]
	count(found) > 0
} else := {"state": "default"}

# METADATA
# title: Nobody knows the default registry of a tool
unclear(tool) if default_of(tool).state == "unknown"

unclear(tool) if {
	default_of(tool).state == "set"
	not registries.host_of(default_of(tool).value)
}

# METADATA
# title: The default registry of a tool is not a public one
private(tool) if {
	host := registries.host_of(default_of(tool).value)
	not registries.is_public(host)
}

_state(setting) := "set" if setting.in_force.state == "yes"

_state(setting) := "unknown" if setting.in_force.state == "unknown"

_checkouts := [installer |
	some installer in input.installers
	not installer.job
	not publishing.is_sample(installer)
]

_of_project(setting) if {
	setting.origin.layer == "project"
	not setting.origin.job
}
