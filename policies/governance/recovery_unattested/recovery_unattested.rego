# METADATA
# title: The owners of the packages can get back in
# description: |
#   A second factor that is lost with its phone, or an owner who is gone, leaves a package that
#   nobody can mend, in the very week in which it must be mended. Recovery codes that were printed
#   once, or a second owner who has never logged in, are known to work only when somebody has tried.
#   No interface tells.
# related_resources:
#   - ref: https://docs.npmjs.com/recovering-your-2fa-enabled-account
#     description: npm, recovering a 2FA-enabled account
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Log in once with a recovery code, or let the second owner log in, make new codes and keep them
#     where two people can reach them. Then state `recovery: tested` with the day.
package palisade.governance.recovery_unattested

import data.palisade.lib.attested
import data.palisade.lib.publishing

deny contains violation if {
	some statement in input.attested
	some recovery, msg in _not_enough
	statement.recovery == recovery
	attested.counts(statement)
	violation := {"msg": msg, "at": statement.at, "key": "recovery"}
}

unknown contains answer if {
	count(data.palisade.lib.attested.recovery) == 0
	released := [manifest | some manifest in input.packages; publishing.released(manifest)]
	first := released[0]
	answer := {"msg": attested.missing_of_recovery, "at": first.at, "key": "name"}
}

_not_enough := {
	"untested": "there is a way back in for the owners, and nobody has tried it",
	"missing": "the owners have no way back in when a second factor is lost",
}
