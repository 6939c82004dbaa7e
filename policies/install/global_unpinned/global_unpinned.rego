# METADATA
# title: Global installs in CI pin a version
# description: |
#   A global install stands outside the lockfile: no hash and no review. Without an exact version a
#   job takes whatever the registry calls newest, `npm@latest` in a release job included. A new
#   major version changes defaults, a stolen package runs its scripts.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/commands/npm-install
#     description: npm install
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Name the version, `npm install --global npm@11.19.1`, or make the tool a `devDependency`.
package palisade.install.global_unpinned

import data.palisade.lib.registries

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some install in job.installs
	install.global
	loose := [spec | some spec in install.packages; _loose(spec)]
	count(loose) > 0
	violation := {
		"msg": sprintf("job `%s` installs `%s` globally without an exact version", [job.id, concat("`, `", loose)]),
		"at": install.at,
	}
}

_loose(spec) if {
	not registries.exact(spec)
	not registries.decided_at_run(spec)
	not registries.local_path(spec)
	not regex.match(`#[0-9a-f]{40}$`, spec)
}
