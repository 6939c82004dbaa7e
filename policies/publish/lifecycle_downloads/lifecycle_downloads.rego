# METADATA
# title: No lifecycle script runs what it downloads
# description: |
#   A script that pipes a download into a shell runs whatever the other side answers at that moment.
#   In `prepublishOnly`, `prepack` or `prepare` that is code in the middle of a release, and in
#   `postinstall` it is code on the machine of everybody who installs the package. No lockfile,
#   signature or review covers it.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/using-npm/scripts
#     description: npm, lifecycle scripts
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP, top 10 CI/CD security risks
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Take the tool from a package in the lockfile, or keep the script in the repository. If a download
#     is needed, compare its hash before it runs: `curl -fsSLo tool.tgz … && sha256sum --check tool.sum`.
package palisade.publish.lifecycle_downloads

deny contains violation if {
	some manifest in input.packages
	manifest.publishable
	some script in manifest.scripts
	script.lifecycle
	some command in script.commands
	command.program in _interpreters
	some source in command.fed_by
	source in _downloaders
	violation := {
		"msg": sprintf("`%s` runs in `%s` whatever `%s` downloads", [command.program, script.name, source]),
		"at": command.at,
	}
}

_interpreters := {
	"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "eval", "source", ".", "pwsh", "powershell", "iex",
	"node", "deno", "bun", "python", "python3", "perl", "ruby",
}

_downloaders := {"curl", "wget", "fetch", "http", "https", "xh", "aria2c", "iwr", "irm"}
