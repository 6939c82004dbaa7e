package palisade.install.adhoc_exec_test

import data.palisade.install.adhoc_exec

_run := "ci.yml#/jobs/lint/steps/1/run;char=0,20"

_command(program, packages, fields) := object.union(
	{
		"at": _run,
		"program": program,
		"flags": {},
		"deed": {"kind": "execute", "tool": _tool(program), "packages": packages},
	},
	fields,
)

_tool("npx") := "npm"

_tool("npm") := "npm"

_tool("pnpm") := "pnpm"

_tool("bunx") := "bun"

_tool("corepack") := "corepack"

_facts(command, installs) := {
	"packages": [{"dependencies": [{"name": "eslint"}], "scripts": []}],
	"pipelines": [{"jobs": [{
		"id": "lint",
		"installs": installs,
		"images": [],
		"steps": [
			{"index": 0, "uses": {"owner": "actions", "action": "actions/checkout"}, "commands": []},
			{"index": 1, "run": "…", "commands": [command]},
		],
	}]}],
}

_installed := [{"at": "x", "step": 0, "tool": "npm"}]

test_a_tag_is_reported if {
	facts := _facts(_command("npx", ["vercel@latest"], {}), _installed)
	adhoc_exec.deny == {{
		"msg": "job `lint` fetches `vercel@latest` and runs it without an exact version",
		"at": _run,
	}} with input as facts
}

test_reported[note] if {
	some note, facts in {
		"no install in the job": _facts(_command("npx", ["prettier"], {}), []),
		"told to fetch": _facts(_command("npx", ["semver"], {"flags": {"--yes": "true"}}), _installed),
		"dlx": _facts(_command("pnpm", ["pkg-pr-new"], {"subcommand": "dlx"}), _installed),
		"a package manager": _facts(_command("corepack", ["pnpm@10"], {"subcommand": "prepare"}), _installed),
		"a range": _facts(_command("bunx", ["@acme/cli@^2"], {}), _installed),
		"the install comes later": _facts(_command("npx", ["prettier"], {}), [{"at": "x", "step": 2, "tool": "npm"}]),
		"a repository": _facts(_command("npx", ["acme/tool"], {}), _installed),
	}
	{violation.at | some violation in adhoc_exec.deny} == {_run} with input as facts
}

test_once_a_step if {
	again := _command("npx", ["@acme/cli"], {"at": "ci.yml#/jobs/lint/steps/1/run;char=30,50"})
	facts := {"packages": [], "pipelines": [{"jobs": [{
		"id": "lint",
		"installs": [],
		"images": [],
		"steps": [
			{"index": 0, "run": "jq -r .a x.json", "commands": [{"at": "c", "program": "jq", "flags": {}}]},
			{"index": 1, "run": "…", "commands": [_command("npx", ["@acme/cli"], {}), again]},
		],
	}]}]}
	[violation.at | some violation in adhoc_exec.deny] == [_run] with input as facts
}

test_preinstall_has_nothing_local if {
	at := "package.json#/scripts/preinstall;char=0,18"
	facts := {"packages": [{"dependencies": [], "scripts": [{
		"name": "preinstall",
		"commands": [object.union(_command("npx", ["only-allow"], {}), {"at": at})],
	}]}]}
	adhoc_exec.deny == {{
		"msg": "every install fetches `only-allow` and runs it without an exact version",
		"at": at,
	}} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"the project's package manager": _facts(_command("corepack", ["pnpm"], {"subcommand": "enable"}), []),
		"one package manager": _facts(
			_command("corepack", ["pnpm@10.1.0+sha512.0123456789abcdef"], {"subcommand": "prepare"}),
			[],
		),
		"exact": _facts(_command("npx", ["prettier@3.6.2"], {}), []),
		"exact and scoped": _facts(_command("pnpm", ["@acme/cli@1.0.0"], {"subcommand": "dlx"}), []),
		"installed by the job": _facts(_command("npx", ["tsc"], {}), _installed),
		"a dependency": _facts(_command("npx", ["eslint"], {"flags": {"--yes": "true"}}), _installed),
		"only local": _facts(_command("npx", ["prettier"], {"flags": {"--no-install": "true"}}), []),
		"a version of the environment": _facts(_command("npx", ["vercel@$VERSION"], {}), _installed),
		"a local file": _facts(_command("npx", ["./tool"], {}), []),
		"installed by a local action": {"packages": [], "pipelines": [{"jobs": [{
			"id": "lint",
			"installs": [],
			"images": [],
			"steps": [
				{"index": 0, "uses": {"kind": "local", "path": "./.github/actions/setup"}, "commands": []},
				{"index": 1, "run": "npx tsc", "commands": [_command("npx", ["tsc"], {})]},
			],
		}]}]},
	}
	count(adhoc_exec.deny) == 0 with input as facts
}
