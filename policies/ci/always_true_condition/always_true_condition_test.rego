package palisade.ci.always_true_condition_test

import data.palisade.ci.always_true_condition

_job(condition) := {"pipelines": [{"jobs": [{"at": "w#/jobs/publish", "id": "publish", "if": condition, "steps": []}]}]}

_step(condition) := {"pipelines": [{"jobs": [{
	"at": "w#/jobs/publish",
	"id": "publish",
	"steps": [{"at": "w#/jobs/publish/steps/0", "if": condition}],
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

test_clean if {
	every condition in [
		"${{ github.ref == 'refs/heads/main' && success() }}",
		"github.ref == 'refs/heads/main' && success()",
		"github.event_name == 'push' || github.event_name == 'schedule'",
		"contains(github.event.head_commit.message || 'none', 'release')",
		"github.event_name == 'push'\n&& success()\n",
		"always()",
		"true",
	] {
		count(always_true_condition.deny) == 0 with input as _job(condition)
		count(always_true_condition.deny) == 0 with input as _step(condition)
	}
}

test_no_condition if {
	count(always_true_condition.deny) == 0 with input as {"pipelines": [{"jobs": [{"at": "j", "steps": [{"at": "s"}]}]}]}
}
