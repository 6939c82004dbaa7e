package palisade.lib.untrusted_test

import data.palisade.lib.untrusted

test_is_untrusted if {
	every context in [
		"github.event.issue.title",
		"github.event.pull_request.head.ref",
		"github.event.pull_request.head.repo.default_branch",
		"github.event.commits.*.message",
		"github.event.workflow_run.head_branch",
		"github.event.pages.*.page_name",
		"github.head_ref",
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

test_in_expression if {
	branch := {"contexts": ["github.head_ref", "github.ref_name"], "functions": []}
	untrusted.in_expression(branch) == {"github.head_ref"}
	untrusted.in_expression(object.union(branch, {"tested": ["github.ref_name"]})) == {"github.head_ref"}
	untrusted.in_expression(object.union(branch, {"tested": ["github.head_ref"]})) == set()
}

test_whole_objects if {
	untrusted.in_expression({"contexts": ["github.event"], "functions": ["tojson"]}) == {"github.event"}
	untrusted.in_expression({"contexts": ["github.event"], "functions": []}) == set()
}

_source(context) := {"context": context, "at": "s", "through": [{"at": "v", "what": "env.A"}]}

test_carried if {
	untrusted.carried({
		"contexts": ["env.a", "github.head_ref"],
		"functions": [],
		"sources": [_source("github.event.issue.title"), _source("github.sha")],
	}) == {"github.event.issue.title", "github.head_ref"}
	untrusted.carried({"contexts": ["env.a"], "functions": []}) == set()
}

_env(name, value) := {
	"env": [{"at": "v", "name": name, "value": value}],
	"expressions": [{
		"in": concat("/", ["env", name]),
		"contexts": [context | some context in regex.find_n(`github[a-z._]+`, value, -1)],
		"functions": [],
	}],
}

test_variables if {
	outer := {"env": _env("TITLE", "${{ github.event.issue.title }}").env}
	inner := _env("TITLE", "fixed")
	other := _env("BRANCH", "${{ github.head_ref }}")
	empty := {"env": [], "expressions": []}
	untrusted.variables(outer, empty, empty) == {"TITLE": {"github.event.issue.title"}}
	untrusted.variables(outer, empty, inner) == {}
	untrusted.variables(outer, inner, empty) == {}
	untrusted.variables(outer, other, inner) == {"BRANCH": {"github.head_ref"}}
	untrusted.variables(outer, inner, other) == {"BRANCH": {"github.head_ref"}}
	untrusted.variables(empty, other, inner) == {"BRANCH": {"github.head_ref"}}
	untrusted.variables(empty, empty, empty) == {}
}

test_variables_of_the_whole_file if {
	empty := {"env": [], "expressions": []}
	every value in [
		"${{ github.head_ref == 'next' }}",
		"${{ startsWith(github.head_ref, 'next') }}",
		"${{ github.sha }}",
		"github.head_ref",
	] {
		untrusted.variables({"env": [{"at": "v", "name": "A", "value": value}]}, empty, empty) == {}
	}
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
