# METADATA
# title: No credential stands in a configuration file
# description: |
#   A token in a committed file belongs to everybody who can read the repository, its forks and its
#   history. It stays valid until somebody revokes it. npm also demands that a credential is bound
#   to a host, so that it is not sent to another registry; it refuses one that is not.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/npmrc
#     description: npm, auth related configuration
#   - ref: https://yarnpkg.com/configuration/yarnrc
#     description: Yarn, npmAuthToken and npmRegistries
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet, secrets
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [publisher, consumer]
#   remediation: |
#     Revoke the token now: it stays in the history. Then write a reference that is bound to the
#     host, `//npm.corp.example/:_authToken=${NPM_TOKEN}`, or keep the line in your own ~/.npmrc. In
#     .yarnrc.yml that is `npmAuthToken: "${NPM_TOKEN}"`, in bunfig.toml `token = "$NPM_TOKEN"`.
package palisade.install.token_in_file

import data.palisade.lib.registries

deny contains violation if {
	some setting in input.settings
	setting.credential.kind == "literal"
	setting.origin.layer in {"project", "member", "user"}
	not _for_this_machine(setting)
	violation := {
		"msg": sprintf("`%s` holds the credential itself%s", [setting.name, _bound_to(setting)]),
		"at": setting.at,
		"label": "revoke it",
	}
}

deny contains violation if {
	some setting in input.settings
	setting.tool == "npm"
	setting.credential.kind == "reference"
	not setting.credential.bound
	setting.origin.layer in {"project", "member"}
	violation := {
		"msg": sprintf("`%s` is bound to no host: npm refuses it, older tools send it to every registry", [setting.name]),
		"at": setting.at,
		"severity": "medium",
	}
}

_bound_to(setting) := sprintf(" for `%s`", [setting.bound_to])

_bound_to(setting) := "" if not setting.bound_to

# A registry that a test starts takes any token.
_for_this_machine(setting) if {
	registries.loopback(registries.host_of(concat("", ["//", setting.bound_to])))
}
