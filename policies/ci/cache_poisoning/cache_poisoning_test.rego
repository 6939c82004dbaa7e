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
}

_facts(jobs) := {"pipelines": [{"jobs": jobs}]}

_cached_node := _uses(0, "actions/setup-node", {"cache": "npm"})

_release := _uses(2, "softprops/action-gh-release", {"files": "dist/*.zip"})

test_release_with_cache if {
	found := cache_poisoning.deny with input as _facts([_job("release", [], [_cached_node, _release], [])])
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
		},
		{
			"steps": [
				_uses(0, "actions/cache", {"path": "~/.npm", "key": "npm"}),
				_run(1, "gh", ["release", "upload", "v1.0.0", "dist/widget.tgz"]),
			],
			"key": "uses",
		},
	] {
		found := cache_poisoning.deny with input as _facts([_job("release", [], case.steps, [])])
		{violation.key | some violation in found} == {case.key}
	}
}

_build(node) := _job("build", [], [node, _uses(1, "actions/upload-artifact", {"path": "dist"})], [])

_publish := _job(
	"publish", ["build"],
	[_uses(0, "actions/download-artifact", {})],
	[{"at": "p", "step": 1, "dry_run": false}],
)

test_artifact_that_is_published if {
	found := cache_poisoning.deny with input as _facts([_build(_cached_node), _publish])
	found == {{
		"msg": "job `build` restores a cache and builds with it what job `publish` publishes",
		"at": "w#/steps/0",
		"key": ["with", "cache"],
		"related": [{"at": "w#/jobs/publish", "msg": "this job takes the artifact and publishes"}],
	}}
}

_clean := {
	"no cache": _facts([_job("release", [], [_uses(0, "actions/setup-node", {"node-version": "24"}), _release], [])]),
	"switched off": _facts([_job("release", [], [_uses(0, "actions/setup-node", {"cache": ""}), _release], [])]),
	"a test job": _facts([_job("test", [], [_cached_node, _run(1, "npm", ["test"])], []), _publish]),
	"only written": _facts([_job(
		"release", [], [
			object.union(_uses(0, "actions/cache", {}), {"uses": {"path": "save"}}),
			_release,
		],
		[],
	)]),
	"the publishing job is another rule's": _facts([_job(
		"publish", [],
		[_cached_node],
		[{"at": "p", "step": 1, "dry_run": false}],
	)]),
	"an image that is only built": _facts([_job(
		"image", [], [_uses(
			0, "docker/build-push-action",
			{"push": "false", "cache-from": "type=gha"},
		)],
		[],
	)]),
	"a release of notes": _facts([_job(
		"notes", [], [
			_cached_node,
			_run(1, "gh", ["release", "create", "v1.0.0", "--generate-notes"]),
		],
		[],
	)]),
	"an artifact that is not published": _facts([_build(_cached_node)]),
	"a clean build": _facts([_build(_uses(0, "actions/setup-node", {})), _publish]),
}

test_clean if {
	every facts in _clean {
		count(cache_poisoning.deny) == 0 with input as facts
	}
}
