package palisade.ci.always_true_condition_test

import data.palisade.ci.always_true_condition

_job(condition) := {"pipelines": [{"jobs": [{
	"at": "w#/jobs/publish",
	"id": "publish",
	"if": condition,
	"if_is": true,
	"steps": [],
}]}]}

_step(condition) := {"pipelines": [{"jobs": [{
	"at": "w#/jobs/publish",
	"id": "publish",
	"steps": [{"at": "w#/jobs/publish/steps/0", "if": condition, "if_is": true}],
}]}]}

_cases := {
	"${{ github.ref == 'refs/heads/main' }} && success()": "what stands around `${{ }}` makes it a text that is not empty",
	"!${{ inputs.dry-run }}": "what stands around `${{ }}` makes it a text that is not empty",
	"${{ github.event_name }} == 'push'": "what stands around `${{ }}` makes it a text that is not empty",
	"${{\n  success()\n  && github.ref == 'refs/heads/main'\n}}\n": concat("", [
		"the line break behind `}}` makes it a text, strip it with `|-` or `>-`",
	]),
	"${{ inputs.publish }} && ${{ success() }}": "several `${{ }}` side by side make a text that is not empty",
	"github.event_name == 'push' || 'schedule'": "the text behind the last `||` is compared with nothing",
	"${{ github.ref == 'refs/heads/main' || 'refs/heads/next' }}": concat("", [
		"the text behind the last `||` is compared with nothing",
	]),
	"github.actor != 'a' || github.actor != 'b'": "one side of `||` always is, whatever is compared",
	" ${{ github.ref == 'refs/heads/main' }}": "the blank beside `${{ }}` makes it a text, which is not empty",
	"${{ 'false' }}": "a text that is not empty is true, whatever it says",
	"contains('push', 'u')": "nothing in it depends on the run",
}

test_job if {
	every condition, why in _cases {
		found := always_true_condition.deny with input as _job(condition)
		found == {{"msg": sprintf("this condition is always true: %s", [why]), "at": "w#/jobs/publish", "key": "if"}}
	}
}

test_step if {
	found := always_true_condition.deny with input as _step("${{ failure() }} || cancelled()")
	{violation.at | some violation in found} == {"w#/jobs/publish/steps/0"}
}

test_meant_as_it_stands if {
	every condition in ["always()", "${{ always() }}", "true", "${{ true }}"] {
		count(always_true_condition.deny) == 0 with input as _job(condition)
		count(always_true_condition.deny) == 0 with input as _step(condition)
	}
}

test_clean if {
	condition := "github.ref == 'refs/heads/main' && success()"
	every case in [{"if": condition}, {"if": "github.event_name == 'push' && false", "if_is": false}] {
		job := object.union(case, {"at": "j", "steps": [object.union(case, {"at": "s"})]})
		count(always_true_condition.deny) == 0 with input as {"pipelines": [{"jobs": [job]}]}
	}
}

test_no_condition if {
	count(always_true_condition.deny) == 0 with input as {"pipelines": [{"jobs": [{"at": "j", "steps": [{"at": "s"}]}]}]}
}
