# METADATA
# title: A null MX stands alone
# description: |
#   `MX 0 .` says that the domain takes no mail, and must be its only MX record. Beside another one it means
#   nothing certain: some senders give up at once, others try the other exchange, and a rule that rests on
#   the domain being silent cannot rest on it.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7505#section-3
#     description: RFC 7505, section 3, the null MX record
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: MX
#   remediation: |
#     Decide: where the domain takes mail, remove `MX 0 .`; where it takes none, remove the other MX records
#     and keep `example.com. MX 0 .` alone.
package palisade.email.null_mx_not_alone

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mx.null_mx
	hosts := [host.host | some host in domain.mx.hosts]
	count(hosts) > 0
	violation := {
		"msg": sprintf(
			"`%s` says that it takes no mail, and names `%s` for its mail all the same",
			[domain.name, concat("`, `", hosts)],
		),
		"at": domain.mx.at,
		"related": [{"at": host.at, "msg": sprintf("mail goes to `%s` by this record", [host.host])} |
			some host in domain.mx.hosts
		],
	}
}
