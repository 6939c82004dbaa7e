package palisade.ci.unsafe_checkout_opt_out_test

import data.palisade.ci.unsafe_checkout_opt_out

_facts(action, inputs) := {"pipelines": [{"jobs": [{"id": "test", "steps": [{
	"at": "w#/jobs/test/steps/0",
	"uses": {"kind": "action", "action": action},
	"with": inputs,
}]}]}]}

_expected := {{
	"msg": "job `test` switches off the checkout's refusal of code from forks",
	"at": "w#/jobs/test/steps/0",
	"key": ["with", "allow-unsafe-pr-checkout"],
}}

test_opt_out if {
	every value in ["true", "True", "${{ inputs.unsafe }}"] {
		found := unsafe_checkout_opt_out.deny with input as _facts("actions/checkout", {
			"ref": "refs/pull/${{ github.event.number }}/merge",
			"allow-unsafe-pr-checkout": value,
		})
		found == _expected
	}
}

_clean := {
	"not set": _facts("actions/checkout", {"persist-credentials": "false"}),
	"kept on": _facts("actions/checkout", {"allow-unsafe-pr-checkout": "false"}),
	"another action": _facts("acme/checkout", {"allow-unsafe-pr-checkout": "true"}),
}

test_clean if {
	every facts in _clean {
		count(unsafe_checkout_opt_out.deny) == 0 with input as facts
	}
}
