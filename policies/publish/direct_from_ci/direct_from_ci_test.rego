package palisade.publish.direct_from_ci_test

import data.palisade.publish.direct_from_ci

_at := ".github/workflows/release.yml#/jobs/publish/steps/0/run;char=0,11"

_repository(fields) := {"pipelines": [{"env": [], "jobs": [{
	"id": "publish",
	"steps": [{"index": 0, "commands": []}],
	"publishes": [object.union({"at": _at, "step": 0, "tool": "npm", "mode": "direct", "dry_run": false}, fields)],
}]}]}

test_direct_publication_is_denied if {
	found := direct_from_ci.deny with input as _repository({})
	[[violation.at, violation.msg] | some violation in found] == [[
		_at,
		"`npm` publishes straight to users: nobody approves the version",
	]]
}

test_script_that_publishes_is_named if {
	found := direct_from_ci.deny with input as _repository({"tool": "pnpm", "through_script": "release"})
	{violation.msg | some violation in found} == {
		"the script `release` publishes straight to users: nobody approves the version",
	}
}

test_clean[note] if {
	some note, fields in {
		"staged": {"mode": "staged"},
		"dry run": {"dry_run": true},
		"decided elsewhere": {"mode": "unknown"},
		"a private registry": {"registry": "https://npm.corp.example/"},
		"a registry that a test starts": {"registry": "http://localhost:4873"},
		"a feed": {"registry": "project/feed"},
		"a registry of GitLab's": {"registry": "${CI_API_V4_URL}/projects/1/packages/npm/"},
		"a registry that only a run can tell": {"registry": "$NEXUS_URL"},
	}
	found := direct_from_ci.deny with input as _repository(fields)
	count(found) == 0
}

test_unknown_mode_is_unknown if {
	found := direct_from_ci.unknown with input as _repository({"tool": "changesets/action", "mode": "unknown"})
	[[answer.at, answer.msg] | some answer in found] == [[
		_at,
		"whether `changesets/action` stages or publishes is decided outside this file",
	]]
}

test_unknown_registry_is_unknown if {
	found := direct_from_ci.unknown with input as _repository({"registry": "$NEXUS_URL"})
	[[answer.at, answer.msg] | some answer in found] == [[
		_at,
		"`npm` publishes directly, and only a run can tell to which registry",
	]]
	private := _repository({"registry": "https://npm.corp.example/", "mode": "unknown"})
	answers := direct_from_ci.unknown with input as private
	count(answers) == 0
}

test_known_modes_are_known if {
	staged := direct_from_ci.unknown with input as _repository({"mode": "staged"})
	direct := direct_from_ci.unknown with input as _repository({})
	count(staged | direct) == 0
}

test_script_of_an_action_is_the_place if {
	repository := json.patch(_repository({"tool": "changesets/action", "through_script": "release"}), [
		{"op": "add", "path": "/pipelines/0/jobs/0/steps/0/at", "value": "step"},
		{"op": "add", "path": "/pipelines/0/jobs/0/steps/0/uses", "value": {"action": "changesets/action"}},
		{"op": "add", "path": "/pipelines/0/jobs/0/steps/0/with", "value": {"publish": "npm run release"}},
	])
	found := direct_from_ci.deny with input as repository
	[[violation.at, violation.key] | some violation in found] == [["step", ["with", "publish"]]]
}

_hidden(command, text) := {[answer.at, answer.msg] |
	some answer in direct_from_ci.unknown with input as {
		"packages": [{"scripts": [{"name": "ci:publish", "text": text, "commands": []}]}],
		"pipelines": [{"env": [], "jobs": [{
			"id": "publish",
			"permissions": {"scopes": {"id-token": "write"}},
			"steps": [{"index": 0, "commands": [object.union({"at": _at, "operands": []}, command)]}],
			"publishes": [],
		}]}],
	}
}

test_program_that_may_publish_is_unknown if {
	script := {"program": "pnpm", "deed": {"kind": "run_script", "script": "ci:publish"}}
	_hidden(script, "node scripts/publish.ts") == {[
		_at,
		"job `publish` can ask for an OIDC token, and what `ci:publish` publishes is not seen",
	]}
	_hidden(script, "pkg-pr-new publish ./packages/*") == set()
	build := {"program": "pnpm", "deed": {"kind": "run_script", "script": "build"}}
	_hidden(build, "node scripts/publish.ts") == set()
	plugin := {"program": "yarn", "subcommand": "release-tool", "operands": ["publish"]}
	_hidden(plugin, "") == {[
		_at,
		"job `publish` can ask for an OIDC token, and what `yarn release-tool publish` publishes is not seen",
	]}
	preview := {"program": "yarn", "subcommand": "dlx", "operands": ["publish"], "deed": {"kind": "execute"}}
	_hidden(preview, "") == set()
}
