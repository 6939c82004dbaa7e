# METADATA
# title: Caches
# description: |
#   What the rules of several packs ask about caches: what a job restores, by its own steps or by the
#   repository's own composite actions that it calls.
package palisade.lib.caches

# METADATA
# title: What a job restores from a cache
# description: |
#   Objects with `cache`, `index` (the job's step that is or calls it), `key` (what switches it on) and
#   `related` (the call). An action that such an action calls is not followed. Rules that ask it of
#   every job write what is cheap before it.
restored(job) := [entry |
	some entries in [
		[{"index": object.get(cache, "step", -1), "cache": cache, "key": _key(job, cache), "related": []} |
			some cache in job.caches
			cache.restores
		],
		[{"index": call.index, "cache": cache, "key": _key(action, cache), "related": [_call(call)]} |
			not _restores_nothing(job)
			some call in job.steps
			call.uses.kind == "local"
			some action in _called(call.uses.path)
			some cache in action.caches
			cache.restores
		],
	]
	some entry in entries
]

# `cache-mode` holds for the actions that a job calls as well.
_restores_nothing(job) if job.cache_mode in {"none", "write-only"}

# What to point at: the input that switches the cache on, or the action.
_key(job, cache) := ["with", names[0]] if {
	names := [name |
		some step in job.steps
		step.index == cache.step
		some name in ["cache", "cache-from", "bundler-cache", "enable-cache"]
		step["with"][name]
	]
	count(names) > 0
} else := "uses"

# The jobs of the composite action in a folder. Where both files stand in it, `action.yml` counts.
_called(path) := _in_yml[path] if {
	_in_yml[path]
} else := _in_yaml[path]

_in_yml := _actions_in("action.yml")

_in_yaml := _actions_in("action.yaml")

_actions_in(name) := {folder: pipeline.jobs |
	some pipeline in input.pipelines
	pipeline.kind == "composite_action"
	endswith(pipeline.file, name)
	folder := _folder(trim_suffix(pipeline.file, name))
}

_folder(path) := "." if path == ""

_folder(path) := trim_suffix(path, "/") if path != ""

_call(call) := {"at": call.at, "key": "uses", "msg": "the action is called here"}
