# METADATA
# title: Registry addresses are written out
# description: |
#   Where the address of a registry comes from an environment variable, whoever sets the variable
#   chooses what is installed and who receives the token, and no reviewer can see it. npm leaves
#   `${VAR}` as it stands when the variable is not set; Yarn refuses to run.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/npmrc
#     description: npm, environment variables in npmrc
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, environment variables in .yarnrc.yml
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Write the address, `@acme:registry=https://npm.corp.example/`, and keep variables for tokens,
#     `//npm.corp.example/:_authToken=${NPM_TOKEN}`. For Yarn the address is that of
#     `npmScopes.acme.npmRegistryServer`, for bun that of `[install.scopes]`.
package palisade.install.env_in_registry_url

deny contains violation if {
	some setting in input.settings
	setting.control == "registry"
	_committed(setting)
	contains(setting.value, "$")
	violation := {
		"msg": sprintf("the registry%s is whatever the environment says: `%s`", [_for(setting), setting.value]),
		"at": setting.at,
	}
}

deny contains violation if {
	some setting in input.settings
	setting.credential
	_committed(setting)
	contains(setting.bound_to, "$")
	violation := {
		"msg": sprintf("the environment chooses the host that receives the credential: `%s`", [setting.bound_to]),
		"at": setting.at,
	}
}

# What a job writes into the project's file is judged with the job.
_committed(setting) if {
	setting.origin.layer in {"project", "member"}
	not setting.origin.job
}

_for(setting) := sprintf(" for `%s`", [setting.scope])

_for(setting) := "" if not setting.scope
