# METADATA
# title: Actions are maintained and have no known hole
# description: |
#   An action whose repository is archived gets no fixes, also not for holes that are found later. A version with a
#   published advisory can be made to run commands, to leak secrets or to take files from strangers by whoever the
#   advisory names, and a few commits were put into repositories by attackers. The lists are part of the bundle and
#   dated; nothing is looked up. A version is told by the tag, or for a commit by the comment behind it.
# related_resources:
#   - ref: https://github.com/advisories?query=type%3Areviewed+ecosystem%3Aactions
#     description: GitHub Advisory Database, reviewed advisories on actions
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use of third-party actions
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-8
# custom:
#   severity: medium
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Take the version that the message names, or a later one, by its commit. After a run with a compromised commit
#     revoke every secret that the job could read. Replace an archived action with one that is maintained or with the
#     commands that it runs.
package palisade.ci.archived_or_vulnerable_action

deny contains violation if {
	compromised := data.lib.actions.compromised
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.pin.kind == "digest"
	entry := compromised[lower(step.uses.pin.ref)]
	violation := _compromised(step.uses, entry)
}

# All lists in one definition, so that the steps are gone through once.
deny contains violation if {
	_some_action
	some uses in _noted
	some violation in _told_of(uses)
}

# There is something to judge.
_some_action if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action
}

_noted := [step.uses |
	archived := {action | some action, _ in _known.archived}
	vulnerable := {action | some action, _ in _known.vulnerable}
	listed := (archived | vulnerable) | _named
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	listed[step.uses.action]
]

# The user's own list names no replacements.
_told_of(uses) := ({violation | violation := _archived(uses, _known.archived[uses.action])} | {violation |
	uses.action in _named
	not _known.archived[uses.action]
	violation := _archived(uses, "")
}) | {violation | violation := _vulnerable(uses)}

_named := {lower(name) | some name in data.parameters.archived_actions}

# Reusable workflows lie in repositories of actions, too.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	uses := job.calls.uses
	violation := _of_call(uses)
}

unknown contains gap if {
	some uses in _digests
	uses.pin in _untold
	gap := {
		"msg": sprintf("`%s` has versions with known holes, and no comment says which one this is", [uses.action]),
		"at": uses.at,
	}
}

_digests := [step.uses |
	vulnerable := _known.vulnerable
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.pin.kind == "digest"
	vulnerable[step.uses.action]
]

# Many uses have the same comment, which is looked at once.
_untold := {pin |
	some pin in {uses.pin | some uses in _digests}
	not _is_told(pin)
}

_of_call(uses) := _compromised(uses, _known.compromised[lower(uses.pin.ref)]) if {
	uses.pin.kind == "digest"
} else := _archived(uses, _known.archived[uses.action])

# The lists, looked up once.
_known := data.lib.actions

_compromised(uses, entry) := {
	"msg": sprintf("`%s` is a commit that an attacker put there (%s)", [uses.text, _name(entry)]),
	"at": uses.at,
	"label": "compromised",
	"severity": "critical",
}

_archived(uses, instead) := {
	"msg": sprintf("`%s` is archived, and gets no fixes%s", [uses.action, _instead(instead)]),
	"at": uses.at,
	"label": "archived",
	"severity": "low",
}

_instead(text) := "" if text == ""

_instead(text) := sprintf(": %s does the same", [text]) if text != ""

# The advisory with the last fix is named: its version is right for all of them.
_vulnerable(uses) := {
	"msg": sprintf("`%s` is older than %s, which fixes %s: %s", [uses.text, last.fixed, _name(last), last.what]),
	"at": uses.at,
	"label": "known hole",
	"severity": _gravest({found[1].severity | some found in open}),
} if {
	open := _open[{"action": uses.action, "pin": uses.pin}]
	last := max(open)[1]
}

# The advisories that a version is open to. Many uses name the same version: each is compared once.
_open := {one: open |
	vulnerable := _known.vulnerable
	some one in {{"action": uses.action, "pin": uses.pin} | some uses in _noted; vulnerable[uses.action]}
	version := _newest(_version(one.pin))
	open := [[_oldest(advisory.fixed), advisory] | some advisory in vulnerable[one.action]; _affects(advisory, version)]
	count(open) > 0
}

_affects(advisory, version) if {
	version >= _oldest(advisory.introduced)
	version < _oldest(object.get(advisory, "until", advisory.fixed))
}

_name(entry) := entry.cve

_name(entry) := entry.id if not entry.cve

_gravest(severities) := found[0] if {
	found := [severity | some severity in ["critical", "high", "medium", "low"]; severity in severities]
}

_is_told(pin) if _newest(_version(pin))

_version(pin) := pin.ref if pin.kind == "version"

_version(pin) := found if {
	pin.kind == "digest"
	words := regex.find_n(`(^|[\s@])v?[0-9]+(\.[0-9]+){0,2}($|[\s,;])`, pin.comment, 1)
	found := trim(words[0], " @,;\t")
}

# `v4` names the newest of its versions.
_newest(text) := _padded(text, 999999999)

_oldest(text) := _padded(text, 0)

_padded(text, rest) := array.slice(array.concat(numbers, [rest, rest]), 0, 3) if {
	regex.match(`^v?[0-9]{1,9}(\.[0-9]{1,9}){0,2}$`, text)
	numbers := [to_number(part) | some part in split(trim_prefix(text, "v"), ".")]
}
