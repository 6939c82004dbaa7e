# METADATA
# title: Staged releases are approved outside CI
# description: |
#   Staging is worth something because a person looks at the version and approves it with a second
#   factor. A workflow that approves or rejects what it, or another workflow, has staged needs that
#   factor as a secret and makes staging a direct publication with one more step.
# related_resources:
#   - ref: https://docs.npmjs.com/about-two-factor-authentication
#     description: npm, about two-factor authentication
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html
#     description: OWASP, NPM security cheat sheet
# custom:
#   severity: critical
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Delete the command and the credential behind it. A maintainer runs `npm stage view <id>` and
#     `npm stage approve <id>` on their own machine, or approves on the registry's site.
package palisade.publish.approve_in_ci

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.deed.kind == "stage_decision"
	violation := {
		"msg": sprintf("job `%s` decides on a staged release: `%s %s`", [job.id, command.deed.tool, _words(command)]),
		"at": command.at,
		"label": "a person's decision",
	}
}

# The registry's own interface, without its client.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program in {"curl", "wget", "http", "https", "xh"}
	_calls_decision(command)
	violation := {
		"msg": sprintf("job `%s` decides on a staged release through the registry's API", [job.id]),
		"at": command.at,
		"label": "a person's decision",
	}
}

_words(command) := command.subcommand

_words(command) := "stage" if not command.subcommand

_calls_decision(command) if {
	some argument in command.arguments
	regex.match(`/-/stage/[^/]+/approve`, argument)
}

_calls_decision(command) if {
	some argument in command.arguments
	contains(argument, "/-/stage/")
	some method in command.arguments
	upper(method) in {"DELETE", "-XDELETE", "--REQUEST=DELETE", "--METHOD=DELETE"}
}
