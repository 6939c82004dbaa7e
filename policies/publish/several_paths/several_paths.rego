# METADATA
# title: One workflow publishes a package
# description: |
#   Each workflow that publishes a package is a way to its users that has to be guarded: its
#   triggers, its environment, its own trusted publisher. Trusted publishers of a package add up, so
#   the loosest of them decides what a stolen run can do. Of a reusable workflow the calling file
#   counts, for the registry as for this rule.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Publish from one workflow: give it the other's triggers, or an input for the dist-tag. Then
#     remove the trusted publisher of the workflow that no longer publishes.
package palisade.publish.several_paths

import data.palisade.lib.publishing

deny contains violation if {
	some entries in _groups
	names := sort([name | some name, found in _paths; found == entries])
	places := [place |
		some publication in _told
		count(publication.entries & entries) > 0
		count({name | some name in publication.packages} & {name | some name in names}) > 0
		some place in publication.places
	]
	violation := object.union(places[0], {
		"msg": sprintf("%s: published by %d workflows, %s", [_named(names), count(entries), _listed(entries)]),
		"label": "one of several ways to users",
		"related": array.slice(places, 1, 8),
	})
}

# What a publication takes along may be what another workflow publishes as well.
unknown contains answer if {
	count({entry | some publication in _publications; some entry in publication.entries}) > 1
	some publication in _publications
	not publication.packages
	answer := object.union(publication.places[0], {"msg": sprintf(
		"which packages `%s` publishes is not told, and more than one workflow publishes",
		[publication.tool],
	)})
}

_publications := [publication |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in job.publishes
	publishing.is_public_publication(job, publish)
	publication := object.union(_packages(publish), {
		"entries": _entries(pipeline, job),
		"places": array.concat([_place(job, publish)], _calls(job)),
		"tool": publish.tool,
	})
]

_told := [publication |
	some publication in _publications
	publication.packages
]

_names := {name | some publication in _told; some name in publication.packages}

_paths := {name: entries |
	some name in _names
	entries := {entry |
		some publication in _told
		name in publication.packages
		some entry in publication.entries
	}
	count(entries) > 1
}

_groups := {entries | some entries in _paths}

_packages(publish) := {"packages": publish.packages} if publish.packages

_packages(publish) := {} if not publish.packages

_place(job, publish) := object.union(
	publishing.place_of(job, publish),
	{"msg": sprintf("`%s` publishes here", [publish.tool])},
)

# The calls by which other workflows start the job: of a chain of them the first one made.
_calls(job) := [{"at": call, "key": "uses", "msg": "called here"} |
	some trigger in job.triggers
	some call in array.slice(trigger.through, count(trigger.through) - 1, count(trigger.through))
]

_calls(job) := [] if not job.triggers

# The workflows that start the job: the callers' files for one that is called, else its own.
_entries(pipeline, job) := _own(pipeline) if count(_callers(job)) == 0

_entries(pipeline, job) := _callers(job) | _started_itself(pipeline, job) if count(_callers(job)) > 0

_callers(job) := {file |
	some trigger in job.triggers
	count(trigger.through) > 0
	file := split(trigger.at, "#")[0]
}

_started_itself(pipeline, job) := {pipeline.at |
	some trigger in job.triggers
	not trigger.through
	trigger.event != "workflow_call"
}

# Who calls an action is the one that publishes. Where nobody here does, it counts for itself.
_own(pipeline) := {pipeline.at} if pipeline.kind == "workflow"

_own(pipeline) := _users(pipeline) if {
	pipeline.kind == "composite_action"
	count(_users(pipeline)) > 0
}

_own(pipeline) := {pipeline.at} if {
	pipeline.kind == "composite_action"
	count(_users(pipeline)) == 0
}

_users(action) := {pipeline.at |
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	some step in job.steps
	step.uses.kind == "local"
	action.file in _files_of_action(step.uses.path)
}

_files_of_action(".") := {"action.yml", "action.yaml"}

_files_of_action(path) := {concat("/", [path, file]) | some file in ["action.yml", "action.yaml"]} if path != "."

_named(names) := sprintf("`%s`", [names[0]]) if count(names) == 1

_named(names) := sprintf("`%s` and `%s`", [names[0], names[1]]) if count(names) == 2

_named(names) := sprintf("`%s` and %d more packages", [names[0], count(names) - 1]) if count(names) > 2

_listed(entries) := concat(", ", [sprintf("`%s`", [entry]) | some entry in sort([e | some e in entries])])
