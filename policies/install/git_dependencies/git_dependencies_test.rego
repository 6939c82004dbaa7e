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

_setting(tool, file, name, value) := {"packages": [], "settings": [{
	"at": "the setting",
	"tool": tool,
	"name": name,
	"value": value,
	"control": "git_dependencies",
	"origin": {"layer": "project", "file": file},
	"in_force": {"state": "yes"},
}]}

test_every_repository_is_let_in[note] if {
	some note, case in {
		"npm": {
			"facts": _setting("npm", ".npmrc", "allow-git", "all"),
			"msg": "`allow-git=all` lets in every git repository that any package asks for",
		},
		"Yarn": {
			"facts": _setting("yarn", ".yarnrc.yml", "approvedGitRepositories", "**"),
			"msg": "`approvedGitRepositories: **` lets in every git repository that any package asks for",
		},
	}
	git_dependencies.deny == {{"msg": case.msg, "at": "the setting"}} with input as case.facts
	count(git_dependencies.unknown) == 0 with input as case.facts
}

test_what_is_let_in_is_chosen[note] if {
	some note, facts in {
		"the root's own": _setting("npm", ".npmrc", "allow-git", "root"),
		"none": _setting("npm", ".npmrc", "allow-git", "none"),
		"one owner": _setting("yarn", ".yarnrc.yml", "approvedGitRepositories", "https://git.example/acme/**"),
		"nothing": _setting("yarn", ".yarnrc.yml", "approvedGitRepositories", "[]"),
		"not read": {"settings": [object.union(
			_setting("npm", ".npmrc", "allow-git", "all").settings[0],
			{"in_force": {"state": "no", "reason": "npm 10.9 does not know `allow-git`"}},
		)]},
	}
	count(git_dependencies.deny) == 0 with input as facts
	count(git_dependencies.unknown) == 0 with input as facts
}

test_unknown[note] if {
	unsure := {"state": "unknown", "reason": "npm 10 to 12 is used"}
	some note, case in {
		"the version": {
			"facts": {"settings": [object.union(
				_setting("npm", ".npmrc", "allow-git", "all").settings[0],
				{"in_force": unsure},
			)]},
			"msg": "whether `allow-git=all` is in force: npm 10 to 12 is used",
		},
		"the value": {
			"facts": _setting("npm", ".npmrc", "allow-git", "${GIT}"),
			"msg": "only the environment knows what `allow-git` lets in",
		},
	}
	count(git_dependencies.deny) == 0 with input as case.facts
	{gap.msg | some gap in git_dependencies.unknown} == {case.msg} with input as case.facts
}

test_allowed_by_name if {
	count(git_dependencies.deny) == 0 with input as _facts(_git, {})
		with data.parameters.allowed_git_dependencies as ["widget"]
	count(git_dependencies.deny) == 1 with input as _facts(_git, {})
		with data.parameters.allowed_git_dependencies as ["gadget"]
}
