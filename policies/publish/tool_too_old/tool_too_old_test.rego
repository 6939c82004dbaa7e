package palisade.publish.tool_too_old_test

import data.palisade.publish.tool_too_old

_at := ".github/workflows/release.yml#/jobs/publish/steps/2/run;char=0,17"

_node_at := ".github/workflows/release.yml#/jobs/publish/steps/1/with/node-version"

_npm(least, most) := {"tool": "npm", "version": {"source": "node", "at": _node_at, "least": least, "most": most}}

_node24 := {"source": "setup", "at": _node_at, "least": "24.0.0", "most": "24.999.999"}

_staged := {"mode": "staged", "client": _npm("11.15.0", "11.15.0"), "node": _node24}

_by_oidc := {"mode": "direct", "client": _npm("11.5.1", "11.999.999"), "node": _node24}

_repository(job, publish) := {
	"packages": [{"name": "@acme/inner", "publish_config": {"registry": "https://npm.corp.example/"}}],
	"pipelines": [{
		"kind": "workflow",
		"triggers": [{"event": "push"}],
		"env": [],
		"jobs": [object.union(
			{
				"id": "publish",
				"permissions": {"known": true, "source": "job", "scopes": {"id-token": "write"}},
				"steps": [{"index": 2, "commands": []}],
				"publishes": [object.union({"at": _at, "step": 2, "tool": "npm", "dry_run": false}, publish)],
			},
			job,
		)],
	}],
}

_found(job, publish) := {[violation.at, violation.msg] |
	repository := _repository(job, publish)
	some violation in tool_too_old.deny with input as repository
		with data.parameters.public_registries as ["npm.example"]
}

_unknown(job, publish) := {[answer.at, answer.msg] |
	repository := _repository(job, publish)
	some answer in tool_too_old.unknown with input as repository
		with data.parameters.public_registries as ["npm.example"]
}

test_npm_that_cannot_stage if {
	publish := object.union(_staged, {"client": _npm("10.9.0", "10.999.999")})
	_found({}, publish) == {[
		_node_at,
		"job `publish` publishes with npm 10, which is too old to stage: npm can since 11.15",
	]}
	_unknown({}, publish) == set()
}

test_npm_that_cannot_use_oidc if {
	_found({}, object.union(_by_oidc, {"client": _npm("11.5.0", "11.5.0")})) == {[
		_node_at,
		"job `publish` publishes with npm 11.5.0, which is too old to publish by OIDC: npm can since 11.5.1",
	]}
}

test_other_clients_stage[note] if {
	some note, [tool, version, message] in {
		"pnpm": ["pnpm", "11.2.9", "pnpm 11.2.9, which is too old to stage: pnpm can since 11.3"],
		"yarn": ["yarn", "4.15.0", "yarn 4.15.0, which is too old to stage: yarn can since 4.16"],
	}
	client := {"tool": tool, "version": {"source": "package_manager", "least": version, "most": version}}
	_found({}, {"mode": "staged", "client": client}) == {[_at, sprintf("job `publish` publishes with %s", [message])]}
}

test_node_that_is_too_old_for_a_newer_npm if {
	node := {"source": "setup", "at": _node_at, "least": "22.13.0", "most": "22.13.999"}
	_found({}, object.union(_staged, {"node": node})) == {[
		_node_at,
		"job `publish` publishes with Node.js 22.13, which is too old to stage: Node.js can since 22.14",
	]}
}

test_one_cause_is_found_once if {
	node := {"source": "setup", "at": _node_at, "least": "20.0.0", "most": "20.999.999"}
	count(_found({}, object.union(_staged, {"client": _npm("10.0.0", "10.999.999"), "node": node}))) == 1
}

test_clean[note] if {
	some note, [job, publish] in {
		"stages with 11.15": [{}, _staged],
		"OIDC with 11.5.1": [{}, _by_oidc],
		"pnpm needs no Node.js of its own": [
			{},
			{"mode": "staged", "client": {"tool": "pnpm", "version": {"least": "11.3.0", "most": "11.3.0"}}},
		],
		"a token, and no OIDC": [
			{"permissions": {"known": true, "source": "job", "scopes": {"contents": "read", "id-token": "none"}}},
			object.union(_by_oidc, {"client": _npm("10.0.0", "10.999.999")}),
		],
		"a dry run": [{}, object.union(_staged, {"client": _npm("10.0.0", "10.9.0"), "dry_run": true})],
		"a job that never runs": [{"if_is": false}, object.union(_staged, {"client": _npm("10.0.0", "10.9.0")})],
		"a step that never runs": [
			{"steps": [{"index": 2, "if_is": false, "commands": []}]},
			object.union(_staged, {"client": _npm("10.0.0", "10.9.0")}),
		],
		"a private registry by a flag": [
			{},
			object.union(_by_oidc, {"client": _npm("10.0.0", "10.9.0"), "registry": "https://npm.corp.example"}),
		],
		"a private registry by the manifest": [
			{},
			object.union(_by_oidc, {"client": _npm("10.0.0", "10.9.0"), "packages": ["@acme/inner"]}),
		],
	}
	count(_found(job, publish) | _unknown(job, publish)) == 0
}

test_what_is_not_told_is_unknown[note] if {
	some note, [job, publish, message] in {
		"no client": [{}, {"mode": "staged"}, "whether `npm` in job `publish` is new enough to stage is not told"],
		"a range across the bound": [
			{},
			object.union(_staged, {"client": _npm("11.4.0", "11.999.999")}),
			"whether npm 11 in job `publish` is new enough to stage is not told",
		],
		"no Node.js": [
			{},
			object.remove(_staged, ["node"]),
			"whether npm 11.15.0 in job `publish` is new enough to stage is not told",
		],
		"a client whose OIDC nobody dated": [
			{},
			{"mode": "direct", "client": {"tool": "pnpm", "version": {"least": "11.7.0", "most": "11.7.0"}}},
			"job `publish` publishes with pnpm 11.7.0, and since when pnpm can publish by OIDC is not known here",
		],
		"the caller's permissions": [
			{"permissions": {"known": false, "source": "caller", "scopes": {"id-token": "none"}}},
			object.union(_by_oidc, {"client": _npm("10.0.0", "10.999.999")}),
			"whether npm 10 in job `publish` is new enough to publish by OIDC is not told",
		],
	}
	_found(job, publish) == set()
	_unknown(job, publish) == {[_at, message]}
}

test_a_new_client_is_known_whatever_the_caller_grants if {
	_unknown({"permissions": {"known": false, "source": "caller", "scopes": {"id-token": "none"}}}, _by_oidc) == set()
}
