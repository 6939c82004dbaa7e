package palisade.ci.pin_comment_mismatch_test

import data.palisade.ci.pin_comment_mismatch

_a := "08c6903cd8c0fde910a37f88322edcfb5dd907a8"

_b := "11bd71901bbe5b1630ceea73d27597364c9af683"

# Each pin is a commit and the comment behind it.
_facts(pins) := {"pipelines": [{"jobs": [{"id": "a", "steps": [step |
	some index, pin in pins
	step := {"at": sprintf("s%d", [index]), "index": index, "uses": {
		"at": sprintf("s%d/uses", [index]), "text": sprintf("actions/checkout@%s", [pin[0]]), "kind": "action",
		"action": "actions/checkout", "pin": {"kind": "digest", "ref": pin[0], "comment": pin[1]},
	}}
]}]}]}

test_one_commit_with_two_versions if {
	facts := _facts([[_a, "v7.0.1"], [_a, "v7.0.1"], [_a, "v3"]])
	found := pin_comment_mismatch.deny with input as facts
	found == {{
		"msg": "this commit of `actions/checkout` is `v3` here and `v7.0.1` elsewhere in the repository",
		"at": "s2/uses",
		"label": "v3",
		"related": [{"at": "s0/uses", "msg": "here it is `v7.0.1`"}],
	}}
}

test_of_two_the_lower_one_is_shown if {
	facts := _facts([[_a, "v10.0.0"], [_a, "v9.1.0"]])
	{violation.at | some violation in pin_comment_mismatch.deny} == {"s1/uses"} with input as facts
}

test_one_version_with_two_commits if {
	facts := _facts([[_a, "v4.2.2"], [_b, "v4.2.2"], [_b, "v4.2.2"]])
	found := pin_comment_mismatch.deny with input as facts
	{[violation.at, violation.msg] | some violation in found} == {[
		"s0/uses",
		"`v4.2.2` of `actions/checkout` is another commit here than elsewhere in the repository",
	]}
}

test_clean if {
	every pins in [
		[[_a, "v7"], [_a, "v7.0.1"]],
		[[_a, "7.0.1"], [_a, "v7.0.1"]],
		[[_a, "v4"], [_b, "v4"]],
		[[_a, "v4.2.1"], [_b, "v4.2.2"]],
		[[_a, "main"], [_a, "v7.0.1"]],
		[[_a, "v7.0.1 (latest)"], [_a, "v7.0.1"]],
		[[_a, "v7.0.1-beta"], [_a, "v6.0.0"]],
		[[_a, "tag=v7.0.1"], [_a, "v7.0.1"]],
		[],
	] {
		facts := _facts(pins)
		count(pin_comment_mismatch.deny) == 0 with input as facts
	}
}
