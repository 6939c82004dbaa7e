# METADATA
# title: Every SPF include leads to a record
# description: |
#   `include` and `redirect` hand the decision to another name. Where that name does not exist, whoever gets
#   hold of it, by registering its domain or by taking over the service that it stood for, writes the SPF
#   policy of this domain and sends in its name. Until then the check ends as a permanent error, as it does
#   where the name has no SPF record, or where the records lead in a circle.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-5.2
#     description: RFC 7208, include
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-6.1
#     description: RFC 7208, redirect
#   - ref: https://www.rfc-editor.org/rfc/rfc7208#section-11.1
#     description: RFC 7208, processing limits
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [email]
#   control: SPF
#   remediation: |
#     Remove the term of a service that is no longer used, or write the name that the service documents now.
#     Where the term stands in a service's own record, tell the service, or leave its include out.
package palisade.email.spf_dangling_include

import data.palisade.lib.email

# Several ways may lead to one name: the first stands for all.
deny contains violation if {
	some domain in data.palisade.lib.email.judged
	some at in {include.at | some include in domain.spf.includes; _kind(include)}
	first := [include | some include in domain.spf.includes; include.at == at; _kind(include)][0]
	kind := _kind(first)
	violation := {
		"msg": _message(kind, domain, first),
		"at": at,
		"label": _label[kind],
		"related": array.concat(_way(domain, first), array.concat(_target(kind, first), email.sources(domain))),
	}
}

unknown contains answer if {
	some domain in data.palisade.lib.email.judged
	some include in domain.spf.includes
	include.status == "skipped"
	not include.loops
	answer := {
		"msg": sprintf("the message decides which record `%s` is, and the SPF record of `%s` leads there", [
			include.domain,
			domain.name,
		]),
		"at": include.at,
	}
}

_kind(include) := "circle" if {
	include.loops
} else := "free" if {
	include.status == "absent"
	include.exists == false
} else := "alias" if {
	# An error of the lookup, and yet a proof: the alias stands there, and what it names does not.
	include.error.class == "cname_dangling"
} else := "empty" if {
	include.status == "absent"
}

_label := {
	"circle": "back to where it came from",
	"free": "does not exist",
	"alias": "leads to what does not exist",
	"empty": "has no SPF record",
}

_message("circle", domain, include) := sprintf(
	"the SPF record of `%s` leads in a circle: `%s` is reached from itself",
	[domain.name, include.domain],
)

_message("free", domain, include) := sprintf(
	"the SPF record of `%s` leads to `%s`, which does not exist: whoever gets hold of it sends as `%s`",
	[domain.name, include.domain, domain.name],
)

_message("alias", domain, include) := sprintf(
	"the SPF record of `%s` leads to `%s`, an alias of nothing: whoever gets hold of its target sends as `%s`",
	[domain.name, include.domain, domain.name],
)

_message("empty", domain, include) := sprintf(
	"the SPF record of `%s` leads to `%s`, which has no SPF record: receivers stop with an error",
	[domain.name, include.domain],
)

_target("circle", _) := []

_target("free", include) := [{"at": include.target_at, "msg": "nothing stands there"}]

_target("alias", include) := [{"at": include.target_at, "msg": "the alias leads to nothing"}]

_target("empty", include) := [{"at": include.target_at, "msg": "no SPF record stands there"}]

_way(domain, include) := [{"at": at, "msg": sprintf("`%s` leads there through this term", [domain.name])} |
	some index, at in include.chain
	index < count(include.chain) - 1
]
