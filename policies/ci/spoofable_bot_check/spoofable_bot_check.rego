# METADATA
# title: Conditions ask who wrote a change, not who touched it last
# description: |
#   `github.actor` is the account that caused this event, not the author of the change. An outsider can make a bot the
#   actor of a run for a branch that holds the outsider's commits, for instance by asking the bot to rebase, and then
#   passes a check such as `github.actor == 'dependabot[bot]'`. Under `pull_request_target` and the like that check
#   opens the repository's token and secrets.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
#     description: GitHub, the `github` context and its `actor`
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use
# custom:
#   severity: high
#   profile: baseline
#   remediation: |
#     Compare the author of the change: `if: github.event.pull_request.user.login == 'dependabot[bot]'`, and for
#     comments `github.event.comment.user.login`.
package palisade.ci.spoofable_bot_check

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	regex.match(_names_actor, lower(job["if"]))
	msg := _gravely(job)
	triggers.runs(job)
	count(triggers.privileged_of_job(input.pipelines, pipeline, job)) > 0
	violation := {"msg": msg, "at": job.at, "key": "if"}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	regex.match(_names_actor, lower(step["if"]))
	msg := _gravely(step)
	triggers.runs(job)
	triggers.runs(step)
	count(triggers.privileged_of_job(input.pipelines, pipeline, job)) > 0
	violation := {"msg": msg, "at": step.at, "key": "if"}
}

# With `pull_request` a fork gets no rights, whatever the condition says.
warn contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	regex.match(_names_actor, lower(job["if"]))
	msg := _mildly(job)
	_unprivileged(pipeline, job)
	violation := {"msg": msg, "at": job.at, "key": "if"}
}

warn contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	regex.match(_names_actor, lower(step["if"]))
	msg := _mildly(step)
	_unprivileged(pipeline, job)
	violation := {"msg": msg, "at": step.at, "key": "if"}
}

_unprivileged(pipeline, job) if {
	triggers.has_privileged_events(pipeline)
	triggers.runs(job)
	"pull_request" in triggers.events_of_job(pipeline, job)
	count(triggers.privileged_of_job(input.pipelines, pipeline, job)) == 0
}

_gravely(item) := sprintf("`%s` can be a bot while the change is somebody else's", [_spoofable(item)])

_mildly(item) := sprintf("`%s` names who caused the run, not who wrote the change", [_spoofable(item)])

# Plain words, which are found fast: few conditions have them.
_names_actor := `actor|sender`

_actor := `github\.(?:actor_id|actor|triggering_actor|event\.sender\.login|event\.pull_request\.sender\.login)`

# Identifiers of the accounts and apps of Dependabot and Renovate.
_bot := `(?:'[a-z0-9-]+\[bot\]'|'?(?:49699333|27856297|29139614|29110)'?)`

_shapes := [
	sprintf(`%s\s*==\s*%s`, [_actor, _bot]),
	sprintf(`%s\s*==\s*%s`, [_bot, _actor]),
	sprintf(`(?:contains|startswith|endswith)\(\s*%s\s*,\s*'[^']*(?:bot|renovate)[^']*'`, [_actor]),
]

# Some alternative of the condition asks for the actor, and nothing beside that for the author.
_spoofable(item) := min(actors) if {
	actors := {actor |
		some tests in item.if_alternatives
		some test in tests
		regex.match(_test, test)
		some actor in regex.find_n(_actor, test, 1)
		count({other | some other in tests; regex.match(_author, other)}) == 0
	}
	count(actors) > 0
}

_test := sprintf(
	`^(?:%s == %s|(?:contains|startswith|endswith)\(%s, '[^']*(?:bot|renovate)[^']*'\)|contains\([^!]*\[bot\].*, %s\))$`,
	[_actor, _bot, _actor, _actor],
)

_author := `(pull_request|comment|issue|review)\.user\.(login|id|type) ==`

# The same in a condition that was not taken apart.
_spoofable(item) := actor if {
	not item.if_alternatives
	text := lower(item["if"])
	not _asks_author(text)
	found := [match |
		some shape in _shapes
		some match in regex.find_n(sprintf(`(?:!\s*)?%s`, [shape]), text, -1)
		not startswith(match, "!")
	]
	count(found) > 0
	actors := regex.find_n(_actor, found[0], 1)
	actor := actors[0]
}

# The author is asked for as well, and must be the bot too.
_asks_author(text) if {
	regex.match(`(pull_request|comment|issue|review)\.user\.(login|id|type)\s*==`, text)
	not contains(text, "||")
}
