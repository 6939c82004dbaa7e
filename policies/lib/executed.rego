# What runs the code of a folder: programs and actions that read their orders there.
package palisade.lib.executed

_programs := {
	"ant", "bash", "bazel", "bun", "bundle", "cabal", "cargo", "cmake", "composer", "dart", "deno", "docker", "dotnet",
	"eslint", "flutter", "go", "gradle", "gradlew", "jest", "julia", "just", "make", "meson", "mix", "mvn", "mvnw",
	"ninja", "nix", "nix-build", "node", "nox", "nx", "perl", "php", "phpunit", "pip", "pip3", "poetry", "pre-commit",
	"pwsh", "pytest", "python", "python3", "rake", "rspec", "ruby", "sbt", "sh", "source", "stack", "swift", "task",
	"terraform", "tox", "tsc", "tsx", "turbo", "uv", "vitest", "xcodebuild", "zig",
}

# Programs that run nothing out of the folder they stand in.
harmless := {
	":", "[", "[[", "awk", "base64", "basename", "break", "cat", "cd", "chmod", "chown", "command", "continue", "cp",
	"curl", "cut", "date", "diff", "dirname", "echo", "env", "exit", "export", "false", "find", "gh", "git", "grep",
	"gzip", "head", "hostname", "jq", "kill", "ls", "md5sum", "mkdir", "mktemp", "mv", "popd", "printf", "pushd", "pwd",
	"read", "readlink", "realpath", "return", "rm", "rmdir", "rsync", "sed", "set", "sha256sum", "shift", "sleep",
	"sort", "stat", "tail", "tar", "tee", "test", "touch", "tr", "trap", "tree", "true", "type", "umask", "uname",
	"uniq", "unset", "unzip", "wait", "wc", "wget", "which", "whoami", "xxd", "yq", "zip",
}

_deeds := {"install", "add", "execute", "run_script", "publish"}

_building_actions := {
	"bahmutov/npm-install",
	"borales/actions-yarn",
	"changesets/action",
	"chromaui/action",
	"cypress-io/github-action",
	"docker/build-push-action",
	"golangci/golangci-lint-action",
	"gradle/gradle-build-action",
	"pre-commit/action",
	"preactjs/compressed-size-action",
	"treosh/lighthouse-ci-action",
}

# Whether a step runs something of what another checked out.
# The checkout's own step runs the change only with commands behind the checkout, and those are in its script.
runs(other, _) if {
	some command in other.commands
	command.deed.kind in _deeds
}

runs(other, _) if {
	some command in other.commands
	command.program in _programs
}

runs(other, _) if {
	some command in other.commands
	regex.match(`\.(sh|py|js|mjs|cjs|ts|rb|ps1)$`, command.program)
}

# A program by its path: `./build`.
runs(other, _) if {
	some command in other.commands
	not command.program in harmless
	contains(other.run, concat("", ["./", command.program]))
}

runs(other, checkout) if {
	other.uses.kind == "local"
	other.index > checkout.index
}

runs(other, checkout) if {
	other.uses.action in _building_actions
	other.index > checkout.index
}

# A script of the workflow's that loads a file of the change, or starts its tools.
runs(other, checkout) if {
	other.uses.action == "actions/github-script"
	other.index > checkout.index
	regex.match(_loads, other["with"].script)
}

_loads := concat("|", [
	`\b(require|import)\(\s*[^)]*(\./|GITHUB_WORKSPACE)`,
	concat("", [
		`\b(exec\.exec|exec\.getExecOutput|execSync|execFileSync|spawn|spawnSync)`,
		`\(\s*.(npm|npx|yarn|pnpm|bun|node|bash|sh|make|\./)`,
	]),
])

# A script in a language that is not read.
runs(other, _) if {
	regex.match(`\S`, other.run)
	count(other.commands) == 0
}

runs_file(command) if {
	command.program in {"bash", "bun", "deno", "node", "python", "python3", "sh", "source"}
	some argument in command.arguments
	regex.match(`^[^-/$~][^$]*\.(sh|py|js|mjs|cjs|ts)$`, argument)
}

runs_file(command) if {
	command.deed.kind in {"install", "run_script"}
	not command.deed.global
}
