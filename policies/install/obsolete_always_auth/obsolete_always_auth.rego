# METADATA
# title: Nothing relies on always-auth
# description: |
#   npm has ignored `always-auth` since 7.10: it sends a credential to the host that the credential
#   is bound to. A configuration that relies on the setting fails, or looks protected and is not.
#   actions/setup-node removed the input of that name in v6.
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

import data.palisade.lib.lockfiles

deny contains violation if {
	not _yarn_classic
	some setting in input.settings
	setting.tool == "npm"
	setting.name == "always-auth"
	lower(setting.value) in {"true", "1"}
	violation := {
		"msg": "npm ignores `always-auth` since version 7.10",
		"at": setting.at,
	}
}

deny contains violation if {
	not _yarn_classic
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

# The same input, collected as a setting.
_setting_in(job) if {
	some setting in input.settings
	setting.name == "always-auth"
	setting.origin.job == job.at
}

# Yarn 1 reads it from .npmrc. A lockfile that cannot be read may be one of its.
_yarn_classic if {
	some lockfile in input.lockfiles
	lockfile.kind == "yarn_lock"
	not lockfiles.is_berry(lockfile)
}
