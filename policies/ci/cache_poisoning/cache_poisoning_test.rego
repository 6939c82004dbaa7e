package palisade.ci.cache_poisoning_test

import data.palisade.ci.cache_poisoning

_uses(index, action, inputs) := {
	"at": sprintf("w#/steps/%d", [index]),
	"index": index,
	"uses": {"kind": "action", "action": action},
	"with": inputs,
	"commands": [],
}

_run(index, program, arguments) := {
	"at": sprintf("w#/steps/%d", [index]),
	"index": index,
	"with": {},
	"commands": [{"at": "c", "program": program, "arguments": arguments}],
}

_job(id, needs, steps, publishes) := {
	"at": sprintf("w#/jobs/%s", [id]),
	"id": id,
	"needs": needs,
	"steps": steps,
	"publishes": publishes,
	"caches": [],
	"artifacts": [],
}

_caching(job, index) := object.union(job, {"caches": [{
	"at": sprintf("w#/steps/%d", [index]),
	"step": index,
	"tool": "actions/setup-node",
	"restores": true,
}]})

_facts(jobs) := {"pipelines": [{"jobs": jobs}]}

_cached_node := _uses(0, "actions/setup-node", {"cache": "npm"})

_release := _uses(2, "softprops/action-gh-release", {"files": "dist/*.zip"})

test_release_with_cache if {
	facts := _facts([_caching(_job("release", [], [_cached_node, _release], []), 0)])
	found := cache_poisoning.deny with input as facts
	found == {{
		"msg": "job `release` restores a cache and releases what it builds with it",
		"at": "w#/steps/0",
		"key": ["with", "cache"],
		"related": [{"at": "w#/steps/2", "msg": "this releases"}],
	}}
}

test_other_shapes if {
	every case in [
		{
			"steps": [_uses(1, "docker/build-push-action", {"push": "true", "cache-from": "type=gha"})],
			"key": ["with", "cache-from"],
			"index": 1,
		},
		{
			"steps": [
				_uses(0, "actions/cache", {"path": "~/.npm", "key": "npm"}),
				_run(1, "gh", ["release", "upload", "v1.0.0", "dist/widget.tgz"]),
			],
			"key": "uses",
			"index": 0,
		},
		{
			"steps": [_cached_node, _run(1, "cargo", ["publish", "--locked"])],
			"key": ["with", "cache"],
			"index": 0,
		},
	] {
		facts := _facts([_caching(_job("release", [], case.steps, []), case.index)])
		found := cache_poisoning.deny with input as facts
		{violation.key | some violation in found} == {case.key}
	}
}

_artifact(direction, name) := {"artifacts": [object.union(
	{"at": "a", "step": 1, "direction": direction, "other_run": false},
	{"name": name},
)]}

_build := object.union(
	_caching(_job("build", [], [_cached_node, _uses(1, "actions/upload-artifact", {"path": "dist"})], []), 0),
	_artifact("upload", "dist"),
)

_publish(name) := object.union(
	_job(
		"publish", ["build"],
		[_uses(0, "actions/download-artifact", {})],
		[{"at": "p", "step": 1, "dry_run": false}],
	),
	_artifact("download", name),
)

test_artifact_that_is_published[name] if {
	some name in ["dist", "${{ inputs.name }}"]
	found := cache_poisoning.deny with input as _facts([_build, _publish(name)])
	found == {{
		"msg": "job `build` restores a cache and builds with it what job `publish` publishes",
		"at": "w#/steps/0",
		"key": ["with", "cache"],
		"related": [{"at": "w#/jobs/publish", "msg": "this job takes the artifact and publishes"}],
	}}
}

test_all_artifacts if {
	publish := object.union(_publish("x"), {"artifacts": [{"at": "a", "direction": "download", "other_run": false}]})
	count(cache_poisoning.deny) == 1 with input as _facts([_build, publish])
}

_clean := {
	"no cache": _facts([_job("release", [], [_uses(0, "actions/setup-node", {"node-version": "24"}), _release], [])]),
	"a test job": _facts([
		_caching(_job("test", [], [_cached_node, _run(1, "npm", ["test"])], []), 0),
		_publish("dist"),
	]),
	"only written": _facts([object.union(_job("release", [], [_uses(0, "actions/cache", {}), _release], []), {"caches": [{
		"at": "w#/steps/0",
		"step": 0,
		"tool": "actions/cache",
		"restores": false,
		"saves": true,
	}]})]),
	"a run decides": _facts([object.union(_job("release", [], [_cached_node, _release], []), {"caches": [{
		"at": "w#/steps/0",
		"step": 0,
		"tool": "actions/setup-node",
	}]})]),
	"the publishing job is another rule's": _facts([_caching(
		_job("publish", [], [_cached_node], [{"at": "p", "step": 1, "dry_run": false}]),
		0,
	)]),
	"an image that is only built": _facts([_caching(
		_job(
			"image", [], [_uses(
				0, "docker/build-push-action",
				{"push": "false", "cache-from": "type=gha"},
			)],
			[],
		),
		0,
	)]),
	"a release of notes": _facts([_caching(
		_job(
			"notes", [], [
				_cached_node,
				_run(1, "gh", ["release", "create", "v1.0.0", "--generate-notes"]),
			],
			[],
		),
		0,
	)]),
	"an artifact that is not published": _facts([_build]),
	"another artifact": _facts([_build, _publish("docs")]),
	"a clean build": _facts([object.union(_build, {"caches": []}), _publish("dist")]),
}

test_clean[note] if {
	some note, facts in _clean
	count(cache_poisoning.deny) == 0 with input as facts
}
