# Of providers other than GitHub.
package palisade.ci.script_injection_test

import data.palisade.ci.script_injection

_of(provider, step) := {"pipelines": [object.union(pipeline, {"provider": provider}) |
	some pipeline in _on("push", [step]).pipelines
]}

test_texts_of_strangers_of_other_providers[context] if {
	some context, provider in {
		"build.sourceversionmessage": "azure",
		"system.pullrequest.sourcebranch": "azure",
		"pipeline.git.branch": "circleci",
	}
	step := _step({"expressions": [_expression("run", context, [context], [])]})
	found := script_injection.deny with input as _of(provider, step)
	{[violation.msg, violation.severity] | some violation in found} == {[
		sprintf("whoever writes `%s` can run commands in job `a`", [context]),
		"high",
	]}
}

test_values_of_the_provider_are_harmless[context] if {
	some context in ["build.buildid", "build.reason", "system.pullrequest.pullrequestnumber", "pipeline.git.revision"]
	step := _step({"expressions": [_expression("run", context, [context], [])]})
	found := script_injection.deny with input as _of("azure", step)
	found == set()
}

_evaluates(argument) := _step({"commands": [{"at": "c", "program": "eval", "arguments": [argument]}]})

test_a_variable_of_the_provider_that_is_evaluated if {
	found := script_injection.deny with input as _of("gitlab", _evaluates("$CI_COMMIT_MESSAGE"))
	found == {{
		"msg": "`eval` runs what `$CI_COMMIT_MESSAGE` holds in job `a`",
		"at": "c",
		"severity": "high",
	}}
	branch := script_injection.deny with input as _of("bitbucket", _evaluates("git checkout ${BITBUCKET_BRANCH}"))
	count(branch) == 1
}

test_a_command_that_eval_runs if {
	command := {"at": "c", "program": "git", "arguments": ["commit", "-m", "$BITBUCKET_BRANCH"]}
	through := script_injection.deny with input as _of("bitbucket", _step({"commands": [
		object.union(command, {"through": ["eval"]}),
	]}))
	{violation.msg | some violation in through} == {"`eval` runs what `$BITBUCKET_BRANCH` holds in job `a`"}
	plain := script_injection.deny with input as _of("bitbucket", _step({"commands": [
		object.union(command, {"through": ["sudo"]}),
	]}))
	plain == set()
}

test_a_variable_of_the_provider_that_is_no_script if {
	every facts in [
		_of("gitlab", _evaluates("$CI_COMMIT_SHA $CI_COMMIT_MESSAGE_X")),
		_of("github", _evaluates("$CI_COMMIT_MESSAGE")),
		_of("gitlab", _step({"commands": [{"at": "c", "program": "echo", "arguments": ["$CI_COMMIT_MESSAGE"]}]})),
	] {
		count(script_injection.deny) == 0 with input as facts
	}
}
