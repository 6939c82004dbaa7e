package palisade.publish.no_environment_test

import data.palisade.publish.no_environment

_at := ".github/workflows/release.yml#/jobs/publish"

_publish := {"at": "publish", "step": 0, "tool": "npm", "dry_run": false}

_repository(kind, fields) := {"pipelines": [{"kind": kind, "jobs": [object.union(
	{"at": _at, "id": "publish", "publishes": [_publish]},
	fields,
)]}]}

_found(repository) := found if {
	found := no_environment.deny with input as repository
}

test_job_without_an_environment if {
	_found(_repository("workflow", {})) == {{
		"msg": "job `publish` publishes without an environment to guard it",
		"at": _at,
		"key": "environment",
		"label": "names no `environment`",
		"related": [{"at": "publish", "msg": "`npm` publishes here"}],
	}}
}

test_environment_without_a_name if {
	found := _found(_repository("workflow", {"environment": {"at": "environment", "name": " "}}))
	{violation.at | some violation in found} == {_at}
}

test_several_publications_are_one_finding if {
	again := object.union(_publish, {"at": "again"})
	count(_found(_repository("workflow", {"publishes": [_publish, again]}))) == 1
}

test_a_registry_that_only_a_run_can_tell if {
	repository := _repository("workflow", {"publishes": [object.union(_publish, {"registry": "$NEXUS_URL"})]})
	_found(repository) == set()
	_not_known(repository) == {[
		"publish",
		"job `publish` names no environment, and only a run can tell to which registry it publishes",
	]}
	private := {"publishes": [object.union(_publish, {"registry": "${CI_API_V4_URL}/packages/npm/"})]}
	_not_known(_repository("workflow", private)) == set()
}

test_clean[note] if {
	some note, repository in {
		"named": _repository("workflow", {"environment": {"at": "environment", "name": "npm"}}),
		"named by an input": _repository("workflow", {"environment": {"at": "e", "name": "${{ inputs.target }}"}}),
		"no publication": _repository("workflow", {"publishes": []}),
		"dry run": _repository("workflow", {"publishes": [object.union(_publish, {"dry_run": true})]}),
		"composite action": _repository("composite_action", {}),
	}
	_found(repository) == set()
}

_of(provider, fields, attested) := object.union(
	json.patch(_repository("workflow", fields), [{"op": "add", "path": "/pipelines/0/provider", "value": provider}]),
	{"target": {"collected_on": "2026-11-21"}, "attested": attested},
)

_messages(repository) := {[violation.at, violation.key, violation.msg] |
	some violation in no_environment.deny with input as repository
}

_not_known(repository) := {[answer.at, answer.msg] | some answer in no_environment.unknown with input as repository}

_stated(fields) := [object.union(
	{"at": "palisade.yaml#/attested/0", "environment": "npm", "date": "2026-10-01", "expires": "2027-04-01"},
	fields,
)]

_npm := {"environment": {"at": "environment", "name": "npm"}}

test_each_provider_has_its_word[provider] if {
	some provider, [key, message] in {
		"gitlab": ["environment", "job `publish` publishes without an environment to guard it"],
		"azure": ["environment", "job `publish` publishes without an environment to guard it"],
		"circleci": ["context", "job `publish` publishes without a context or an approval to guard it"],
		"bitbucket": ["deployment", "job `publish` publishes without a deployment environment to guard it"],
	}
	_messages(_of(provider, {}, [])) == {[_at, key, message]}
}

test_contexts_and_approvals_of_circleci_guard if {
	context := _of("circleci", {"secret_groups": [{"at": "context", "name": "npm"}]}, [])
	_messages(context) == set()
	_not_known(context) == {["context", concat("", [
		"how the environment `npm` is protected is in no file and no interface returns it: ",
		"state it in palisade.yaml, under `attested`, by `environment: npm` with `reviewers`",
	])]}
	approved := _of("circleci", {"manual": true}, [])
	_messages(approved) | _not_known(approved) == set()
	_messages(_of("gitlab", {"manual": true}, [])) == _messages(_of("gitlab", {}, []))
}

test_a_protected_environment_is_known[note] if {
	some note, fields in {
		"reviewers": {"reviewers": true},
		"branches": {"branches": ["v*"]},
		"both": {"reviewers": false, "branches": ["v*"]},
	}
	stated := _of("github", _npm, _stated(fields))
	_messages(stated) | _not_known(stated) == set()
}

test_an_environment_that_guards_nothing[note] if {
	some note, fields in {
		"nobody": {"reviewers": false},
		"any branch": {"branches": ["*"]},
		"any branch with folders": {"reviewers": false, "branches": ["v*", "**"]},
	}
	open := _of("github", _npm, _stated(fields))
	found := {[violation.at, violation.msg] | some violation in no_environment.deny with input as open}
	found == {["environment", "job `publish` publishes in `npm`, which nobody has to approve and any branch may use"]}
	_not_known(open) == set()
}

test_what_is_not_stated_is_unknown[note] if {
	some note, [fields, attested, message] in {
		"nothing": [_npm, [], concat("", [
			"how the environment `npm` is protected is in no file and no interface returns it: ",
			"state it in palisade.yaml, under `attested`, by `environment: npm` with `reviewers`",
		])],
		"run out": [
			_npm,
			_stated({"reviewers": true, "expires": "2026-11-20"}),
			"how the environment `npm` is protected: what is stated expired on 2026-11-20",
		],
		"a run decides": [
			{"environment": {"at": "environment", "name": "${{ inputs.target }}"}},
			[],
			"only a run can tell which environment `${{ inputs.target }}` is",
		],
	}
	repository := _of("github", fields, attested)
	_messages(repository) == set()
	_not_known(repository) == {["environment", message]}
}
