package palisade.inventory_test

import data.palisade.inventory

_manifest(name, fields) := object.union(
	{
		"at": sprintf("packages/%s/package.json", [name]),
		"name": name,
		"directory": sprintf("packages/%s", [name]),
		"publishable": true,
		"workspaces": [],
		"scripts": [],
		"engines": [],
	},
	fields,
)

_job(publish, fields) := object.union(
	{
		"id": "release",
		"env": [],
		"steps": [{"index": 0, "env": [], "commands": [], "with": {}, "secrets": []}],
		"permissions": {"known": true, "source": "job", "scopes": {"id-token": "write"}},
		"publishes": [object.union(
			{"at": "w#/jobs/release/steps/0", "step": 0, "tool": "npm", "mode": "direct", "dry_run": false},
			publish,
		)],
	},
	fields,
)

_repository(packages, jobs) := {"packages": packages, "pipelines": [{
	"file": ".github/workflows/release.yml",
	"provider": "github",
	"kind": "workflow",
	"env": [],
	"triggers": [
		{"event": "push", "branches": [], "tags": ["v*"], "types": [], "workflows": []},
		{"event": "workflow_dispatch", "branches": [], "tags": [], "types": [], "workflows": []},
	],
	"jobs": jobs,
}]}

_who(packages, jobs) := {entry.name: entry.who | some entry in found} if {
	found := inventory.packages with input as _repository(packages, jobs)
}

test_a_job_publishes_what_it_names if {
	packages := [_manifest("a", {}), _manifest("b", {})]
	_who(packages, [_job({"packages": ["a"]}, {})]) == {"a": "ci", "b": "human"}
}

test_a_publication_of_something_untold_may_be_of_each if {
	packages := [_manifest("a", {}), _manifest("b", {})]
	_who(packages, [_job({}, {})]) == {"a": "ci", "b": "ci"}
	found := inventory.packages with input as _repository(packages, [_job({}, {})])
	{way.certain | some entry in found; some way in entry.ways} == {false}
}

test_a_script_that_no_job_runs_is_for_a_person if {
	script := {"name": "release", "at": "package.json#/scripts/release", "commands": [{"deed": {
		"kind": "publish", "tool": "np",
		"release": {"mode": "staged", "dry_run": false},
	}}]}
	packages := [_manifest("a", {"scripts": [script]})]
	_who(packages, []) == {"a": "human"}
	_who(packages, [_job({"packages": ["a"]}, {})]) == {"a": "both"}
	_who(packages, [_job({"packages": ["a"], "through_script": "release"}, {})]) == {"a": "ci"}
	passage := {"at": "package.json#/scripts/release", "what": "the script release"}
	_who(packages, [_job({"packages": ["a"], "through": [passage]}, {})]) == {"a": "ci"}
	found := inventory.packages with input as _repository(packages, [])
	[[way.by, way.mode, way.tool, way.through] | some entry in found; some way in entry.ways] == [[
		"human",
		"staged",
		"np",
		["the script release"],
	]]
}

test_what_nobody_can_publish_is_left_out[note] if {
	some note, fields in {
		"private": {"publishable": false},
		"an example": {"directory": "examples/a"},
		"an extension": {"engines": [{"name": "vscode"}]},
	}
	_who([_manifest("a", fields)], []) == {}
}

test_dry_runs_and_rehearsals_are_no_ways[note] if {
	some note, publish in {
		"dry run": {"dry_run": true},
		"a registry that a test starts": {"registry": "http://localhost:4873"},
	}
	_who([_manifest("a", {})], [_job(publish, {})]) == {"a": "human"}
}

test_what_an_action_publishes_is_a_way_of_its_callers if {
	action := object.union(_job({"packages": ["a"], "at": "action.yml#/runs/steps/0"}, {}), {"id": "runs"})
	caller := _job(
		{"packages": ["a"], "through": [
			{"at": "action.yml", "what": "the action ."},
			{"at": "action.yml#/runs/steps/0", "what": "npm publishes"},
		]},
		{},
	)
	own := {"kind": "composite_action", "provider": "github", "file": "action.yml", "triggers": [], "env": []}
	callers := _repository([_manifest("a", {})], [caller])
	pipelines := array.concat(callers.pipelines, [object.union(own, {"jobs": [action]})])
	found := inventory.packages with input as object.union(callers, {"pipelines": pipelines})
	[way.job | some entry in found; some way in entry.ways] == ["release"]
	alone := object.union(callers, {"pipelines": [object.union(own, {"jobs": [action]})]})
	found_alone := inventory.packages with input as alone
	[way.job | some entry in found_alone; some way in entry.ways] == ["runs"]
}

