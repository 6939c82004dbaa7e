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
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	publish.provenance == false
	not publish.dry_run
	count(_variables(pipeline, job, publish)) == 0
	not _to_private_registry(job, publish)
	violation := {
		"msg": sprintf("`%s` publishes with provenance switched off", [publish.tool]),
		"at": publish.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	not publish.dry_run
	some variable in _variables(pipeline, job, publish)
	not _to_private_registry(job, publish)
	violation := {
		"msg": sprintf("`%s` switches provenance off in job `%s`", [variable.name, job.id]),
		"at": variable.at,
		"related": publishing.places(job),
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

_variables(pipeline, job, publish) := {variable |
	some variable in _in_reach(pipeline, job, publish)
	upper(variable.name) == "NPM_CONFIG_PROVENANCE"
	lower(variable.value) == "false"
}

_in_reach(pipeline, job, publish) := union({
	{variable | some variable in pipeline.env},
	{variable | some variable in job.env},
	{variable |
		some step in job.steps
		step.index == publish.step
		some variable in step.env
	},
})

_to_private_registry(job, publish) if {
	some step in job.steps
	step.index == publish.step
	some command in step.commands
	command.at == publish.at
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
