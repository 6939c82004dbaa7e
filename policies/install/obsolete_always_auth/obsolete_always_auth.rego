# METADATA
# title: Nothing relies on always-auth
# description: |
#   npm has ignored `always-auth` since 7.10, and so does pnpm: they send a credential to the host that
#   the credential is bound to. A configuration that relies on the setting fails, or looks protected
#   and is not. actions/setup-node removed the input of that name in v6. Yarn 1 still reads it, and
#   `npmAlwaysAuth` of later versions is another setting.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/npmrc
#     description: npm, auth related configuration
# custom:
#   severity: low
#   profile: recommended
#   remediation: |
#     Remove `always-auth` and bind the credential to its host,
#     `//npm.corp.example/:_authToken=${NPM_TOKEN}`.
package palisade.install.obsolete_always_auth

import data.palisade.lib.installers

deny contains violation if {
	count(_yarn_one) == 0
	some setting in _settings
	violation := {"msg": _messages[setting.tool], "at": setting.at}
}

deny contains violation if {
	count(_yarn_one) == 0
	some pipeline in input.pipelines
	some job in pipeline.jobs
	not _setting_in(job)
	some step in job.steps
	step.uses.action == "actions/setup-node"
	lower(step["with"]["always-auth"]) == "true"
	violation := {
		"msg": "npm ignores `always-auth`, and actions/setup-node has no such input since v6",
		"at": step.at,
		"key": ["with", "always-auth"],
	}
}

unknown contains gap if {
	some setting in _settings
	some installer in _yarn_one
	not installers.surely_before(installer, [2, 0])
	gap := {
		"msg": "Yarn 1 reads `always-auth`, and nothing here says which Yarn is used",
		"at": setting.at,
	}
}

_messages := {
	"npm": "npm ignores `always-auth` since version 7.10",
	"pnpm": "pnpm ignores `always-auth`",
}

_settings := [setting |
	some setting in input.settings
	setting.control == "always_auth"
	setting.tool in {"npm", "pnpm"}
	setting.enabled == true
]

# The same input, collected as a setting.
_setting_in(job) if {
	some setting in input.settings
	setting.control == "always_auth"
	setting.origin.job == job.at
}

# Yarn 1 reads it from .npmrc: what is, or may be, one.
_yarn_one := [installer |
	some installer in input.installers
	installer.tool == "yarn"
	not installers.surely_since(installer, [2, 0])
]
