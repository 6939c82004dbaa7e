# METADATA
# title: Jobs run nothing straight from the network
# description: |
#   `curl … | sh` runs whatever the other side answers at that moment, with the job's files, token and secrets. Nothing
#   pins it: a changed server, a taken-over domain or a cut connection gives another program, and no review or lockfile
#   sees it. The script of a coverage service was changed in that way in 2021 and sent out the variables of its users.
# related_resources:
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-3
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Use a pinned action or a package of the lockfile. Else download a fixed version, compare its hash and run it:
#     `curl -fsSLo tool.sh https://example.com/v1.2.3/install.sh && sha256sum --check tool.sh.sha256 && sh tool.sh`.
package palisade.ci.curl_pipe_shell

import data.palisade.lib.jobs
import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	sources := {source | some source in command.fed_by; lower(source) in _downloaders}
	count(sources) > 0
	_runs_its_input(command)
	triggers.runs(job)
	violation := {
		"msg": sprintf("`%s` runs%s whatever `%s` downloads", [command.program, jobs.in_job(pipeline, job), min(sources)]),
		"at": command.at,
	}
}

# `sh -c "$(curl …)"`, where the download is part of the text.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program in _evaluators
	not _fed_by_download(command)
	some argument in command.arguments
	triggers.runs(job)
	some found in regex.find_n(`(\$\(|\x60|<\()\s*(curl|wget)\s`, argument, 1)
	violation := {
		"msg": sprintf("`%s` runs%s whatever `%s` downloads", [
			command.program,
			jobs.in_job(pipeline, job),
			trim(found, "$`<( \t\n"),
		]),
		"at": command.at,
	}
}

_downloaders := {"curl", "wget", "iwr", "irm", "invoke-webrequest", "invoke-restmethod"}

_evaluators := {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "eval"}

_shells := {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish"}

_fed_by_download(command) if {
	some source in command.fed_by
	lower(source) in _downloaders
}

_runs_its_input(command) if {
	lower(command.program) in {"eval", "source", ".", "iex", "invoke-expression"}
}

# A script that is named gets the download as data.
_runs_its_input(command) if {
	command.program in _shells
	not _names_script(command)
}

_runs_its_input(command) if {
	command.program in {"node", "deno", "bun", "python", "python3", "perl", "ruby", "php", "pwsh", "powershell"}
	not _names_script(command)
	count({argument | some argument in command.arguments; regex.match(_inline, argument)}) == 0
}

_names_script(command) if {
	first := command.arguments[0]
	regex.match(`^[^-<$]`, first)
	first != "/dev/stdin"
}

# The program stands on the command line, or is a module: `python3 -m json.tool`, `node -p '…'`.
_inline := `^(-[a-zA-Z]*[cepEm]|--eval|--print|--check)$`
