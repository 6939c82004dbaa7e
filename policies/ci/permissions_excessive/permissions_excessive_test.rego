package palisade.ci.permissions_excessive_test

import data.palisade.ci.permissions_excessive

_top := ".github/workflows/release.yml#/permissions"

_pipeline(permissions, jobs) := {"pipelines": [object.union(
	{
		"at": ".github/workflows/release.yml",
		"file": ".github/workflows/release.yml",
		"kind": "workflow",
		"triggers": [{"at": "t", "event": "push"}],
		"secrets": [],
		"jobs": jobs,
	},
	permissions,
)]}

_scopes(scopes) := {"permissions": {"at": _top, "form": "scopes", "scopes": scopes}}

_form(form) := {"permissions": {"at": _top, "form": form, "scopes": {}}}

_heir(id) := _heir_with(id, [_step({"run": "npm test"})])

_heir_with(id, steps) := {
	"at": id,
	"id": id,
	"secrets": [],
	"expressions": [],
	"steps": steps,
	"permissions": {
		"at": _top,
		"source": "workflow",
		"known": true,
		"form": "scopes",
		"scopes": {},
	},
}

_step(fields) := object.union({"at": "s", "secrets": [], "expressions": []}, fields)

_uses(owner, name) := _step({"uses": {"owner": owner, "action": sprintf("%s/%s", [owner, name])}})

_own(id, form, scopes) := {"at": id, "id": id, "permissions": {
	"at": sprintf(".github/workflows/release.yml#/jobs/%s/permissions", [id]),
	"source": "job",
	"known": true,
	"form": form,
	"scopes": scopes,
}}

test_write_all_at_the_top if {
	found := permissions_excessive.deny with input as _pipeline(_form("write_all"), [_heir("a"), _heir("b")])
	found == {{
		"msg": "`write-all` lets every job of `.github/workflows/release.yml` change everything in the repository",
		"at": _top,
	}}
}

test_write_all_in_a_job if {
	found := permissions_excessive.deny with input as _pipeline({}, [_own("release", "write_all", {})])
	found == {{
		"msg": "`write-all` lets job `release` change everything in the repository",
		"at": ".github/workflows/release.yml#/jobs/release/permissions",
	}}
}

test_writes_for_every_job if {
	found := permissions_excessive.deny with input as _pipeline(
		_scopes({"contents": "write", "pull-requests": "write", "id-token": "write", "issues": "read"}),
		[_heir_with("test", [_uses("actions", "checkout"), _step({"run": "npm test"})]), _releaser],
	)
	found == {{
		"msg": "`contents: write`, `pull-requests: write` for the whole workflow, also for `test`, which shows no use for it",
		"at": _top,
		"key": "contents",
		"mark": "entry",
		"severity": "medium",
		"related": [{"at": "test", "msg": "can write and shows no use for it"}],
	}}
}

_releaser := _heir_with("release", [_uses("googleapis", "release-please-action")])

_commenter(id) := _heir_with(id, [_step({
	"run": "gh issue close 1",
	"expressions": [{"at": "e", "in": "env/GH_TOKEN", "contexts": ["github.token"]}],
})])

_clean := {
	"every job uses it": _pipeline(_scopes({"issues": "write"}), [_commenter("stale"), _commenter("support"), _releaser]),
	"one job": _pipeline(_scopes({"contents": "write"}), [_heir("release")]),
	"one heir": _pipeline(
		_scopes({"contents": "write"}),
		[_heir("release"), _own("test", "scopes", {"contents": "read"})],
	),
	"reads": _pipeline(_scopes({"contents": "read"}), [_heir("test"), _heir("lint")]),
	"identity tokens are another rule's": _pipeline(
		_scopes({"contents": "read", "id-token": "write"}),
		[_heir("test"), _heir("release")],
	),
	"nothing at the top": _pipeline(
		_scopes({}),
		[_own("test", "scopes", {"contents": "read"}), _own("release", "scopes", {"contents": "write"})],
	),
}

test_clean if {
	every facts in _clean {
		count(permissions_excessive.deny) == 0 with input as facts
		count(permissions_excessive.unknown) == 0 with input as facts
	}
}

test_read_all_is_advice if {
	facts := _pipeline(_form("read_all"), [_heir("test")])
	count(permissions_excessive.deny) == 0 with input as facts
	{violation.at | some violation in permissions_excessive.warn} == {_top} with input as facts
}

test_scorecards_template if {
	facts := _pipeline(_form("read_all"), [_heir_with("analysis", [_uses("ossf", "scorecard-action")])])
	count(permissions_excessive.warn) == 0 with input as facts
}

test_default_is_unknown if {
	facts := _pipeline({}, [{"at": "j", "id": "test", "permissions": {
		"source": "default",
		"known": false,
		"form": "scopes",
		"scopes": {},
	}}])
	count(permissions_excessive.deny) == 0 with input as facts
	{gap.at | some gap in permissions_excessive.unknown} == {".github/workflows/release.yml"} with input as facts
}
