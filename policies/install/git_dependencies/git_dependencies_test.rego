package palisade.install.git_dependencies_test

import data.palisade.install.git_dependencies

_at := "package.json#/dependencies/widget"

_facts(source, fields) := {"packages": [object.union(
	{
		"directory": ".",
		"role": "root",
		"dependencies": [{"at": _at, "name": "widget", "kind": "production", "source": source}],
	},
	fields,
)]}

_git := {"kind": "git", "host": "git.example", "protocol": "https", "reference": "main", "pinned": false}

test_a_branch if {
	facts := _facts(_git, {})
	git_dependencies.deny == {{
		"msg": "`widget` comes from a git repository and follows `main`, which can move",
		"at": _at,
	}} with input as facts
}

test_the_default_branch if {
	facts := _facts(object.remove(_git, ["reference"]), {})
	git_dependencies.deny == {{
		"msg": "`widget` comes from a git repository and follows its default branch",
		"at": _at,
	}} with input as facts
}

test_a_commit_is_low if {
	source := object.union(_git, {"reference": "0123456789abcdef0123456789abcdef01234567", "pinned": true})
	facts := _facts(source, {})
	git_dependencies.deny == {{
		"msg": "`widget` comes from a git repository, pinned to a commit",
		"at": _at,
		"severity": "low",
	}} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"a registry": _facts({"kind": "registry"}, {}),
		"an archive": _facts({"kind": "tarball", "host": "git.example"}, {}),
		"an example without a lockfile": _facts(_git, {"role": "standalone", "directory": "examples/basic"}),
		"no dependencies": _facts(_git, {"dependencies": []}),
	}
	count(git_dependencies.deny) == 0 with input as facts
}

test_allowed_by_name if {
	count(git_dependencies.deny) == 0 with input as _facts(_git, {})
		with data.parameters.allowed_git_dependencies as ["widget"]
	count(git_dependencies.deny) == 1 with input as _facts(_git, {})
		with data.parameters.allowed_git_dependencies as ["gadget"]
}
