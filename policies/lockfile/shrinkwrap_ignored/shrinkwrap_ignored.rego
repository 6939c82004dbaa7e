# METADATA
# title: The lockfile is one that npm reads
# description: |
#   npm 12 ignores npm-shrinkwrap.json; npm 11 and earlier prefer it over package-lock.json. A
#   project that is pinned by a shrinkwrap alone is not pinned at all after the upgrade, and one
#   that has both files is pinned differently before and after.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/npm-shrinkwrap-json
#     description: npm, npm-shrinkwrap.json
# custom:
#   severity: medium
#   profile: strict
#   checklists: [consumer]
#   remediation: |
#     Rename the file, `git mv npm-shrinkwrap.json package-lock.json`, and let `npm ci` prove that
#     the install still works.
package palisade.lockfile.shrinkwrap_ignored

deny contains violation if {
	some lockfile in input.lockfiles
	lockfile.kind == "npm_shrinkwrap"
	lockfile.directory == "."
	some evidence in _new_npm
	violation := {
		"msg": "npm 12 ignores this file, and npm 12 is used here",
		"at": lockfile.at,
		"related": [{"at": evidence, "msg": "npm 12 or later"}],
	}
}

deny contains violation if {
	some lockfile in input.lockfiles
	lockfile.kind == "npm_shrinkwrap"
	some other in input.lockfiles
	other.kind == "package_lock"
	other.directory == lockfile.directory
	count(_new_npm) == 0
	violation := {
		"msg": "npm 11 reads this file and npm 12 the package-lock.json beside it",
		"at": lockfile.at,
		"related": [{"at": other.at, "msg": "what npm 12 reads"}],
	}
}

unknown contains violation if {
	some lockfile in input.lockfiles
	lockfile.kind == "npm_shrinkwrap"
	lockfile.directory == "."
	count(_new_npm) == 0
	not _old_npm
	not _package_lock_beside
	violation := {
		"msg": "npm 12 ignores this file, and nothing here says which npm is used",
		"at": lockfile.at,
	}
}

# Where the project says that it uses npm 12 or later: the first place.
_new_npm := [at |
	some index, at in _evidence
	index == 0
]

_evidence := array.concat(
	[manifest.package_manager.at |
		some manifest in input.packages
		manifest.role == "root"
		manifest.package_manager.name == "npm"
		_major(manifest.package_manager.version) >= 12
	],
	[install.at |
		some pipeline in input.pipelines
		some job in pipeline.jobs
		some install in job.installs
		install.global
		some spec in install.packages
		regex.match(`^npm@[~^]?(?:1[2-9]|[2-9][0-9])(?:\.|$)`, spec)
	],
)

_old_npm if {
	some manifest in input.packages
	manifest.role == "root"
	manifest.package_manager.name == "npm"
	_major(manifest.package_manager.version) < 12
}

_major(version) := to_number(found[0][1]) if {
	found := regex.find_all_string_submatch_n(`^([0-9]{1,6})\.`, version, 1)
}

_package_lock_beside if {
	some lockfile in input.lockfiles
	lockfile.kind == "package_lock"
	lockfile.directory == "."
}
