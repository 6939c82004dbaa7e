package palisade.publish.cache_in_release_test

import data.palisade.publish.cache_in_release

_publish(index) := {"at": "publish", "step": index, "tool": "npm", "dry_run": false}

_step(inputs) := {
	"at": ".github/workflows/release.yml#/jobs/publish/steps/0",
	"index": 0,
	"with": inputs,
}

_cache(tool) := {"at": _step({}).at, "step": 0, "tool": tool, "restores": true}

_facts(inputs, caches, publishes) := {"pipelines": [{"jobs": [{
	"id": "publish",
	"steps": [_step(inputs), {"at": "second", "index": 1, "with": {}}],
	"caches": caches,
	"publishes": publishes,
}]}]}

test_restored_caches[note] if {
	some note, tc in {
		"actions/cache": {"inputs": {"path": "dist"}, "key": "uses"},
		"actions/setup-node": {"inputs": {"cache": "npm", "node-version": "24"}, "key": ["with", "cache"]},
		"actions/setup-go": {"inputs": {}, "key": "uses"},
		"ruby/setup-ruby": {"inputs": {"bundler-cache": "true"}, "key": ["with", "bundler-cache"]},
	}
	found := cache_in_release.deny with input as _facts(tc.inputs, [_cache(note)], [_publish(1)])
	found == {{
		"msg": sprintf("`%s` restores a cache in job `publish`, which publishes", [note]),
		"at": _step({}).at,
		"key": tc.key,
		"label": "restored before the publication",
		"related": [{"at": "publish", "msg": "`npm` publishes here"}],
	}}
}

_call := {"at": "call", "index": 0, "uses": {"kind": "local", "path": ".github/actions/setup"}, "with": {}}

_action := {
	"kind": "composite_action",
	"file": ".github/actions/setup/action.yml",
	"jobs": [{"steps": [_step({"cache": "npm"})], "caches": [_cache("actions/setup-node")], "publishes": []}],
}

_calling := {
	"id": "publish",
	"steps": [_call, {"at": "second", "index": 1, "with": {}}],
	"caches": [],
	"publishes": [_publish(1)],
}

test_cache_of_a_composite_action if {
	found := cache_in_release.deny with input as {"pipelines": [{"jobs": [_calling]}, _action]}
	[[violation.at, violation.key, violation.related] | some violation in found] == [[
		_step({}).at,
		["with", "cache"],
		[
			{"at": "call", "key": "uses", "msg": "the action is called here"},
			{"at": "publish", "msg": "`npm` publishes here"},
		],
	]]
}

test_cache_mode_of_a_composite_action[mode] if {
	some mode, expected in {"none": 0, "write-only": 0, "read": 1}
	job := object.union(_calling, {"cache_mode": mode})
	count(cache_in_release.deny) == expected with input as {"pipelines": [{"jobs": [job]}, _action]}
}

test_clean[note] if {
	some note, tc in {
		"saved only": {"caches": [object.union(_cache("actions/cache"), {"restores": false})], "publishes": [_publish(1)]},
		"a run decides": {"caches": [object.remove(_cache("actions/cache"), ["restores"])], "publishes": [_publish(1)]},
		"none": {"caches": [], "publishes": [_publish(1)]},
		"test job": {"caches": [_cache("actions/cache")], "publishes": []},
		"dry run": {
			"caches": [_cache("actions/cache")],
			"publishes": [object.union(_publish(1), {"dry_run": true})],
		},
		"after the publication": {"caches": [_cache("actions/cache")], "publishes": [_publish(0)]},
	}
	count(cache_in_release.deny) == 0 with input as _facts({}, tc.caches, tc.publishes)
}

test_a_cache_of_the_whole_job if {
	cache := {"at": ".gitlab-ci.yml#/publish/cache", "tool": "cache", "restores": true}
	found := cache_in_release.deny with input as _facts({}, [cache], [_publish(0)])
	{[violation.at, violation.msg] | some violation in found} == {[
		cache.at,
		"`cache` restores a cache in job `publish`, which publishes",
	]}
	saved := cache_in_release.deny with input as _facts({}, [object.union(cache, {"restores": false})], [_publish(0)])
	saved == set()
}
