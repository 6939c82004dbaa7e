# METADATA
# title: SPF ends with -all or ~all
# description: |
#   The end of the record says what holds for hosts that it does not list. `?all`, or no `all` at all, says
#   nothing about them: a forged sender gets the result that a domain without SPF gives. A domain
#   that sends no mail is judged by `email.spf_not_locked`, and a record that passes everybody by
#   `email.spf_open`.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-5.1
#     description: RFC 7208, all
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-4.7
#     description: RFC 7208, default result
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-6.1
#     description: RFC 7208, redirect
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [email]
#   control: SPF
#   remediation: |
#     End the record with `~all`, read DMARC's aggregate reports until every legitimate sender is listed, and
#     then write `-all`. Under an enforced DMARC policy `~all` serves as well.
package palisade.email.spf_no_hard_end

import data.palisade.lib.email

deny contains violation if {
	some domain in data.palisade.lib.email.judged
	domain.spf.status == "found"
	domain.spf.ends == "neutral"
	not email.silent(domain)
	violation := {
		"msg": sprintf("the SPF record of `%s` says nothing about hosts that it does not list: %s", [
			domain.name,
			_because(domain.spf),
		]),
		"at": _place(domain.spf),
		"related": email.sources(domain),
	}
}

_place(spf) := spf.ends_at

_place(spf) := spf.at if not spf.ends_at

_because(spf) := "its `all` is neutral" if spf.ends_at

_because(spf) := "it ends without `all`" if not spf.ends_at