test_another_registry_is_where_a_way_ends if {
	job := _job({"packages": ["a"], "registry": "https://packages.example"}, {})
	found := inventory.packages with input as _repository([_manifest("a", {})], [job])
	[[entry.who, way.through] | some entry in found; some way in entry.ways] == [[
		"ci",
		["the registry https://packages.example"],
	]]
}

test_what_somebody_states_of_an_environment_is_known if {
	job := _job({"packages": ["a"]}, {"environment": {"at": "e", "name": "npm"}})
	statement := {
		"at": "palisade.yaml#/attested/0",
		"environment": "npm",
		"reviewers": true,
		"owner": "security@example.com",
		"date": "2026-01-01",
		"expires": "2026-12-31",
		"expired": false,
	}
	repository := object.union(_repository([_manifest("a", {})], [job]), {
		"attested": [statement],
		"target": {"collected_on": "2026-11-21"},
	})
	found := inventory.packages with input as repository
	[way.unknown | some entry in found; some way in entry.ways] == [[]]
}

test_a_publication_of_no_known_package_does_not_vanish if {
	_who([_manifest("a", {"publishable": false})], [_job({}, {})]) == {"(made in the job)": "ci"}
}

test_what_a_way_says if {
	job := _job({"packages": ["a"], "mode": "unknown"}, {"environment": {"at": "e", "name": "npm"}})
	found := inventory.packages with input as _repository([_manifest("a", {})], [job])
	[way | some entry in found; some way in entry.ways] == [{
		"by": "ci",
		"mode": "unknown",
		"tool": "npm",
		"at": "w#/jobs/release/steps/0",
		"pipeline": ".github/workflows/release.yml",
		"provider": "github",
		"job": "release",
		"credential": {"kind": "oidc", "tokens": []},
		"triggers": ["push (tags v*)", "workflow_dispatch"],
		"through": [],
		"environment": "npm",
		"certain": true,
		"unknown": ["whether `npm` stages", "what protects the environment `npm`"],
	}]
}

test_what_a_condition_leaves_out_starts_nothing[note] if {
	asks := {"if_alternatives": [["github.event_name == 'workflow_dispatch'"]]}
	steps := [{"index": 0, "env": [], "commands": [], "with": {}, "secrets": []}]
	some note, fields in {
		"of the job": asks,
		"of the step": {"steps": [object.union(step, asks) | some step in steps]},
	}
	job := _job({"packages": ["a"]}, fields)
	found := inventory.packages with input as _repository([_manifest("a", {})], [job])
	{way.triggers | some entry in found; some way in entry.ways} == {["workflow_dispatch"]}
}

test_what_the_tool_refuses_is_no_way if {
	_who([_manifest("a", {})], [_job({"packages": []}, {})]) == {"a": "human"}
}

test_a_job_may_have_triggers_of_its_own if {
	trigger := {"event": "schedule", "branches": [], "tags": [], "types": [], "workflows": []}
	job := _job({"packages": ["a"]}, {"triggers": [trigger]})
	found := inventory.packages with input as _repository([_manifest("a", {})], [job])
	{way.triggers | some entry in found; some way in entry.ways} == {["schedule"]}
}

_token(value) := {"name": "NPM_TOKEN", "at": "e", "value": value, "secrets": [], "literal_credential": false}

test_credentials[note] if {
	some note, expected in {
		"oidc": [{}, {"kind": "oidc", "tokens": []}],
		"both": [{"env": [_token("${{ secrets.T }}")]}, {"kind": "oidc_and_token", "tokens": ["NPM_TOKEN"]}],
		"empty token": [{"env": [_token("")]}, {"kind": "oidc", "tokens": []}],
		"none": [{"permissions": {"known": true, "source": "job", "scopes": {}}}, {"kind": "none", "tokens": []}],
		"the caller's": [
			{"permissions": {"known": false, "source": "caller", "scopes": {}}},
			{"kind": "unknown", "tokens": []},
		],
	}
	job := object.union(object.remove(_job({"packages": ["a"]}, {}), object.keys(expected[0])), expected[0])
	found := inventory.packages with input as _repository([_manifest("a", {})], [job])
	[way.credential | some entry in found; some way in entry.ways] == [expected[1]]
}
