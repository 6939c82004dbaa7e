# METADATA
# title: No text of strangers goes into the environment files
# description: |
#   Each line that is written to `$GITHUB_ENV` sets a variable for all later steps of the job, and each line in
#   `$GITHUB_PATH` adds a folder in front of the path. A body, a comment or a commit message may hold line breaks and
#   so sets further variables: `NODE_OPTIONS=--require …` or `LD_PRELOAD=…` runs code in the next step. A file that
#   comes out of a change or its artifact does the same.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
#     description: GitHub, environment files
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use
# custom:
#   severity: high
#   profile: baseline
#   remediation: |
#     Give the value to the steps that need it by their own `env`: `env: BODY: ${{ github.event.comment.body }}`. From
#     a file take the one value and check its form first:
#     `n=$(cat pr.txt); [[ $n =~ ^[0-9]+$ ]] && echo "PR=$n" >> "$GITHUB_ENV"`.
package palisade.ci.environment_file_injection

import data.palisade.lib.triggers
import data.palisade.lib.untrusted

# The expression itself in the script is the place of ci.script_injection.
deny contains violation if some violation in _by_variable

_by_variable contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	_may_set(command)
	some argument in command.arguments
	contains(argument, "$")
	untrusted.may_hold(pipeline, job, step)
	some target in _targets(command)
	some name, origins in untrusted.variables(pipeline, job, step)
	untrusted.reads_variable(argument, name)
	some origin in origins
	_escapes(target, origin, argument)
	violation := {
		"msg": sprintf("`$%s` holds `%s`: whoever writes that sets variables through `%s`", [name, origin, target]),
		"at": command.at,
	}
}

# The same by a detour: a variable of the script, a here-document, a pipe, the functions of `actions/github-script`.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some entry in step.sets
	some source in entry.sources
	untrusted.is_untrusted(source.context)
	_escapes_as(entry, source.context)
	not entry.at in _told
	violation := {
		"msg": sprintf("whoever writes `%s` sets variables through `%s`", [source.context, entry.to]),
		"at": entry.at,
		"related": [{"at": passage.at, "msg": sprintf("through `%s`", [passage.what])} | some passage in source.through],
	}
}

_told := {violation.at | some violation in _by_variable}

_escapes_as(entry, _) if entry.to == "GITHUB_PATH"

_escapes_as(_, context) if untrusted.has_lines(context)

_escapes_as(entry, _) if not entry.name

# What a file holds may have lines, and a file that a run before left behind is a stranger's.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some entry in step.sets
	entry.of_file
	not untrusted.checks_form(step)
	count({other.at | some other in job.steps; other.index < step.index; _brings_files(other)}) > 0
	count(triggers.reaching_events(input.pipelines, pipeline, job)) > 0
	violation := {
		"msg": sprintf("the text of a file that a stranger made goes into `%s`", [entry.to]),
		"at": entry.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program in {"cat", "grep", "head", "jq", "sed", "tail", "tr", "awk"}
	_may_set(command)
	count({other.at | some other in job.steps; other.index < step.index; _brings_files(other)}) > 0
	count(triggers.reaching_events(input.pipelines, pipeline, job)) > 0
	some target in _targets(command)
	violation := {
		"msg": sprintf("`%s` writes a file that a stranger made into `%s`", [command.program, target]),
		"at": command.at,
	}
}

# Asked before the following, of plain words, so that other commands are left out beforehand.
_may_set(command) if {
	some file in command.writes
	contains(file, "GITHUB_ENV")
} else if {
	some file in command.writes
	contains(file, "GITHUB_PATH")
}

_targets(command) := {name |
	some file in command.writes
	some name in ["GITHUB_ENV", "GITHUB_PATH"]
	contains(file, name)
	regex.match(sprintf(`\$\{?(?i:env:)?%s\b`, [name]), file)
}

_escapes(target, _, _) if target == "GITHUB_PATH"

_escapes("GITHUB_ENV", origin, _) if untrusted.has_lines(origin)

# A text of one line is held by `NAME=$VALUE`, and is a variable of its own where it starts the line.
_escapes("GITHUB_ENV", _, argument) if startswith(argument, "$")

_brings_files(step) if untrusted.takes_artifact(step)

_brings_files(step) if {
	some command in step.commands
	command.program == "gh"
	array.slice(command.arguments, 0, 2) == ["pr", "checkout"]
}

_brings_files(step) if {
	step.uses.action == "actions/checkout"
	regex.match(`(?i)pull/|head_ref|\.head[._]`, step["with"].ref)
}
