# METADATA
# title: The package manager is new enough for how the job publishes
# description: |
#   Staging and OIDC are young. npm stages since 11.15 and publishes by OIDC since 11.5.1, both on
#   Node.js 22.14 or newer; pnpm stages since 11.3, Yarn since 4.16. An older npm in a job that may
#   ask for an OIDC token does not use it: it takes a configured token without a word, or fails.
#   Node.js 22 ships npm 10 and no Node.js ships npm 12, so the version has to be chosen.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Choose Node.js 24 and the package manager's version in the job that publishes:
#     `npm install --global npm@11.15.0`, or `packageManager` with pnpm 11.3 or Yarn 4.16.
package palisade.publish.tool_too_old

import data.palisade.lib.installers
import data.palisade.lib.publishing

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in job.publishes
	publishing.happens(job, publish)
	purpose := _purpose(pipeline, job, publish)
	_decided(job, purpose)
	old := _old(publish, purpose)
	violation := object.union(_place(job, publish, old.tool), {"msg": sprintf(
		"job `%s` publishes with %s, which is too old to %s: %s can since %s",
		[job.id, installers.called(old.tool), _does[purpose], old.tool.tool, _written(old.since)],
	)})
}

unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	count(job.publishes) > 0
	some publish in job.publishes
	publishing.happens(job, publish)
	purpose := _purpose(pipeline, job, publish)
	not _new(publish, purpose)
	not _reported(job, publish, purpose)
	answer := object.union(publishing.place_of(job, publish), {"msg": _not_told(job, publish, purpose)})
}

_not_told(job, publish, purpose) := sprintf(
	"whether %s in job `%s` is new enough to %s is not told",
	[_client(publish), job.id, _does[purpose]],
) if {
	not _undated(publish, purpose)
}

_not_told(job, publish, purpose) := sprintf(
	"job `%s` publishes with %s, and since when %s can %s is not known here",
	[job.id, installers.called(publish.client), publish.client.tool, _does[purpose]],
) if {
	_undated(publish, purpose)
}

_undated(publish, purpose) if {
	publish.client.tool
	not _since[purpose][publish.client.tool]
}

# The first version that can, by npm's and the other clients' documentation. Of a tool that is not
# here nobody has said since when.
_since := {
	"stage": {"npm": [11, 15, 0], "pnpm": [11, 3, 0], "yarn": [4, 16, 0]},
	"oidc": {"npm": [11, 5, 1]},
}

# What npm needs below itself for both.
_node_since := [22, 14, 0]

_does := {"stage": "stage", "oidc": "publish by OIDC"}

_purpose(_, _, publish) := "stage" if publish.mode == "staged"

# A job with a token alone has no use for OIDC.
_purpose(pipeline, job, publish) := "oidc" if {
	publish.mode != "staged"
	_may_use_oidc(pipeline, job)
	not publishing.goes_elsewhere(publish)
}

_may_use_oidc(_, job) if publishing.oidc(job)

_may_use_oidc(pipeline, job) if publishing.oidc_undecided(pipeline, job)

# Where the caller's permissions decide, nothing is found.
_decided(_, purpose) if purpose == "stage"

_decided(job, "oidc") if publishing.oidc(job)

_reported(job, publish, purpose) if {
	_decided(job, purpose)
	_old(publish, purpose)
}

# The client itself comes first: a Node.js that is too old ships it.
_old(publish, purpose) := {"tool": publish.client, "since": _since[purpose][publish.client.tool]} if {
	_client_is_old(publish, purpose)
}

_old(publish, purpose) := {"tool": _node(publish), "since": _node_since} if {
	publish.client.tool == "npm"
	not _client_is_old(publish, purpose)
	installers.surely_before(_node(publish), _node_since)
}

_client_is_old(publish, purpose) if {
	installers.surely_before(publish.client, _since[purpose][publish.client.tool])
}

_new(publish, purpose) if {
	installers.surely_since(publish.client, _since[purpose][publish.client.tool])
	_node_is_new(publish)
}

_node_is_new(publish) if publish.client.tool != "npm"

_node_is_new(publish) if installers.surely_since(_node(publish), _node_since)

_node(publish) := {"tool": "Node.js", "version": publish.node}

_client(publish) := installers.called(publish.client) if publish.client

_client(publish) := sprintf("`%s`", [publish.tool]) if not publish.client

_place(job, _, tool) := {"at": tool.version.at, "related": publishing.places(job)} if tool.version.at

_place(job, publish, tool) := publishing.place_of(job, publish) if not tool.version.at

# `11.15` where the last number says nothing.
_written(version) := sprintf("%d.%d", [version[0], version[1]]) if version[2] == 0

_written(version) := sprintf("%d.%d.%d", version) if version[2] != 0
