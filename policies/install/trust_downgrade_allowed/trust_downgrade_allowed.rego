# METADATA
# title: A version with weaker evidence than earlier ones is refused
# description: |
#   A package whose versions came from a trusted publisher or with provenance, and whose newest one
#   does not, may have been published by somebody who stole a token. With `trustPolicy: no-downgrade`
#   pnpm does not install such a version. The setting exists since pnpm 10.21 and is off by default;
#   other tools have nothing like it.
# related_resources:
#   - ref: https://pnpm.io/settings
#     description: pnpm, trustPolicy
#   - ref: https://docs.npmjs.com/generating-provenance-statements
#     description: npm, provenance statements
# custom:
#   severity: low
#   profile: strict
#   checklists: [consumer]
#   remediation: |
#     Write `trustPolicy: no-downgrade` into pnpm-workspace.yaml. A version that you have looked at can
#     be let through by name and version, `trustPolicyExclude: ["widget@1.4.0"]`.
package palisade.install.trust_downgrade_allowed

import data.palisade.lib.installers
import data.palisade.lib.publishing
import data.palisade.lib.settings

deny contains violation if {
	some at in {place.at | some place in _switched_off}
	open := [place.installer | some place in _switched_off; place.at == at]
	violation := {
		"msg": sprintf("%s%s installs versions with weaker evidence than earlier ones: `trustPolicy` is `%s`", [
			installers.named(open[0]),
			installers.more(count(open)),
			_policy(open[0]).value,
		]),
		"at": at,
		"related": installers.others(open),
	}
}

deny contains violation if {
	open := [installer | some installer in _installers; _policy(installer).state == "default"; not _guarded(installer)]
	count(open) > 0
	violation := {
		"msg": sprintf("%s%s installs versions with weaker evidence than earlier ones: no `trustPolicy` is in force", [
			installers.named(open[0]),
			installers.more(count(open)),
		]),
		"at": open[0].at,
		"related": array.concat(installers.others(open), settings.unheard("pnpm", "trust_policy")),
	}
}

deny contains violation if {
	some setting in input.settings
	setting.control == "trust_policy_exclusions"
	settings.in_force(setting)
	some pattern in split(setting.value, ",")
	trim_space(pattern) in {"*", "**", "*/*"}
	violation := {
		"msg": "every package is excluded from the trust policy",
		"at": setting.at,
	}
}

unknown contains gap if {
	some installer in _installers
	gap := settings.open_question(installer, _policy(installer))
}

unknown contains gap if {
	some setting in input.settings
	setting.control == "trust_policy_exclusions"
	gap := settings.undecided(setting)
}

_installers := [installer |
	some installer in input.installers
	installer.tool == "pnpm"
	not publishing.is_sample(installer)
]

_policy(installer) := installer.controls.trust_policy

_guarded(installer) if lower(_policy(installer).value) == "no-downgrade"

_switched_off := [{"at": _policy(installer).at, "installer": installer} |
	some installer in _installers
	_policy(installer).state == "set"
	not _guarded(installer)
]
