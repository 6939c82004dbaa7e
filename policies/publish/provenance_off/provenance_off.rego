# METADATA
# title: Provenance is not switched off
# description: |
#   Provenance ties a published version to the commit and the workflow that built it, signed in a
#   public log. Trusted publishing attests it by itself; only a flag, a variable or a setting takes it
#   away, and then users cannot tell a release of this repository from an upload by a stolen account.
# related_resources:
#   - ref: https://docs.npmjs.com/generating-provenance-statements
#     description: npm, generating provenance statements
#   - ref: https://slsa.dev/spec/v1.0/provenance
#     description: SLSA, provenance
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Remove `--no-provenance`, `NPM_CONFIG_PROVENANCE: "false"`, `provenance=false` or
#     `publishConfig.provenance: false`. A package for a private registry names it in
#     `publishConfig.registry`; provenance is not asked for there.
package palisade.publish.provenance_off

import data.palisade.lib.publishing

deny contains violation if {
	some publication in publishing.publications
	publication.publish.provenance == false
	count(_variables(publication)) == 0
	not _to_private_registry(publication)
	violation := {
		"msg": sprintf("`%s` publishes with provenance switched off", [publication.publish.tool]),
		"at": publication.publish.at,
	}
}

deny contains violation if {
	some publication in publishing.publications
	not _to_private_registry(publication)
	some variable in _variables(publication)
	violation := {
		"msg": sprintf("`%s` switches provenance off in job `%s`", [variable.name, publication.job.id]),
		"at": variable.at,
		"related": publishing.places(publication.job),
	}
}

deny contains violation if {
	some manifest in input.packages
	manifest.publishable
	manifest.publish_config.provenance == false
	not _is_private(manifest.publish_config)
	violation := {
		"msg": sprintf("`%s` switches provenance off for every release", [manifest.name]),
		"at": manifest.publish_config.at,
		"key": "provenance",
	}
}

deny contains violation if {
	some setting in input.settings
	setting.name == "provenance"
	lower(setting.value) == "false"
	setting.origin.layer in {"project", "member"}
	setting.in_force.state != "no"
	_something_is_released
	violation := {
		"msg": sprintf("`%s` switches provenance off for every release", [setting.origin.file]),
		"at": setting.at,
	}
}

_variables(publication) := {variable |
	some variable in _in_reach(publication)
	upper(variable.name) == "NPM_CONFIG_PROVENANCE"
	lower(variable.value) == "false"
}

_in_reach(publication) := union({
	{variable | some variable in publication.pipeline.env},
	{variable | some variable in publication.job.env},
	{variable | some variable in publication.step.env},
})

_to_private_registry(publication) if {
	some command in publication.step.commands
	command.at == publication.publish.at
	publishing.is_elsewhere(command.deed.registry)
}

_is_private(publish_config) if publish_config.access == "restricted"

_is_private(publish_config) if publishing.is_elsewhere(publish_config.registry)

_something_is_released if {
	some manifest in input.packages
	publishing.released(manifest)
	not _is_private(manifest.publish_config)
}

_something_is_released if {
	some manifest in input.packages
	publishing.released(manifest)
	not manifest.publish_config
}
