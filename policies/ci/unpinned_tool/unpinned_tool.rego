# METADATA
# title: Jobs install tools in a fixed version
# description: |
#   What a job installs as "the latest" is another program tomorrow, with the job's files, token and secrets, and nobody
#   has seen the change. A build from last week cannot be made again either. Language runtimes are asked for only in
#   jobs that publish: tests run on the newest one for a reason. Global installs of npm packages are the matter of
#   `install.global_unpinned`.
# related_resources:
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-3
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use
# custom:
#   severity: low
#   profile: strict
#   remediation: |
#     Name the version: `version: 0.9.7`, `cargo install --locked cargo-deny@0.18.5`, `pip install build==1.3.0`,
#     `corepack prepare pnpm@10.24.0 --activate`. For a download name the release in place of `latest`, and compare its
#     hash.
package palisade.ci.unpinned_tool

import data.palisade.lib.jobs
import data.palisade.lib.triggers

# Actions that install a tool: the input that tells its version, and whether it floats where nothing is written.
_tool_actions := {
	"astral-sh/setup-uv": {"tool": "uv", "input": "version", "floats": false},
	"azure/setup-helm": {"tool": "helm", "input": "version", "floats": true},
	"azure/setup-kubectl": {"tool": "kubectl", "input": "version", "floats": true},
	"biomejs/setup-biome": {"tool": "biome", "input": "version", "floats": false},
	"denoland/setup-deno": {"tool": "deno", "input": "deno-version", "floats": false},
	"golangci/golangci-lint-action": {"tool": "golangci-lint", "input": "version", "floats": false},
	"goreleaser/goreleaser-action": {"tool": "goreleaser", "input": "version", "floats": true},
	"hashicorp/setup-terraform": {"tool": "terraform", "input": "terraform_version", "floats": true},
	"oven-sh/setup-bun": {"tool": "bun", "input": "bun-version", "floats": false},
	"pnpm/action-setup": {"tool": "pnpm", "input": "version", "floats": false},
	"sigstore/cosign-installer": {"tool": "cosign", "input": "cosign-release", "floats": false},
	"supabase/setup-cli": {"tool": "supabase", "input": "version", "floats": false},
}

_runtime_actions := {
	"actions/setup-go": {"tool": "Go", "input": "go-version"},
	"actions/setup-java": {"tool": "Java", "input": "java-version"},
	"actions/setup-node": {"tool": "Node.js", "input": "node-version"},
	"actions/setup-python": {"tool": "Python", "input": "python-version"},
	"ruby/setup-ruby": {"tool": "Ruby", "input": "ruby-version"},
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	known := _tool_actions[step.uses.action]
	value := _floating(step, known)
	not _used_before(job, step)
	violation := {
		"msg": sprintf("job `%s` installs %s in the version `%s`, whichever that is", [job.id, known.tool, value]),
		"at": step.at,
		"key": ["with", known.input],
	}
}

