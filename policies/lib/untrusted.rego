# What outsiders can write: contexts whose value comes from the author of an issue, a comment or a change.
# GitHub: https://docs.github.com/en/actions/reference/security/secure-use
package palisade.lib.untrusted

# Free text of one line. Branch names may hold everything that a shell acts on but blanks: `$(…)`, `;`, backticks.
_one_line := {
	"github.event.changes.title.from",
	"github.event.check_run.check_suite.head_branch",
	"github.event.check_suite.head_branch",
	"github.event.commits.*.author.email",
	"github.event.commits.*.author.name",
	"github.event.commits.*.committer.email",
	"github.event.commits.*.committer.name",
	"github.event.discussion.title",
	"github.event.head_commit.author.email",
	"github.event.head_commit.author.name",
	"github.event.head_commit.committer.email",
	"github.event.head_commit.committer.name",
	"github.event.issue.title",
	"github.event.pages.*.page_name",
	"github.event.pages.*.title",
	"github.event.pull_request.head.label",
	"github.event.pull_request.head.ref",
	"github.event.pull_request.head.repo.default_branch",
	"github.event.pull_request.title",
	"github.event.workflow_run.display_title",
	"github.event.workflow_run.head_branch",
	"github.event.workflow_run.head_commit.author.email",
	"github.event.workflow_run.head_commit.author.name",
	"github.event.workflow_run.head_repository.default_branch",
	"github.event.workflow_run.pull_requests.*.head.ref",
	"github.head_ref",
	"pipeline.git.branch",
	"system.pullrequest.sourcebranch",
}

# Free text that may have several lines.
_many_lines := {
	"build.sourceversionmessage",
	"github.event.answer.body",
	"github.event.changes.body.from",
	"github.event.comment.body",
	"github.event.commits.*.message",
	"github.event.discussion.body",
	"github.event.head_commit.message",
	"github.event.issue.body",
	"github.event.merge_group.head_commit.message",
	"github.event.pull_request.body",
	"github.event.pull_request.head.repo.description",
	"github.event.review.body",
	"github.event.review_comment.body",
	"github.event.workflow_run.head_commit.message",
	"github.event.workflow_run.head_repository.description",
}

# Objects that hold such text: they get out through toJSON.
_objects := {
	"github",
	"github.event",
	"github.event.comment",
	"github.event.commits",
	"github.event.discussion",
	"github.event.head_commit",
	"github.event.issue",
	"github.event.pull_request",
	"github.event.pull_request.head",
	"github.event.review",
	"github.event.workflow_run",
	"github.event.workflow_run.head_commit",
}

# Those of them that one member is asked of by a name that a run makes: `github.event.issue[matrix.key]`.
_members := _objects - {"github", "github.event", "github.event.commits"}

contexts := _one_line | _many_lines

is_untrusted(context) if context in contexts

# Whether the text may break a line, and so write a second entry into a file of `NAME=value` lines.
has_lines(context) if context in _many_lines

# The untrusted contexts that an expression itself carries into the place where it stands. What is only compared or
# searched is not carried.
in_expression(expression) := ({context |
	some context in expression.contexts
	context in contexts
	not _is_tested(expression, context)
} | {context |
	"tojson" in expression.functions
	some context in expression.contexts
	context in _objects
	not _is_tested(expression, context)
}) | {context |
	some context in expression.contexts
	endswith(context, ".*")
	trim_suffix(context, ".*") in _members
	not _is_tested(expression, context)
}

_is_tested(expression, context) if context in expression.tested

# The same with what an expression carries from elsewhere in the repository.
carried(expression) := in_expression(expression) | {source.context |
	some source in expression.sources
	source.context in contexts
}

# Whether an expression may carry such text from where it stands or from elsewhere: the cheap question, to be asked
# before those above, so that other expressions are left out beforehand.
may_carry(expression) if {
	some context in expression.contexts
	context in contexts
} else if {
	some source in expression.sources
	source.context in contexts
} else if {
	"tojson" in expression.functions
} else if {
	some context in expression.contexts
	endswith(context, ".*")
}

# Whether a variable in force in a step may hold such text: the cheap question, to be asked before the next.
may_hold(pipeline, job, step) if {
	some expression in step.expressions
	startswith(expression["in"], "env/")
	may_carry(expression)
} else if {
	some expression in job.expressions
	startswith(expression["in"], "env/")
	may_carry(expression)
} else if {
	some variable in pipeline.env
	contains(lower(variable.value), "github.")
}

