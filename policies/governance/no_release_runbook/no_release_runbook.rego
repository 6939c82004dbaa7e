# METADATA
# title: It is written down how to release, and how in an emergency
# description: |
#   The day on which a release must be made by hand, or one must be taken back, is the day on which the
#   automation is broken or not to be trusted, and often one on which its author is away. What is not
#   written down then is made up: a token with all rights, a second factor passed around in a chat.
# related_resources:
#   - ref: https://docs.npmjs.com/policies/unpublish
#     description: npm, unpublish policy
#   - ref: https://docs.npmjs.com/deprecating-and-undeprecating-packages-or-package-versions
#     description: npm, deprecating package versions
# custom:
#   severity: medium
#   profile: strict
#   checklists: [publisher]
#   remediation: |
#     Write RELEASING.md: who releases and how, and under a heading of its own what to do in an
#     emergency: who may publish by hand, how a version is deprecated, how credentials are revoked.
package palisade.governance.no_release_runbook

import data.palisade.lib.publishing

deny contains violation if {
	count(input.repository.release_guides) == 0
	first := _published[0]
	violation := {
		"msg": sprintf("nothing here tells how `%s` is released, or what to do in an emergency", [first.name]),
		"at": first.at,
		"key": "name",
	}
}

# Headings tell what a document is about, and not all that it says.
unknown contains answer if {
	count(_published) > 0
	guides := input.repository.release_guides
	count(guides) > 0
	count([heading | some guide in guides; some heading in guide.headings; _for_emergencies(heading)]) == 0
	answer := {
		"msg": "no heading of what is written about releasing tells of an emergency",
		"at": guides[0].at,
	}
}

_published := [manifest |
	some manifest in input.packages
	manifest.role in {"root", "member"}
	publishing.released(manifest)
]

_for_emergencies(heading) if regex.match(_emergency, lower(heading.text))

_emergency := concat("|", [
	"emergenc", "roll(ing)?[ -]?back", "revert", "unpublish", "deprecat", "compromis", "incident", "revo(k|c)", "recover",
	"(go|goes|went|going) wrong", "fall ?back", "by hand", "manual", "break[ -]?glass", "troubleshoot", "undo", "yank",
])
