# METADATA
# title: A security policy says where to report
# description: |
#   Whoever finds that a release is malicious or a token has leaked must know whom to tell, and must
#   not have to do it in a public issue. SECURITY.md says so and travels with the repository. A
#   policy that an organisation keeps in its `.github` repository is not seen here.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/getting-started/adding-a-security-policy-to-your-repository
#     description: GitHub, adding a security policy
# custom:
#   severity: low
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Add SECURITY.md with the supported versions and a private way to report: a security advisory
#     of the forge, or an address such as security@example.com.
package palisade.governance.no_security_policy

import data.palisade.lib.publishing

deny contains violation if {
	repository := input.repository
	not repository.security_policy
	published := [manifest | some manifest in input.packages; _published(manifest)]
	first := published[0]
	violation := {
		"msg": sprintf(
			"no SECURITY.md here says where to report a vulnerability of `%s`%s",
			[first.name, _others(count(published))],
		),
		"at": first.at,
		"key": "name",
	}
}

_published(manifest) if {
	manifest.role in {"root", "member"}
	publishing.released(manifest)
}

_others(1) := ""

_others(2) := " and one other package"

_others(total) := sprintf(" and %d other packages", [total - 1]) if total > 2
