# METADATA
# title: Who can publish each package, and how
# description: |
#   What `palisade inventory` shows: `packages` is a set of objects, one for each package that can be
#   published, with the ways that lead there. The program adds nothing to it. Who wants other columns
#   writes this package anew, in a bundle of his own.
#
#   A package has `name`, `at`, `who` (`ci`, `human`, `both`), `ways` and `unknown`, the things that no
#   file shows. A way has `by` (`ci` or `human`), `mode` (`direct`, `staged`, `unknown`), `tool` and `at`;
#   one in CI also `pipeline`, `job`, `credential`, `triggers`, `environment`, `through`, and `certain`,
#   false where the files do not tell which packages a publication is about.
package palisade.inventory

import data.palisade.lib.attested
import data.palisade.lib.conditions
import data.palisade.lib.publishing
import data.palisade.lib.registries
import data.palisade.lib.unseen

packages contains entry if {
	some manifest in _published
	ci := [way | some way in array.concat(_ci_ways, _unseen_ways); _is_about(way, manifest)]
	human := _human_ways(manifest)
	entry := {
		"name": manifest.name,
		"at": manifest.at,
		"who": _who(ci, human),
		"ways": [_shown(way) | some way in array.concat(ci, human)],
		"unknown": ["who has rights in the registry, and whether it takes tokens"],
	}
}

# A publication of which no package is known must not vanish: what it uploads is made in the job.
packages contains entry if {
	some way in _ci_ways
	not _is_refused(way)
	every manifest in _published {
		not _is_about(way, manifest)
	}
	entry := {
		"name": "(made in the job)",
		"at": way.at,
		"who": "ci",
		"ways": [_shown(way)],
		"unknown": ["who has rights in the registry, and whether it takes tokens"],
	}
}

# What somebody could publish: examples and fixtures are made for nobody, and a private package is refused.
_published := [manifest |
	some manifest in input.packages
	manifest.publishable
	manifest.name
	not publishing.is_sample(manifest)
	not publishing.is_extension(manifest)
]

_who(ci, human) := "both" if {
	count(ci) > 0
	count(human) > 0
}

_who(ci, human) := "ci" if {
	count(ci) > 0
	count(human) == 0
}

_who(ci, _) := "human" if count(ci) == 0

_ci_ways := [way |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in publishing.real(job)
	not _stays_here(publish)
	not _is_of_callers(pipeline, publish)
	way := object.union(_way(pipeline, job, publish), _environment(job))
]

# What a composite action publishes is a way of each job that calls it.
_is_of_callers(pipeline, publish) if {
	pipeline.kind == "composite_action"
	some at in [publish.at | not publish.through]
	at in _passed_by_workflows
}

_is_of_callers(pipeline, publish) if {
	pipeline.kind == "composite_action"
	some passage in publish.through
	passage.at in _passed_by_workflows
}

_passed_by_workflows := {passage.at |
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some job in pipeline.jobs
	some publish in job.publishes
	some passage in publish.through
}

# A registry that a test starts.
_stays_here(publish) if registries.loopback(registries.host_of(publish.registry))

# What may publish and cannot be read: a plugin of Yarn, a program of the repository.
_unseen_ways := [way |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	publishing.oidc(job)
	not publishing.publishes(job)
	some found in unseen.in_job(job)
	publish := {"at": found.at, "step": 0, "tool": found.name, "mode": "unknown"}
	way := object.union(_way(pipeline, job, publish), _environment(job))
]

_way(pipeline, job, publish) := {
	"by": "ci",
	"mode": publish.mode,
	"tool": publish.tool,
	"at": publish.at,
	"pipeline": pipeline.file,
	"provider": pipeline.provider,
	"job": job.id,
	"credential": publishing.credential(pipeline, job, publish),
	"triggers": _triggers(pipeline, job, publish),
	"through": _through(publish),
	"packages": object.get(publish, "packages", null),
	"unknown": _gaps(job, publish),
}

# Another registry than the public one is where the way ends.
_through(publish) := array.concat(
	[passage.what | some passage in object.get(publish, "through", [])],
	[sprintf("the registry %s", [publish.registry]) | publishing.goes_elsewhere(publish); publish.registry],
)

_environment(job) := {"environment": job.environment.name}

_environment(job) := {} if not job.environment

# The tool refuses: the manifest where it runs is private.
_is_refused(way) if way.packages == []

_is_about(way, _) if way.packages == null

_is_about(way, manifest) if manifest.name in way.packages

_shown(way) := object.union(object.remove(way, ["packages"]), {"certain": way.packages != null}) if {
	way.by == "ci"
}

_shown(way) := way if way.by == "human"

_gaps(job, publish) := array.concat(
	[gap | publish.mode == "unknown"; gap := sprintf("whether `%s` stages", [publish.tool])],
	array.concat(
		[gap | not publish.packages; gap := "which packages it publishes"],
		[gap |
			job.environment
			count(attested.environment(job.environment.name)) == 0
			gap := sprintf("what protects the environment `%s`", [job.environment.name])
		],
	),
)

# What a condition leaves out does not lead to the publication.
_triggers(pipeline, job, publish) := sort({_told(trigger) |
	some trigger in object.get(job, "triggers", pipeline.triggers)
	not conditions.leaves_out_job(pipeline, job, trigger)
	not _leaves_out_step(job, publish, trigger)
})

_leaves_out_step(job, publish, trigger) if {
	some step in job.steps
	step.index == publish.step
	conditions.leaves_out(step, trigger)
}

# `push (main, v*)`, `push (tags v*)`, `release (published)`
_told(trigger) := trigger.event if count(_filters(trigger)) == 0

_told(trigger) := sprintf("%s (%s)", [trigger.event, concat("; ", _filters(trigger))]) if count(_filters(trigger)) > 0

_filters(trigger) := [filter |
	some kind, word in {"branches": "", "tags": "tags ", "types": "", "workflows": "behind "}
	count(trigger[kind]) > 0
	filter := sprintf("%s%s", [word, concat(", ", trigger[kind])])
]

# A script that publishes and that no job runs is there for a person.
_human_ways(manifest) := [way |
	some place in input.packages
	_serves(place, manifest)
	some script in place.scripts
	some command in script.commands
	command.deed.kind == "publish"
	not command.deed.release.dry_run
	not _is_run_by_ci(script)
	way := {
		"by": "human",
		"mode": command.deed.release.mode,
		"tool": command.deed.tool,
		"at": script.at,
		"through": [sprintf("the script %s", [script.name])],
		"unknown": [],
	}
]

_serves(place, manifest) if place.at == manifest.at

_serves(place, manifest) if {
	place.directory == "."
	place.at != manifest.at
}

_is_run_by_ci(script) if script.at in _passed

_is_run_by_ci(script) if script.name in _named

_passed := {passage.at |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	some passage in publish.through
}

_named := {publish.through_script |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
}