# The variables in force in a step that hold untrusted text: name to contexts. An inner `env` hides an outer one.
variables(pipeline, job, step) := object.union_n([
	object.remove(_in_values(pipeline.env), _names(job.env) | _names(step.env)),
	object.remove(_in_expressions(job), _names(step.env)),
	_in_expressions(step),
])

_names(variables_list) := {variable.name | some variable in variables_list}

_in_expressions(entity) := {name: found |
	some name in _names(entity.env)
	found := {context |
		some expression in entity.expressions
		expression["in"] == concat("/", ["env", name])
		some context in carried(expression)
	}
	count(found) > 0
}

# Variables of a whole file have no expressions among the facts: those that are compared are left out by their signs.
_in_values(variables_list) := {name: found |
	some name in _names(variables_list)
	found := {context |
		some variable in variables_list
		variable.name == name
		some part in regex.find_n(`\$\{\{[^}]*\}\}`, lower(variable.value), -1)
		not regex.match(`[=(!&]`, part)
		some context in regex.find_n(`github\.[a-z0-9_.*-]+`, part, -1)
		context in contexts
	}
	count(found) > 0
}

# Whether a text of a script expands the variable to its value, as a POSIX shell or as PowerShell.
reads_variable(text, name) if {
	regex.match(concat("", [`\$(?:[eE][nN][vV]:)?`, name, `(?:[^A-Za-z0-9_]|$)`]), text)
}

reads_variable(text, name) if {
	regex.match(concat("", [`\$\{(?:[eE][nN][vV]:)?`, name, `(?:\}|[#%^,/@]|:-|:=|:[0-9 ])`]), text)
}

# What the variables of a step hold, whoever writes it: name to contexts.
values(pipeline, job, step) := object.union_n([
	object.remove(_all_in_values(pipeline.env), _names(job.env) | _names(step.env)),
	object.remove(_all_in_expressions(job), _names(step.env)),
	_all_in_expressions(step),
])

_all_in_expressions(entity) := {name: found |
	some name in _names(entity.env)
	found := {context |
		some expression in entity.expressions
		expression["in"] == concat("/", ["env", name])
		some context in _all_carried(expression)
	}
}

_all_carried(expression) := {context |
	some context in expression.contexts
	not _is_tested(expression, context)
} | {source.context | some source in expression.sources}

_all_in_values(variables_list) := {variable.name: found |
	some variable in variables_list
	found := {context | some context in regex.find_n(`github\.[a-z0-9_.*-]+`, lower(variable.value), -1)}
}

# The scripts that make what an expression carries, of this file.
scripts(pipeline, source) := {script(writer) |
	source.through[0].what in {"a script", "a file", "actions/github-script"}
	some job in pipeline.jobs
	some writer in job.steps
	_is_below(source.at, writer.at)
}

_is_below(place, other) if place == other

_is_below(place, other) if startswith(place, concat("", [other, "/"]))

# The text of a script, in a shell or of `actions/github-script`.
script(step) := step.run

script(step) := step["with"].script if not step.run

# Whether a value is the text of a file that another run left behind, which may be that of a change.
comes_from_artifact(pipeline, source) if {
	source.through[0].what == "a file"
	some job in pipeline.jobs
	some writer in job.steps
	_is_below(source.at, writer.at)
	not checks_form(writer)
	some step in job.steps
	step.index < writer.index
	takes_artifact(step)
}

# Whether a step takes an artifact of another run.
takes_artifact(step) if {
	step.uses.action in {
		"actions/download-artifact",
		"dawidd6/action-download-artifact",
		"aochmann/actions-download-artifact",
	}
}

takes_artifact(step) if {
	some command in step.commands
	command.program == "gh"
	array.slice(command.arguments, 0, 2) == ["run", "download"]
}

# It is fetched by a script over the API.
takes_artifact(step) if {
	step.uses.action == "actions/github-script"
	contains(step["with"].script, "downloadArtifact")
}

# Whether a script looks at the form of a value: `[[ $n =~ ^[0-9]+$ ]]`.
checks_form(step) if regex.match(_checks, script(step))

_checks := `=~|\bgrep -[a-zA-Z]*[Eqx]|\btr -[a-z]*d|\bNumber\(|\bparseInt\(|\.test\(`
