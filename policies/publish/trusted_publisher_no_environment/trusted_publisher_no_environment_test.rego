package palisade.publish.trusted_publisher_no_environment_test

import data.palisade.publish.trusted_publisher_no_environment

_workflow := ".github/workflows/release.yml"

_days := {"owner": "@acme/security", "date": "2026-10-01", "expires": "2027-04-01"}

_publisher(fields) := object.union(
	{
		"at": "palisade.yaml#/attested/0/trusted_publishers/0",
		"type": "github",
		"repository": "acme/widget",
		"file": "release.yml",
		"environment": "npm",
		"permissions": ["createStagedPackage"],
	},
	fields,
)

_stated(publishers, fields) := object.union(
	object.union(_days, {"at": "palisade.yaml#/attested/0", "package": "@acme/widget", "trusted_publishers": publishers}),
	fields,
)

_job := {
	"id": "publish",
	"environment": {"at": "e", "name": "npm"},
	"permissions": {"known": true, "source": "job", "scopes": {"id-token": "write"}},
	"steps": [{"index": 0, "commands": []}],
	"publishes": [{"at": "publish", "step": 0, "tool": "npm", "dry_run": false, "packages": ["@acme/widget"]}],
}

_pipeline := {
	"at": _workflow,
	"file": _workflow,
	"kind": "workflow",
	"provider": "github",
	"triggers": [{"at": "t", "event": "push"}],
	"includes": [],
	"env": [],
	"jobs": [_job],
}

_package := {
	"at": "package.json",
	"name": "@acme/widget",
	"directory": ".",
	"publishable": true,
	"files": ["dist"],
	"engines": [],
	"scripts": [],
	"workspaces": [],
	"repository": {"at": "package.json#/repository", "url": "git+https://github.com/acme/widget.git"},
}

_facts(attested) := {
	"target": {"collected_on": "2026-11-21"},
	"attested": attested,
	"packages": [_package],
	"pipelines": [_pipeline],
}

_found(publishers) := {[violation.at, violation.key, violation.msg] |
	facts := _facts([_stated(publishers, {})])
	some violation in trusted_publisher_no_environment.deny with input as facts
}

test_one_that_is_loose_is_found_beside_one_that_is_not if {
	loose := object.union(
		_publisher({"environment": " "}),
		{"at": "palisade.yaml#/attested/0/trusted_publishers/1"},
	)
	_found([_publisher({}), loose]) == {[
		"palisade.yaml#/attested/0/trusted_publishers/1",
		"environment",
		"`release.yml` of `acme/widget` may publish `@acme/widget` from any job: no environment is asked for",
	]}
}

test_of_gitlab_too if {
	count(_found([object.remove(_publisher({"type": "gitlab", "file": ".gitlab-ci.yml"}), ["environment"])])) == 1
}

test_clean[note] if {
	some note, publishers in {
		"named": [_publisher({})],
		"circleci has none": [object.remove(_publisher({"type": "circleci"}), ["environment", "file"])],
		"none at all": [],
	}
	_found(publishers) == set()
}

test_what_is_not_stated_is_unknown if {
	none := _facts([])
	unknown := trusted_publisher_no_environment.unknown with input as none
	[[answer.at, answer.key, answer.msg] | some answer in unknown] == [[
		"package.json",
		"name",
		concat("", [
			"`trusted_publishers` of `@acme/widget` is in no file and no interface returns it: ",
			"state it in palisade.yaml, under `attested`, by `package: \"@acme/widget\"` with `trusted_publishers`",
		]),
	]]
}

test_what_has_run_out_is_not_stated if {
	old := _facts([_stated([_publisher({"environment": " "})], {"expires": "2026-11-20"})])
	found := trusted_publisher_no_environment.deny with input as old
	found == set()
	{answer.msg | some answer in trusted_publisher_no_environment.unknown with input as old} == {
		"`trusted_publishers` of `@acme/widget`: what is stated expired on 2026-11-20",
	}
	today := _facts([_stated([_publisher({"environment": " "})], {"expires": "2026-11-21"})])
	last := trusted_publisher_no_environment.deny with input as today
	count(last) == 1
}
