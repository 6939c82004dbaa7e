package palisade.publish.cache_in_release_test

import data.palisade.publish.cache_in_release

_publish(index) := {"at": "publish", "step": index, "tool": "npm", "dry_run": false}

_step(action, path, inputs) := {
	"at": ".github/workflows/release.yml#/jobs/publish/steps/0",
	"index": 0,
	"uses": {"action": action, "path": path},
	"with": inputs,
}

_places(step, publishes) := {[violation.at, violation.key] |
	some violation in cache_in_release.deny with input as {"pipelines": [{"jobs": [{
		"id": "publish",
		"steps": [step, {"at": "second", "index": 1, "with": {}}],
		"publishes": publishes,
	}]}]}
}

test_restored_caches[note] if {
	some note, tc in {
		"actions/cache": {"action": "actions/cache", "path": "", "with": {"path": "dist"}, "key": "uses"},
		"restore": {"action": "actions/cache", "path": "restore", "with": {}, "key": "uses"},
		"setup-node": {
			"action": "actions/setup-node",
			"path": "",
			"with": {"cache": "npm", "node-version": "24"},
			"key": ["with", "cache"],
		},
		"pnpm": {"action": "pnpm/action-setup", "path": "", "with": {"cache": "true"}, "key": ["with", "cache"]},
	}
	step := _step(tc.action, tc.path, tc["with"])
	_places(step, [_publish(1)]) == {[step.at, tc.key]}
}

test_cache_of_a_composite_action if {
	call := {"at": "call", "index": 0, "uses": {"kind": "local", "path": ".github/actions/setup"}, "with": {}}
	job := {"id": "publish", "steps": [call, {"at": "second", "index": 1, "with": {}}], "publishes": [_publish(1)]}
	action := {
		"kind": "composite_action",
		"file": ".github/actions/setup/action.yml",
		"jobs": [{"steps": [_step("actions/setup-node", "", {"cache": "npm"})], "publishes": []}],
	}
	found := cache_in_release.deny with input as {"pipelines": [{"jobs": [job]}, action]}
	[[violation.at, violation.key, violation.related] | some violation in found] == [[
		_step("", "", {}).at,
		["with", "cache"],
		[
			{"at": "call", "key": "uses", "msg": "the action is called here"},
			{"at": "publish", "msg": "`npm` publishes here"},
		],
	]]
}

test_message if {
	found := cache_in_release.deny with input as {"pipelines": [{"jobs": [{
		"id": "publish",
		"steps": [_step("actions/cache", "", {})],
		"publishes": [_publish(1)],
	}]}]}
	{violation.msg | some violation in found} == {
		"`actions/cache` restores a cache in job `publish`, which publishes",
	}
}

test_clean[note] if {
	some note, tc in {
		"saved only": {"action": "actions/cache", "path": "save", "with": {}, "publishes": [_publish(1)]},
		"setup-node without": {
			"action": "actions/setup-node",
			"path": "",
			"with": {"package-manager-cache": "false"},
			"publishes": [_publish(1)],
		},
		"switched off": {"action": "pnpm/action-setup", "path": "", "with": {"cache": "false"}, "publishes": [_publish(1)]},
		"empty": {"action": "actions/setup-node", "path": "", "with": {"cache": ""}, "publishes": [_publish(1)]},
		"test job": {"action": "actions/cache", "path": "", "with": {}, "publishes": []},
		"after the publication": {"action": "actions/cache", "path": "", "with": {}, "publishes": [_publish(0)]},
	}
	_places(_step(tc.action, tc.path, tc["with"]), tc.publishes) == set()
}

test_cache_mode[mode] if {
	some mode, expected in {"none": 0, "write-only": 0, "read": 1, "write": 1}
	facts := {"pipelines": [{"jobs": [{
		"id": "publish",
		"cache_mode": mode,
		"steps": [_step("actions/cache", "", {})],
		"publishes": [_publish(1)],
	}]}]}
	count(cache_in_release.deny) == expected with input as facts
}
