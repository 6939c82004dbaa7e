# METADATA
# title: Conditions can be false
# description: |
#   Text around `${{ … }}` in an `if` makes the whole value a string, and a string that is not empty is true: in
#   `${{ github.ref == 'refs/heads/main' }} && success()` the check is gone. A block scalar with `|` or `>` adds such
#   text, the line break at its end. The same holds for `a == 'x' || 'y'`, whose right side is always true, and for
#   `a != 'x' || a != 'y'`, of which one side always is. `if: true` and `if: always()` are meant as they stand.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
#     description: GitHub, evaluation of expressions
# custom:
#   severity: high
#   profile: baseline
#   remediation: |
#     Put the whole condition into one expression or leave the braces away:
#     `if: github.ref == 'refs/heads/main' && success()`. In block scalars strip the line break: `if: >-`. Compare each
#     side of `||`: `github.event_name == 'push' || github.event_name == 'schedule'`.
package palisade.ci.always_true_condition

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.if_is
	violation := {"msg": _message(job["if"]), "at": job.at, "key": "if"}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.if_is
	violation := {"msg": _message(step["if"]), "at": step.at, "key": "if"}
}

_message(condition) := sprintf("this condition is always true: %s", [_why(condition)])

_expression := `(?s)\$\{\{.*?\}\}`

_why(condition) := "the line break behind `}}` makes it a text, strip it with `|-` or `>-`" if {
	count(regex.find_n(_expression, condition, -1)) == 1
	rest := regex.replace(condition, _expression, "")
	contains(rest, "\n")
	trim_space(rest) == ""
} else := "the blank beside `${{ }}` makes it a text, which is not empty" if {
	count(regex.find_n(_expression, condition, -1)) == 1
	rest := regex.replace(condition, _expression, "")
	rest != ""
	trim_space(rest) == ""
} else := "what stands around `${{ }}` makes it a text that is not empty" if {
	count(regex.find_n(_expression, condition, -1)) == 1
	trim_space(regex.replace(condition, _expression, "")) != ""
} else := "several `${{ }}` side by side make a text that is not empty" if {
	count(regex.find_n(_expression, condition, -1)) > 1
} else := "the text behind the last `||` is compared with nothing" if {
	bare := regex.replace(condition, `^\s*\$\{\{|\}\}\s*$`, "")
	regex.match(`(?s)^[^()]*\|\|\s*'[^']+'\s*$`, bare)
} else := "one side of `||` always is, whatever is compared" if {
	contains(condition, "||")
} else := "a text that is not empty is true, whatever it says" if {
	regex.match(`^\s*(\$\{\{)?\s*'[^']+'\s*(\}\})?\s*$`, condition)
} else := "nothing in it depends on the run" if {
	# What is written as a constant is meant to be one.
	regex.match(`[=<>]|[a-z]\(.`, condition)
	not regex.match(`^\s*(\$\{\{)?[\s!()]*always\(\)[\s)]*(\}\})?\s*$`, condition)
}
