package palisade.ci.unpinned_image_test

import data.palisade.ci.unpinned_image

_uses(text, pin) := {"at": "w#/uses", "text": text, "kind": "docker", "name": "image", "pin": pin}

_image(role, uses) := {"pipelines": [{"jobs": [{
	"id": "test",
	"steps": [],
	"images": [{"at": "w#/jobs/test/container", "role": role, "uses": uses}],
}]}]}

_step(uses) := {"pipelines": [{"jobs": [{"id": "lint", "images": [], "steps": [{"at": "s", "uses": uses}]}]}]}

test_container_with_tag if {
	found := unpinned_image.deny with input as _image("container", _uses("node:22-alpine", {
		"kind": "name",
		"ref": "22-alpine",
	}))
	found == {{
		"msg": "job `test` runs in `node:22-alpine`, and the tag `22-alpine` can be pushed again",
		"at": "w#/jobs/test/container",
		"severity": "low",
	}}
}

test_container_without_tag if {
	found := unpinned_image.deny with input as _image("container", _uses("mcr.example/playwright", {"kind": "none"}))
	found == {{
		"msg": "job `test` runs in `mcr.example/playwright`, which names no tag and so means `latest`",
		"at": "w#/jobs/test/container",
		"severity": "medium",
	}}
}

test_step if {
	found := unpinned_image.deny with input as _step(_uses("docker://rhysd/actionlint:latest", {
		"kind": "name",
		"ref": "latest",
	}))
	found == {{
		"msg": "this step runs `docker://rhysd/actionlint:latest`, and the tag `latest` is meant to move",
		"at": "w#/uses",
		"severity": "medium",
	}}
}

test_service_latest if {
	found := unpinned_image.deny with input as _image("redis", _uses("redis:latest", {"kind": "name", "ref": "latest"}))
	{violation.at | some violation in found} == {"w#/jobs/test/container"}
	{violation.severity | some violation in found} == {"low"}
}

test_a_tag_without_a_number_is_no_version if {
	every tag in ["lts", "alpine", "dind"] {
		facts := _image("redis", _uses(concat(":", ["image", tag]), {"kind": "name", "ref": tag}))
		{violation.severity | some violation in unpinned_image.deny} == {"low"} with input as facts
	}
	dated := _image("redis", _uses("redis:alpine3.22", {"kind": "name", "ref": "alpine3.22"}))
	count(unpinned_image.deny) == 0 with input as dated
}

_clean := {
	"a digest": _image("container", _uses("node:22@sha256:8f2c", {"kind": "digest", "ref": "sha256:8f2c"})),
	"a service with a version": _image("postgres", _uses("postgres:16", {"kind": "version", "ref": "16"})),
	"an image out of a matrix": _image("container", _uses("node:${{ matrix.node }}", {
		"kind": "name",
		"ref": "${{ matrix.node }}",
	})),
	"an expression": _image("container", {
		"at": "w#/uses",
		"text": "${{ matrix.image }}",
		"kind": "other",
		"pin": {"kind": "none"},
	}),
	"a pinned step": _step(_uses("docker://alpine@sha256:77af", {"kind": "digest", "ref": "sha256:77af"})),
	"an action": _step({
		"at": "u",
		"text": "actions/checkout@v4",
		"kind": "action",
		"pin": {"kind": "version", "ref": "v4"},
	}),
}

test_clean if {
	every facts in _clean {
		count(unpinned_image.deny) == 0 with input as facts
	}
}

_alias(id) := {"at": id, "id": id, "steps": [], "images": [{
	"at": sprintf(".circleci/config.yml#/jobs/%s/docker/0/image", [id]),
	"role": "container",
	"uses": {
		"at": "i", "text": "cimg/node:24.1", "kind": "docker", "name": "cimg/node",
		"pin": {"kind": "version", "ref": "24.1"},
	},
}]}

test_one_image_is_one_finding_a_file_elsewhere if {
	facts := {"pipelines": [{"provider": "circleci", "file": ".circleci/config.yml", "jobs": jobs} |
		some jobs in [[_alias("build"), _alias("test")], [_alias("deploy")]]
	]}
	found := unpinned_image.deny with input as facts
	{[violation.at, violation.msg] | some violation in found} == {[
		".circleci/config.yml#/jobs/build/docker/0/image",
		"jobs run in `cimg/node:24.1`, and the tag `24.1` can be pushed again",
	]}
	other := {"pipelines": [{"provider": "github", "file": "w", "jobs": [_alias("build"), _alias("test")]}]}
	count(unpinned_image.deny) == 2 with input as other
}

_elsewhere(text, kind, pin) := {"pipelines": [{"provider": "gitlab", "file": ".gitlab-ci.yml", "jobs": [{
	"id": "test",
	"steps": [],
	"images": [{"at": "i", "role": "container", "uses": {"at": "i", "text": text, "kind": kind, "pin": pin}}],
}]}]}

test_a_tag_behind_a_variable if {
	every facts in [
		_elsewhere("${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/node:latest", "docker", {"kind": "name", "ref": "latest"}),
		_elsewhere("$CI_REGISTRY_IMAGE:latest", "docker", {"kind": "name", "ref": "latest"}),
		_elsewhere("$REG/node", "docker", {"kind": "none"}),
	] {
		{[violation.at, violation.severity] | some violation in unpinned_image.deny} == {["i", "medium"]} with input as facts
		count(unpinned_image.unknown) == 0 with input as facts
	}
}

test_an_image_that_only_a_run_can_tell_is_unknown if {
	every facts in [
		_elsewhere("$IMG", "other", {"kind": "none"}),
		_elsewhere("node:$(tag)", "docker", {"kind": "name", "ref": "$(tag)"}),
		_elsewhere("node:$TAG", "other", {"kind": "none"}),
	] {
		count(unpinned_image.deny) == 0 with input as facts
		{answer.at | some answer in unpinned_image.unknown} == {"i"} with input as facts
	}
}

test_a_digest_behind_a_variable_is_pinned if {
	facts := _elsewhere("$REG/node:22@sha256:8f2c", "docker", {"kind": "digest", "ref": "sha256:8f2c"})
	count(unpinned_image.deny) == 0 with input as facts
	count(unpinned_image.unknown) == 0 with input as facts
}
