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
}

# Free text that may have several lines.
_many_lines := {
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

contexts := _one_line | _many_lines

# An index is `*` in the lists above.
_plain(context) := regex.replace(regex.replace(lower(context), `\[([0-9]+|\*)\]`, ".*"), `\.[0-9]+\.`, ".*.")

is_untrusted(context) if _plain(context) in contexts

# Whether the text may break a line, and so write a second entry into a file of `NAME=value` lines.
has_lines(context) if _plain(context) in _many_lines

# The untrusted contexts that an expression's value can carry into the place where it stands.
#
# A context that is only compared or searched yields `true` or `false`; the left side of `&&` yields nothing but an
# empty text: both are harmless.
in_expression(expression) := {context |
	some context in _dangerous(expression)
	text := lower(expression.text)
	_remains(context, text, _carrying(text))
}

_dangerous(expression) := {context |
	some context in expression.contexts

	# Spares the others the search: all of the lists above begin so.
	startswith(context, "github.")
	is_untrusted(context)
} | {context |
	"tojson" in expression.functions
	some context in expression.contexts
	context in _objects
}

# The untrusted contexts in the expressions of a text, such as the value of a variable.
in_text(text) := {context |
	some part in regex.find_n(`\$\{\{[^}]*\}\}`, lower(text), -1)
	some found in regex.find_n(`github\.[a-z0-9_.*\[\]-]+`, _carrying(part), -1)
	context := _plain(found)
	context in contexts
}

# The variables in force in a step that hold untrusted text: name to contexts. An inner `env` hides an outer one.
variables(pipeline, job, step) := {name: found |
	some name, value in object.union_n([_values(pipeline.env), _values(job.env), _values(step.env)])
	found := in_text(value)
	count(found) > 0
}

# Whether a text of a script expands the variable to its value, as a POSIX shell or as PowerShell.
reads_variable(text, name) if {
	regex.match(concat("", [`\$(?:[eE][nN][vV]:)?`, name, `(?:[^A-Za-z0-9_]|$)`]), text)
}

reads_variable(text, name) if {
	regex.match(concat("", [`\$\{(?:[eE][nN][vV]:)?`, name, `(?:\}|[#%^,]|:-|:=|:[0-9 ])`]), text)
}

# The last of several entries with one name counts.
_values(variables_list) := {name: values[count(values) - 1] |
	some name in {variable.name | some variable in variables_list}
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, name)
	values := [variable.value | some variable in variables_list; variable.name == name]
	count(values) > 0
}

_carrying(text) := after_and if {
	after_calls := regex.replace(text, `(contains|startswith|endswith|hashfiles)\([^()]*\)`, " ")
	after_right := regex.replace(after_calls, `[a-z_][a-z0-9_.*\[\]-]*\s*(==|!=)\s*('[^']*'|[a-z0-9_.\[\]-]+)`, " ")
	after_left := regex.replace(after_right, `'[^']*'\s*(==|!=)\s*[a-z_][a-z0-9_.*\[\]-]*`, " ")
	after_not := regex.replace(after_left, `!\s*[a-z_][a-z0-9_.*\[\]-]*`, " ")
	after_and := regex.replace(after_not, `[a-z_][a-z0-9_.*\[\]-]*\s*&&`, " ")
}

# A context that is spelt otherwise in the text, `github['head_ref']`, cannot be followed: it counts.
_remains(context, text, _) if not contains(_plain(text), context)

_remains(context, _, rest) if contains(_plain(rest), context)
