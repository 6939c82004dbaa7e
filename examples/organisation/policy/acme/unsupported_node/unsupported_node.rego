# METADATA
# title: Jobs run a supported version of Node.js
# description: |
#   A version of Node.js that nobody updates brings an npm that nobody updates. We keep a few major
#   versions up to date on our runners and mirrors; a job that asks for another one gets a build
#   that we do not watch.
# related_resources:
#   - ref: https://nodejs.org/en/about/previous-releases
#     description: Node.js, releases and their end of life
# custom:
#   severity: medium
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Write one of the versions in `acme_node_versions`, such as `node-version: 24`.
package acme.unsupported_node

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	version := _version(step)
	not _decided_at_run(version)
	not _major(version) in data.parameters.acme_node_versions
	violation := {
		"msg": sprintf("job `%s` runs Node.js `%s`, which we do not keep up to date", [job.id, version]),
		"at": step.at,
		"key": ["with", "node-version"],
		"label": sprintf("supported: %s", [concat(", ", data.parameters.acme_node_versions)]),
	}
}

unknown contains answer if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	version := _version(step)
	_decided_at_run(version)
	answer := {
		"msg": sprintf("only a run can tell which Node.js job `%s` takes", [job.id]),
		"at": step.at,
	}
}

_version(step) := step["with"]["node-version"] if step.uses.action == "actions/setup-node"

_decided_at_run(version) if contains(version, "${{")

_major(version) := split(trim_prefix(version, "v"), ".")[0]
