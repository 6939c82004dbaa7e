package palisade.ci.archived_or_vulnerable_action_test

import data.palisade.ci.archived_or_vulnerable_action

_sha := "08c6903cd8c0fde910a37f88322edcfb5dd907a8"

_step(action, pin) := {"pipelines": [{"jobs": [{"id": "a", "steps": [{"at": "s", "uses": {
	"at": "s/uses", "text": sprintf("%s@%s", [action, pin.ref]), "kind": "action", "action": action, "pin": pin,
}}]}]}]}

_tag(action, ref) := _step(action, {"kind": "version", "ref": ref})

_commit(action, comment) := _step(action, {"kind": "digest", "ref": _sha, "comment": comment})

_found := [
	{
		"input": _tag("tj-actions/changed-files", "v45"),
		"severity": "high",
		"msg": concat("", [
			"`tj-actions/changed-files@v45` is older than 46.0.1, which fixes CVE-2025-30066: ",
			"its tags were moved to a commit that printed secrets in March 2025",
		]),
	},
	{
		"input": _commit("actions/download-artifact", "v4.1.2"),
		"severity": "high",
		"msg": concat("", [
			sprintf("`actions/download-artifact@%s` is older than 4.1.3, which fixes CVE-2024-42471: ", [_sha]),
			"an artifact can write files outside of its folder",
		]),
	},
	{
		"input": _tag("aquasecurity/trivy-action", "0.33.1"),
		"severity": "critical",
		"msg": concat("", [
			"`aquasecurity/trivy-action@0.33.1` is older than 0.35.0, which fixes CVE-2026-33634: ",
			"its tags were moved to a thief of credentials in March 2026",
		]),
	},
	{
		"input": _tag("dawidd6/action-download-artifact", "v5"),
		"severity": "high",
		"msg": concat("", [
			"`dawidd6/action-download-artifact@v5` is older than 6, which fixes GHSA-5xr6-xhww-33m4: ",
			"artifacts of forks are taken too",
		]),
	},
	{
		"input": _commit("tibdex/github-app-token", "v2.1.0"),
		"severity": "low",
		"msg": concat("", [
			"`tibdex/github-app-token` is archived, and gets no fixes: ",
			"`actions/create-github-app-token` does the same",
		]),
	},
	{
		"input": _step("xygeni/xygeni-action", {"kind": "digest", "ref": "4bf1d4e19ad81a3e8d4063755ae0f482dd3baf12"}),
		"severity": "critical",
		"msg": concat("", [
			"`xygeni/xygeni-action@4bf1d4e19ad81a3e8d4063755ae0f482dd3baf12` is a commit that an attacker put there ",
			"(CVE-2026-31976)",
		]),
	},
]

test_found if {
	every case in _found {
		found := archived_or_vulnerable_action.deny with input as case.input
		{[violation.at, violation.msg, violation.severity] | some violation in found} == {[
			"s/uses",
			case.msg,
			case.severity,
		]}
	}
}

_clean := {
	"the newest of a major version": _tag("actions/download-artifact", "v4"),
	"before the hole was there": _tag("actions/download-artifact", "v3.0.2"),
	"the fix itself": _commit("actions/download-artifact", "v4.1.3"),
	"a commit of a later release": _commit("tj-actions/changed-files", "tag v47.0.0"),
	"a major version that is newer": _tag("dawidd6/action-download-artifact", "v11"),
	"a branch": _step("tj-actions/changed-files", {"kind": "name", "ref": "main"}),
	"a version before a release": _tag("tj-actions/changed-files", "v1.0.0-beta.1"),
	"an action of nobody's list": _commit("acme/widget", "v1.0.0"),
}

test_clean if {
	every facts in _clean {
		count(archived_or_vulnerable_action.deny) == 0 with input as facts
		count(archived_or_vulnerable_action.unknown) == 0 with input as facts
	}
}

test_a_commit_without_its_version_is_unknown if {
	bare := _step("tj-actions/changed-files", {"kind": "digest", "ref": _sha})
	count(archived_or_vulnerable_action.deny) == 0 with input as bare
	{[gap.at, gap.msg] | some gap in archived_or_vulnerable_action.unknown} == {[
		"s/uses",
		"`tj-actions/changed-files` has versions with known holes, and no comment says which one this is",
	]} with input as bare
	named := _commit("tj-actions/changed-files", "renovate: pin")
	count(archived_or_vulnerable_action.unknown) == 1 with input as named
}

test_a_list_of_ones_own if {
	facts := _commit("acme/widget", "v1.0.0")
	found := archived_or_vulnerable_action.deny with input as facts
		with data.parameters.archived_actions as ["Acme/Widget"]
	{violation.msg | some violation in found} == {"`acme/widget` is archived, and gets no fixes"}
}

test_called_workflows if {
	facts := {"pipelines": [{"jobs": [{"id": "a", "steps": [], "calls": {"uses": {
		"at": "j/uses", "text": "tibdex/github-app-token/.github/workflows/a.yml@v1", "kind": "workflow",
		"action": "tibdex/github-app-token", "pin": {"kind": "version", "ref": "v1"},
	}}}]}]}
	{violation.at | some violation in archived_or_vulnerable_action.deny} == {"j/uses"} with input as facts
}
