# METADATA
# title: The MTA-STS policy covers every mail exchange
# description: |
#   Under an enforced policy senders do not deliver to an exchange that no `mx` line covers: its mail
#   waits and is returned. Under test they deliver and report each time. A pattern `*.example.com`
#   stands for one label, so that it covers `mx.example.com` and not `a.mx.example.com`.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc8461#section-4.1
#     description: RFC 8461, validation of MX hosts
# custom:
#   severity: high
#   profile: baseline
#   checklists: [email]
#   control: MTA-STS
#   remediation: |
#     Add a line `mx: <exchange>` to the policy and change the `id` of the record, before the exchange is
#     added to DNS. Or take the exchange out of DNS, if it is none of yours.
package palisade.email.mta_sts_mx_uncovered

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.mta_sts.status == "found"
	domain.mta_sts.policy.status == "found"
	effect := _effects[domain.mta_sts.policy.mode]

	# Through a set: a policy that covers everything has been judged all the same.
	uncovered := {host | some host in domain.mta_sts.policy.uncovered}
	some host in uncovered
	violation := {
		"msg": sprintf("the MTA-STS policy of `%s` does not cover `%s`: %s", [domain.name, host, effect.msg]),
		"at": _place(domain, host),
		"severity": effect.severity,
		"related": array.concat(_lines(domain.mta_sts.policy), email.sources(domain)),
	}
}

_effects := {
	"enforce": {"msg": "senders do not deliver to it", "severity": "high"},
	"testing": {"msg": "once enforced, senders will not deliver to it", "severity": "medium"},
}

# The record that names the exchange; the policy where the domain's own address takes the mail.
_place(domain, host) := _records(domain, host)[0]

_place(domain, host) := domain.mta_sts.policy.at if count(_records(domain, host)) == 0

_records(domain, host) := [exchange.at |
	some exchange in domain.mx.hosts
	exchange.host == host
]

_lines(policy) := [{"at": line.at, "msg": sprintf("`%s` does not cover it", [line.pattern])} | some line in policy.mx]
