package palisade.ci.spoofable_bot_check_test

import data.palisade.ci.spoofable_bot_check

_on(event, job_condition, step_condition) := {"pipelines": [{
	"at": "w",
	"file": "w",
	"triggers": [{"at": "t", "event": event, "workflows": []}],
	"jobs": [object.union(
		{"at": "w#/jobs/merge", "id": "merge", "steps": [object.union({"at": "w#/jobs/merge/steps/0"}, step_condition)]},
		job_condition,
	)],
}]}

_if(condition) := {"if": condition}

test_job if {
	found := spoofable_bot_check.deny with input as _on(
		"pull_request_target",
		_if("github.actor == 'dependabot[bot]'"), {},
	)
	found == {{
		"msg": "`github.actor` can be a bot while the change is somebody else's",
		"at": "w#/jobs/merge",
		"key": "if",
	}}
}

test_step if {
	found := spoofable_bot_check.deny with input as _on(
		"workflow_run", {},
		_if("${{ 'renovate[bot]' == github.triggering_actor }}"),
	)
	found == {{
		"msg": "`github.triggering_actor` can be a bot while the change is somebody else's",
		"at": "w#/jobs/merge/steps/0",
		"key": "if",
	}}
}

test_shapes if {
	every condition in [
		"github.actor=='dependabot[bot]' || github.actor == 'acme-admin'",
		"contains(github.actor, '[bot]')",
		"startsWith(github.actor, 'dependabot')",
		"github.actor_id == 49699333",
		"github.event.pull_request.sender.login == 'renovate[bot]'",
		"github.actor == 'dependabot[bot]' || github.event.pull_request.user.login == 'dependabot[bot]'",
	] {
		count(spoofable_bot_check.deny) == 1 with input as _on("pull_request_target", _if(condition), {})
	}
}

test_pull_request_is_advice if {
	facts := _on("pull_request", _if("github.actor == 'dependabot[bot]'"), {})
	count(spoofable_bot_check.deny) == 0 with input as facts
	{violation.at | some violation in spoofable_bot_check.warn} == {"w#/jobs/merge"} with input as facts
}

test_clean if {
	every condition in [
		"github.event.pull_request.user.login == 'dependabot[bot]'",
		"github.event.pull_request.user.login == 'dependabot[bot]' && github.actor == 'dependabot[bot]'",
		"github.actor != 'dependabot[bot]'",
		"!contains(github.actor, '[bot]')",
		"github.actor == 'acme-admin'",
		"always()",
	] {
		facts := _on("pull_request_target", _if(condition), _if(condition))
		count(spoofable_bot_check.deny) == 0 with input as facts
		count(spoofable_bot_check.warn) == 0 with input as facts
	}
}

test_push_is_clean if {
	facts := _on("push", _if("github.actor == 'dependabot[bot]'"), {})
	count(spoofable_bot_check.deny) == 0 with input as facts
	count(spoofable_bot_check.warn) == 0 with input as facts
}

_asks(tests) := {"if": "github.actor", "if_alternatives": tests}

test_alternatives if {
	every test, actor in {
		"github.actor == 'dependabot[bot]'": "github.actor",
		"github.actor_id == 49699333": "github.actor_id",
		"contains(github.actor, 'renovate')": "github.actor",
		"contains(fromjson('[\"dependabot[bot]\"]'), github.actor)": "github.actor",
		"contains('dependabot[bot] renovate[bot]', github.triggering_actor)": "github.triggering_actor",
	} {
		found := spoofable_bot_check.deny with input as _on("pull_request_target", _asks([["success()"], [test]]), {})
		{violation.msg | some violation in found} == {sprintf(
			"`%s` can be a bot while the change is somebody else's",
			[actor],
		)}
	}
	every tests in [
		[["github.actor != 'dependabot[bot]'"]],
		[["!contains(github.actor, '[bot]')"]],
		[["github.actor == 'dependabot[bot]'", "github.event.pull_request.user.login == 'dependabot[bot]'"]],
		[["github.actor == 'octocat'"]],
	] {
		count(spoofable_bot_check.deny) == 0 with input as _on("pull_request_target", _asks(tests), {})
	}
}
