# METADATA
# title: Update bots run no code of what they update
# description: |
#   A bot that resolves a new version has rights to the repository and often credentials for private registries. With
#   `insecure-external-code-execution: allow` Dependabot lets manifests and packages run code while it works out an
#   update; `allowScripts` and `allowPlugins` of Renovate do the same, and `postUpgradeTasks` are commands behind each
#   update, with the new version in place. Then a malicious version runs before anybody has seen the change.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference
#     description: GitHub, `insecure-external-code-execution` of Dependabot
#   - ref: https://docs.renovatebot.com/configuration-options/
#     description: Renovate, configuration options
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-3
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Take the setting out. What has to run behind an update, such as a generator, runs in CI on the proposed change,
#     without secrets.
package palisade.ci.update_bot_runs_code

deny contains violation if {
	some bot in input.repository.update_bots
	some execution in bot.executions
	execution.setting == "insecure-external-code-execution"
	execution.value == "allow"
	violation := {
		"msg": "Dependabot runs code of dependencies while it works out an update",
		"at": execution.at,
	}
}

deny contains violation if {
	some bot in input.repository.update_bots
	some execution in bot.executions
	execution.setting in {"allowPlugins", "allowScripts", "ignoreScripts"}
	violation := {
		"msg": sprintf("by `%s` Renovate runs code of dependencies with its own rights", [execution.setting]),
		"at": execution.at,
	}
}

# The commands are the project's own; whether they may run is a setting of the bot that no file here shows.
warn contains violation if {
	some bot in input.repository.update_bots
	some execution in bot.executions
	execution.setting == "postUpgradeTasks"
	violation := {
		"msg": "Renovate runs commands behind an update, with the new version in place",
		"at": execution.at,
	}
}
