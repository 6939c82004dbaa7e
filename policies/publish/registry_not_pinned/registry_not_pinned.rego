# METADATA
# title: A private package pins the registry it is published to
# description: |
#   Without `publishConfig.registry` the registry is whatever the machine is configured for, and the
#   public one where nothing is configured: one `npm publish` on a fresh machine or in a new workflow
#   puts internal code there. What the package itself says travels with it and wins.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#publishconfig
#     description: npm, package.json, publishConfig
#   - ref: https://docs.npmjs.com/about-scopes
#     description: npm, scopes
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Write the registry and the access into the package:
#     `"publishConfig": { "registry": "https://npm.corp.example/", "access": "restricted" }`.
#     A package that is never published takes `"private": true` instead.
package palisade.publish.registry_not_pinned

import data.palisade.lib.publishing

deny contains violation if {
	some manifest in input.packages
	_judged(manifest)
	reason := _reason(manifest)
	not manifest.publish_config.registry
	violation := object.union(_place(manifest), {"msg": sprintf(
		"`%s` is %s, and nothing keeps it from being published to the public registry",
		[manifest.name, reason],
	)})
}

deny contains violation if {
	some manifest in input.packages
	_judged(manifest)
	manifest.scope in data.parameters.internal_scopes
	publishing.is_public(manifest.publish_config.registry)
	violation := {
		"msg": sprintf("`%s` is internal, and `publishConfig` sends it to a public registry", [manifest.name]),
		"at": manifest.publish_config.at,
		"key": "registry",
	}
}

# npm publishes a scoped package to its members only unless somebody says otherwise: once, for all of them.
warn contains advice if {
	not _said_elsewhere
	first := _silent[0]
	advice := {
		"msg": sprintf("`%s`%s: write `publishConfig.access`", [
			first.name,
			_others(count(_silent)),
		]),
		"at": first.at,
		"key": ["publishConfig", "access"],
		"related": [{"at": manifest.at, "msg": sprintf("nor does `%s`", [manifest.name])} |
			some index, manifest in _silent
			index > 0
			index < 6
		],
	}
}

_silent := [manifest |
	some manifest in input.packages
	_judged(manifest)
	publishing.released(manifest)
	not _reason(manifest)
	not manifest.publish_config.access
	not manifest.publish_config.registry
]

_others(1) := " does not say who may read it"

_others(2) := " and one other package do not say who may read them"

_others(total) := sprintf(" and %d other packages do not say who may read them", [total - 1]) if total > 2

# The command has `--access`, and changesets keep it in their own configuration.
_said_elsewhere if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.deed.kind == "publish"
	_says_access(command)
}

_said_elsewhere if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	publish.tool in {"changesets/action", "changeset"}
}

_said_elsewhere if {
	some manifest in input.packages
	some script in manifest.scripts
	some command in script.commands
	command.deed.kind == "publish"
	_says_access(command)
}

_says_access(command) if command.flags["--access"]

_says_access(command) if command.deed.tool == "changeset"

_judged(manifest) if {
	manifest.publishable
	manifest.scope
	not publishing.is_sample(manifest)
}

_reason(manifest) := "in an internal scope" if manifest.scope in data.parameters.internal_scopes

_reason(manifest) := "restricted" if {
	not manifest.scope in data.parameters.internal_scopes
	manifest.publish_config.access == "restricted"
}

_place(manifest) := {"at": manifest.publish_config.at, "key": ["registry"]}

_place(manifest) := {"at": manifest.at, "key": ["publishConfig"]} if not manifest.publish_config
