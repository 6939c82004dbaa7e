package palisade.ci.typosquat_action_test

import data.palisade.ci.typosquat_action

_uses := {
	"at": "s/uses", "text": "action/checkout@v5", "kind": "action", "owner": "action", "name": "checkout",
	"action": "action/checkout", "resembles": "actions/checkout", "pin": {"kind": "version", "ref": "v5"},
}

_step(uses) := {"pipelines": [{"jobs": [{"id": "a", "steps": [{"at": "s", "uses": uses}]}]}]}

test_step if {
	found := typosquat_action.deny with input as _step(_uses)
	found == {{
		"msg": "`action/checkout` can be taken for `actions/checkout`, and belongs to somebody else",
		"at": "s/uses",
		"label": "not `actions/checkout`",
	}}
}

test_call if {
	facts := {"pipelines": [{"jobs": [{"id": "a", "steps": [], "calls": {"uses": object.union(_uses, {"at": "j"})}}]}]}
	{violation.at | some violation in typosquat_action.deny} == {"j"} with input as facts
}

test_clean if {
	plain := _step(object.remove(_uses, ["resembles"]))
	count(typosquat_action.deny) == 0 with input as plain
	meant := _step(_uses)
	count(typosquat_action.deny) == 0 with input as meant with data.parameters.known_names as ["action/checkout"]
	count(typosquat_action.deny) == 0 with input as meant with data.parameters.trusted_action_owners as ["Action"]
	count(typosquat_action.deny) == 0 with input as {"pipelines": [{"jobs": [{"id": "a", "steps": [{"run": "x"}]}]}]}
}
