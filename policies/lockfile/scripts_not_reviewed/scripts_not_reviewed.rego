# METADATA
# title: Every locked install script was reviewed
# description: |
#   The lockfile says which packages run a script on install. With `allowScripts` in the root's
#   package.json each of them is either allowed or refused at its version; one that is neither came
#   in unseen. npm 12 skips its script, npm 11 runs it.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v12/commands/npm-approve-scripts
#     description: npm, approve-scripts
# custom:
#   severity: medium
#   profile: strict
#   checklists: [consumer]
#   remediation: |
#     Read the script, then run `npm approve-scripts <name>` or `npm deny-scripts <name>` and commit
#     package.json.
package palisade.lockfile.scripts_not_reviewed

deny contains violation if {
	_keeps_list
	some lockfile in input.lockfiles
	lockfile.directory == "."
	_is_npms(lockfile)
	some group in lockfile.groups.exceptions
	group.key == "install_script"
	unseen := [sample | some sample in group.sample; not _reviewed(sample)]
	first := unseen[0]
	violation := {
		"msg": sprintf(
			"`%s` runs a script on install and is not in `allowScripts`%s",
			[_label(first), _others(count(unseen))],
		),
		"at": first.at,
		"key": "hasInstallScript",
		"related": [{"at": sample.at, "msg": sprintf("nor is `%s`", [_label(sample)])} |
			some index, sample in unseen
			index > 0
			index < 6
		],
	}
}

unknown contains violation if {
	_keeps_list
	some lockfile in input.lockfiles
	lockfile.directory == "."
	_is_npms(lockfile)
	some group in lockfile.groups.exceptions
	group.key == "install_script"
	group.count > count(group.sample)
	every sample in group.sample {
		_reviewed(sample)
	}
	violation := {
		"msg": sprintf("only %d of %d packages with install scripts were looked at", [count(group.sample), group.count]),
		"at": lockfile.at,
	}
}

# Other tools do not read `allowScripts`.
_is_npms(lockfile) if lockfile.kind in {"package_lock", "npm_shrinkwrap"}

_keeps_list if count(_entries) > 0

_entries contains entry if {
	some manifest in input.packages
	manifest.role == "root"
	some entry in manifest.allowed_scripts
	entry.list == "allowScripts"
}

_reviewed(sample) if {
	some entry in _entries
	_name(entry.key) == sample.name
	not _versions(entry.key)
}

_reviewed(sample) if {
	some entry in _entries
	_name(entry.key) == sample.name
	some version in _versions(entry.key)
	version in {"*", sample.version}
}

_name(key) := found[0][0] if {
	found := regex.find_all_string_submatch_n(`^@?[^@]+`, key, 1)
}

_versions(key) := versions if {
	found := regex.find_all_string_submatch_n(`^@?[^@]+@(.+)$`, key, 1)
	text := found[0][1]
	versions := {trim_space(version) | some version in split(text, "||")}
}

_label(sample) := sprintf("%s@%s", [sample.name, sample.version])

_label(sample) := sample.name if not sample.version

_others(total) := "" if total < 2

_others(total) := ", nor is one other package" if total == 2

_others(total) := sprintf(", nor are %d other packages", [total - 1]) if total > 2
