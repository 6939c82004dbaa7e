# METADATA
# title: Manifests are complete
# custom:
#   severity: low
package own.manifests

deny contains {"msg": "the manifest names no repository", "at": manifest.at, "key": "name"} if {
	some manifest in input.packages
	not manifest.repository
}

deny contains "there is no place to point at" if count(input.packages) == 1