# Nothing is written, and the action's default is the newest.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	known := _tool_actions[step.uses.action]
	known.floats
	not step["with"][known.input]
	not _used_before(job, step)
	violation := {
		"msg": sprintf("job `%s` installs the newest %s", [job.id, known.tool]),
		"at": step.uses.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some step in job.steps
	known := _runtime_actions[step.uses.action]
	value := _floating(step, known)
	violation := {
		"msg": sprintf("job `%s`, which publishes, runs %s `%s`, whichever that is", [job.id, known.tool, value]),
		"at": step.at,
		"key": ["with", known.input],
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some position, command in step.commands
	command.program in {
		"cargo", "corepack", "curl", "gem", "go", "pip", "pip3", "pipx", "python", "python3", "uv", "uvx", "wget",
	}
	tool := _loose(command)
	count(_earlier(job, step, position, tool)) == 0
	triggers.runs(job)
	violation := {
		"msg": sprintf("`%s` is installed%s in no fixed version", [tool, jobs.in_job(pipeline, job)]),
		"at": command.at,
	}
}

_floating(step, known) := value if {
	value := trim_space(step["with"][known.input])
	lower(value) in _floating_words
}

_floating_words := {
	"*", "canary", "current", "edge", "head", "latest", "lts", "lts/*", "main", "nightly", "node", "stable",
}

_used_before(job, step) if {
	some other in job.steps
	other.index < step.index
	other.uses.action == step.uses.action
}

# The same tool in the same job is one finding.
_earlier(job, step, position, tool) := [command |
	some other in job.steps
	other.index <= step.index
	some index, command in other.commands
	[other.index, index] < [step.index, position]
	_loose(command) == tool
]

# What a command installs without a version: the first such operand.
_loose(command) := names[0] if {
	names := [name | some name in _asked_for(command); not _decided_elsewhere(name)]
	count(names) > 0
}

_decided_elsewhere(name) if regex.match(`[$<]|^[./~]|\\|^-`, name)

# `corepack prepare pnpm@latest`
_asked_for(command) := [operand |
	some operand in command.arguments
	regex.match(`^(bun|npm|pnpm|yarn)@[a-z]+$`, operand)
] if {
	command.program == "corepack"
	command.arguments[0] in {"install", "prepare", "use"}
}

_asked_for(command) := [operand |
	some index, operand in command.arguments
	index > 0
	endswith(operand, "@latest")
] if {
	command.program == "go"
	command.arguments[0] in {"install", "run"}
}

_asked_for(command) := _operands(command.arguments, 1, _cargo_values, `[@/]`) if {
	command.program == "cargo"
	command.arguments[0] in {"binstall", "install"}
	_without(command.arguments, `^--(git|path|vers|version|list)\b`)
}

_asked_for(command) := _operands(command.arguments, 1, _gem_values, `:|\.gem$`) if {
	command.program == "gem"
	command.arguments[0] == "install"
	_without(command.arguments, `^(-v|--version\b)`)
}

# pip itself and what builds with it are brought up to date everywhere.
_asked_for(command) := _operands(words, 1, _pip_values, `[=@/]|\.(whl|gz|zip)$|^(pip|setuptools|wheel)$`) if {
	words := _pip_words(command)
	words[0] == "install"
	_without(words, `^(-r|-c|-e|--(requirement|constraint|editable|require-hashes)\b)`)
}

# The words behind the tool that is run are its own.
_asked_for(command) := _first(command.arguments, 1) if {
	command.program == "pipx"
	command.arguments[0] in {"install", "run"}
	_without(command.arguments, `^--spec\b`)
}

_asked_for(command) := _first(command.arguments, 2) if {
	command.program == "uv"
	array.slice(command.arguments, 0, 2) in {["tool", "install"], ["tool", "run"]}
	_without(command.arguments, `^--from\b`)
}

_asked_for(command) := _first(array.concat([""], command.arguments), 1) if {
	command.program == "uvx"
	_without(command.arguments, `^--from\b`)
}

_first(words, from) := [word |
	some word in array.slice(_operands(words, from, _pip_values, `^$`), 0, 1)
	not regex.match(`[=@/]`, word)
]

# A download whose address says that it is the newest release. What GitHub's API says of one is data.
_asked_for(command) := [address |
	some address in command.arguments
	contains(address, "latest/")
	regex.match(`^https?://[^\s$]+/(releases/latest/download|latest)/[^\s]+$`, address)
	regex.match(`\.(AppImage|deb|exe|gz|jar|pkg|rpm|sh|tgz|xz|zip)$`, address)
] if {
	command.program in {"curl", "wget"}
}

_pip_words(command) := command.arguments if command.program in {"pip", "pip3"}

_pip_words(command) := array.slice(command.arguments, 2, count(command.arguments)) if {
	command.program in {"python", "python3"}
	array.slice(command.arguments, 0, 2) == ["-m", "pip"]
}

_pip_words(command) := array.slice(command.arguments, 1, count(command.arguments)) if {
	command.program == "uv"
	command.arguments[0] == "pip"
}

# The words behind the subcommand that are neither flags nor their values, nor fixed: what matches is.
_operands(words, from, values, fixed) := [word |
	some index, word in words
	index >= from
	not startswith(word, "-")
	not words[index - 1] in values
	not regex.match(fixed, word)
]

_without(words, flags) if count({word | some word in words; regex.match(flags, word)}) == 0

_cargo_values := {
	"-j", "--bin", "--branch", "--features", "--index", "--jobs", "--profile", "--registry", "--root", "--target",
}

_gem_values := {"-i", "-n", "-s", "--bindir", "--install-dir", "--source"}

_pip_values := {
	"-f", "-i", "-p", "-t", "--extra-index-url", "--find-links", "--index-url", "--platform", "--prefix", "--python",
	"--root", "--target",
}
