# METADATA
# title: A root that is never published is marked private
# description: |
#   A registry accepts every package that has a name and a version. One `npm publish` in the wrong
#   folder, or a release tool that walks the workspaces, uploads an application or the root of a
#   workspace with all that lies in it. `private: true` makes every client refuse.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#private
#     description: npm, package.json, private
# custom:
#   severity: low
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Add `"private": true`. A root that is published after all says so with `files` and
#     `publishConfig`.
package palisade.publish.not_marked_private

import data.palisade.lib.publishing

deny contains violation if {
	some manifest in input.packages
	manifest.role == "root"
	manifest.publishable
	not publishing.released(manifest)
	not publishing.is_extension(manifest)
	violation := {
		"msg": sprintf("nothing publishes `%s`, and nothing keeps it from being published", [manifest.name]),
		"at": manifest.at,
		"key": "private",
	}
}
