package palisade.ci.unpinned_tool_test

import data.palisade.ci.unpinned_tool

_job(steps) := {"pipelines": [{"provider": "github", "jobs": [{"id": "lint", "publishes": [], "steps": steps}]}]}

_action(action, inputs) := {"at": "s", "index": 0, "with": inputs, "uses": {"at": "s/uses", "action": action}}

_run(words) := {"at": "s", "index": 0, "with": {}, "commands": [{
	"at": "s/run", "program": words[0], "arguments": array.slice(words, 1, count(words)),
}]}

_found := [
	[
		_action("oven-sh/setup-bun", {"bun-version": "latest"}),
		"job `lint` installs bun in the version `latest`, whichever that is",
	],
	[
		_action("hashicorp/setup-terraform", {}),
		"job `lint` installs the newest terraform",
	],
	[
		_run(["pip", "install", "-q", "codespell"]),
		"`codespell` is installed in job `lint` in no fixed version",
	],
	[
		_run(["python3", "-m", "pip", "install", "pip", "build"]),
		"`build` is installed in job `lint` in no fixed version",
	],
	[
		_run(["cargo", "install", "--locked", "cargo-deny"]),
		"`cargo-deny` is installed in job `lint` in no fixed version",
	],
	[
		_run(["go", "install", "example.com/x/lint@latest"]),
		"`example.com/x/lint@latest` is installed in job `lint` in no fixed version",
	],
	[
		_run(["gem", "install", "bundler"]),
		"`bundler` is installed in job `lint` in no fixed version",
	],
	[
		_run(["corepack", "prepare", "pnpm@latest", "--activate"]),
		"`pnpm@latest` is installed in job `lint` in no fixed version",
	],
	[
		_run(["uvx", "ruff", "check"]),
		"`ruff` is installed in job `lint` in no fixed version",
	],
	[
		_run(["curl", "-fsSLO", "https://github.com/acme/lint/releases/latest/download/lint.tar.gz"]),
		"`https://github.com/acme/lint/releases/latest/download/lint.tar.gz` is installed in job `lint` in no fixed version",
	],
]

test_found if {
	every case in _found {
		facts := _job([case[0]])
		found := unpinned_tool.deny with input as facts
		{violation.msg | some violation in found} == {case[1]}
	}
}

test_one_finding_a_tool_and_job if {
	facts := _job([_run(["pip", "install", "build"]), object.union(_run(["pip", "install", "build"]), {
		"index": 1,
		"commands": [{"at": "t/run", "program": "pip", "arguments": ["install", "build"]}],
	})])
	{violation.at | some violation in unpinned_tool.deny} == {"s/run"} with input as facts
}

test_a_runtime_where_something_is_published if {
	node := _action("actions/setup-node", {"node-version": "lts/*"})
	tested := _job([node])
	count(unpinned_tool.deny) == 0 with input as tested
	published := {"pipelines": [{"provider": "github", "jobs": [{
		"id": "release",
		"publishes": [{"tool": "npm"}],
		"steps": [node],
	}]}]}
	found := unpinned_tool.deny with input as published
	{[violation.msg, violation.key] | some violation in found} == {[
		"job `release`, which publishes, runs Node.js `lts/*`, whichever that is",
		["with", "node-version"],
	]}
}

_clean := [
	_action("oven-sh/setup-bun", {"bun-version": "1.4.5"}),
	_action("oven-sh/setup-bun", {}),
	_action("pnpm/action-setup", {}),
	_action("hashicorp/setup-terraform", {"terraform_version": "1.14.0"}),
	_action("oven-sh/setup-bun", {"bun-version": "${{ matrix.bun }}"}),
	_run(["pip", "install", "--upgrade", "pip"]),
	_run(["pip", "install", "-r", "requirements.txt"]),
	_run(["pip", "install", "."]),
	_run(["pip", "install", "codespell==2.4.1"]),
	_run(["pip", "install", "$TOOL"]),
	_run(["cargo", "install", "cargo-deny@0.18.5"]),
	_run(["cargo", "install", "cargo-deny", "--version", "0.18.5"]),
	_run(["cargo", "install", "--path", "tools"]),
	_run(["cargo", "build"]),
	_run(["go", "install", "example.com/x/lint@v1.2.3"]),
	_run(["gem", "install", "bundler", "-v", "2.7.2"]),
	_run(["corepack", "enable"]),
	_run(["corepack", "prepare", "pnpm@10.24.0", "--activate"]),
	_run(["uvx", "ruff@0.14.0", "check"]),
	_run(["curl", "-s", "https://api.github.com/repos/acme/lint/releases/latest"]),
	_run(["curl", "-fsSLO", "https://github.com/acme/lint/releases/download/v1.2.3/lint.tar.gz"]),
]

test_clean if {
	every step in _clean {
		facts := _job([step])
		count(unpinned_tool.deny) == 0 with input as facts
	}
}
