package palisade.ci.secrets_without_environment_test

import data.palisade.ci.secrets_without_environment

_facts(job) := {"pipelines": [{"kind": "workflow", "provider": "github", "jobs": [object.union(
	{"at": "j", "id": "deploy", "secrets": [], "publishes": [], "steps": []},
	job,
)]}]}

_step(name) := {"steps": [{"at": "s", "secrets": [{"at": "s/env/X", "name": name, "to": "env/X"}]}]}

test_found if {
	every name in ["VSCE_PAT", "DOCKERHUB_TOKEN", "ACME_DEPLOY_KEY", "FIREBASE_SERVICE_ACCOUNT_ACME"] {
		facts := _facts(_step(name))
		found := secrets_without_environment.deny with input as facts
		found == {{
			"msg": sprintf("job `deploy` takes `%s` without an environment", [name]),
			"at": "s/env/X",
			"label": "open to every branch",
			"related": [{"at": "j", "msg": "this job names no environment"}],
		}}
	}
}

test_one_finding_a_job if {
	uses := [{"at": sprintf("u%d", [index]), "name": name, "to": "env/A"} |
		some index, name in ["CSC_LINK", "CSC_KEY_PASSWORD"]
	]
	facts := _facts({"secrets": uses})
	{violation.at | some violation in secrets_without_environment.deny} == {"u0"} with input as facts
}

test_a_context_elsewhere if {
	facts := {"pipelines": [object.union(_facts(_step("VERCEL_TOKEN")).pipelines[0], {"provider": "circleci"})]}
	{violation.msg | some violation in secrets_without_environment.deny} == {
		"job `deploy` takes `VERCEL_TOKEN` without a context",
	} with input as facts
}

_clean := {
	"the job's own token": _facts(_step("GITHUB_TOKEN")),
	"a token of a report": _facts(_step("CODECOV_TOKEN")),
	"a part of a name": _facts(_step("MY_VSCE_PAT_ID")),
	"an environment": _facts(object.union(_step("VSCE_PAT"), {"environment": {"at": "e", "name": "marketplace"}})),
	"a context": _facts(object.union(_step("VSCE_PAT"), {"secret_groups": [{"at": "c", "name": "deploy"}]})),
	"a job that publishes": _facts(object.union(_step("VSCE_PAT"), {"publishes": [{"tool": "npm", "dry_run": false}]})),
	"a call": _facts({
		"calls": {"uses": {"kind": "local"}},
		"secrets": [{"at": "u", "name": "VSCE_PAT", "to": "secrets/A"}],
	}),
	"a job that never runs": _facts(object.union(_step("VSCE_PAT"), {"if_is": false})),
}

test_clean if {
	every facts in _clean {
		count(secrets_without_environment.deny) == 0 with input as facts
	}
}
