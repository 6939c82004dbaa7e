package palisade.lib.untrusted_test

import data.palisade.lib.untrusted

test_is_untrusted if {
	every context in [
		"github.event.issue.title",
		"github.event.pull_request.head.ref",
		"github.event.pull_request.head.repo.default_branch",
		"github.event.commits.*.message",
		"github.event.commits[0].author.email",
		"github.event.commits.0.message",
		"github.event.workflow_run.head_branch",
		"github.event.pages.*.page_name",
		"github.head_ref",
		"GitHub.Head_Ref",
	] {
		untrusted.is_untrusted(context)
	}
}

test_is_trusted if {
	every context in [
		"github.actor",
		"github.base_ref",
		"github.event.inputs.tag",
		"github.event.issue.number",
		"github.event.pull_request.base.ref",
		"github.event.pull_request.head.sha",
		"github.ref_name",
		"github.sha",
		"inputs.tag",
		"matrix.os",
	] {
		not untrusted.is_untrusted(context)
	}
}

test_has_lines if {
	untrusted.has_lines("github.event.comment.body")
	untrusted.has_lines("github.event.commits.*.message")
	not untrusted.has_lines("github.head_ref")
	not untrusted.has_lines("github.event.issue.title")
}

_carried(text, contexts, functions) := untrusted.in_expression({
	"text": text,
	"contexts": contexts,
	"functions": functions,
})

test_carried if {
	every text in [
		"github.head_ref",
		"github.head_ref || github.ref_name",
		"format('{0}-x', github.head_ref)",
		"github.event_name == 'push' && github.ref_name || github.head_ref",
		"github['head_ref']",
		"toJSON(github.head_ref)",
	] {
		_carried(text, ["github.head_ref"], []) == {"github.head_ref"}
	}
}

test_not_carried if {
	every text in [
		"github.head_ref == 'next'",
		"'next' == github.head_ref",
		"github.head_ref != github.ref_name",
		"startsWith(github.head_ref, 'release/')",
		"github.head_ref && 'a change' || 'a push'",
		"!github.head_ref",
	] {
		_carried(text, ["github.head_ref"], ["startswith"]) == set()
	}
}

test_whole_objects if {
	_carried("toJSON(github.event)", ["github.event"], ["tojson"]) == {"github.event"}
	_carried("github.event", ["github.event"], []) == set()
}

test_in_text if {
	untrusted.in_text("${{ github.event.issue.title }}") == {"github.event.issue.title"}
	untrusted.in_text("v-${{ github.event.commits[0].message }}!") == {"github.event.commits.*.message"}
	untrusted.in_text("${{ github.head_ref == 'next' }}") == set()
	untrusted.in_text("github.event.issue.title") == set()
	untrusted.in_text("") == set()
}

_env(name, value) := [{"at": "v", "name": name, "value": value}]

test_variables if {
	outer := {"env": _env("TITLE", "${{ github.event.issue.title }}")}
	inner := {"env": _env("TITLE", "fixed")}
	other := {"env": _env("BRANCH", "${{ github.head_ref }}")}
	empty := {"env": []}
	untrusted.variables(outer, empty, empty) == {"TITLE": {"github.event.issue.title"}}
	untrusted.variables(outer, empty, inner) == {}
	untrusted.variables(outer, other, inner) == {"BRANCH": {"github.head_ref"}}
	untrusted.variables(empty, empty, empty) == {}
}

test_reads_variable if {
	every text in [
		"$NAME", "a=$NAME;", "${NAME}", "${NAME#refs/}", "${NAME:-none}", "${NAME:0:7}",
		"$env:NAME", "$Env:NAME.",
	] {
		untrusted.reads_variable(text, "NAME")
	}
	every text in ["$NAMES", "${NAME_X}", "NAME", "${#NAME}", "${NAME:+set}", "$OTHER"] {
		not untrusted.reads_variable(text, "NAME")
	}
}
