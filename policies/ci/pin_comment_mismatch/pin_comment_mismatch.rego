# METADATA
# title: The comment behind a pin names its version
# description: |
#   A commit says nothing to people: they read, and update bots compare, the version in the comment behind it. Where one
#   commit has two versions in this repository, or one version two commits, at least one comment is wrong. Then an old
#   version passes for a new one, an update is missed, or a commit that somebody slipped in looks like a release.
#   `v4` beside `v4.2.2` is no contradiction.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, secure use of third-party actions
#   - ref: https://docs.github.com/en/code-security/dependabot
#     description: GitHub, Dependabot, which keeps pins and comments in step
# custom:
#   severity: low
#   profile: recommended
#   remediation: |
#     Look the commit up, `git ls-remote --tags https://github.com/actions/checkout`, and write its version behind it:
#     `# v4.2.2`.
package palisade.ci.pin_comment_mismatch

# One commit, two versions: the one that fewer uses name is taken for the wrong one.
deny contains violation if {
	some pin in _pins
	right := _right_versions[pin.commit]
	not _agree(pin.version, right.version)
	violation := {
		"msg": sprintf("this commit of `%s` is `%s` here and `%s` elsewhere in the repository", [
			pin.action,
			pin.version,
			right.version,
		]),
		"at": pin.at,
		"label": pin.version,
		"related": [{"at": right.at, "msg": sprintf("here it is `%s`", [right.version])}],
	}
}

# One whole version, two commits.
deny contains violation if {
	some pin in _pins
	right := _right_commits[pin.name]
	pin.commit != right.commit
	violation := {
		"msg": sprintf("`%s` of `%s` is another commit here than elsewhere in the repository", [pin.version, pin.action]),
		"at": pin.at,
		"label": pin.version,
		"related": [{"at": right.at, "msg": sprintf("here it is `%s`", [right.commit])}],
	}
}

_pins := [pin |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some uses in array.concat([job.calls.uses | job.calls], [step.uses | some step in job.steps; step.uses])
	uses.pin.kind == "digest"
	version := _version(uses.pin.comment)
	pin := {
		"at": uses.at,
		"action": uses.action,
		"commit": uses.pin.ref,
		"version": version,
		"numbers": _numbers(version),
		"name": sprintf("%s %s", [uses.action, version]),
	}
]

_version(comment) := trim_prefix(found[0], "tag=") if {
	found := regex.find_n(`^(tag=)?v?[0-9]{1,9}(\.[0-9]{1,9}){0,2}\b`, comment, 1)
	not regex.match(`^(tag=)?v?[0-9.]+[-+]`, comment)
}

_numbers(version) := [to_number(part) | some part in split(trim_prefix(version, "v"), ".")]

# One is the other, or the beginning of it.
_agree(one, other) if startswith(sprintf("%s.", [trim_prefix(one, "v")]), sprintf("%s.", [trim_prefix(other, "v")]))

_agree(one, other) if startswith(sprintf("%s.", [trim_prefix(other, "v")]), sprintf("%s.", [trim_prefix(one, "v")]))

# In order, what contradicts stands side by side: nothing is compared with everything.
_by_commit := sort({[pin.commit, pin.numbers, pin.version] | some pin in _pins})

_contradicted := {claim[0] |
	some index, claim in _by_commit
	index > 0
	before := _by_commit[index - 1]
	before[0] == claim[0]
	not _agree(before[2], claim[2])
}

# Of a commit's versions the one that most uses name, or agree with; of equals the higher one.
_right_versions := {commit: right |
	some commit in _contradicted
	same := [pin | some pin in _pins; pin.commit == commit]
	best := max([[weight, _numbers(version), version] |
		some version in {pin.version | some pin in same}
		weight := count([pin | some pin in same; _agree(pin.version, version)])
	])
	places := [pin.at | some pin in same; pin.version == best[2]]
	right := {"version": best[2], "at": places[0]}
}

_by_version := sort({[pin.name, pin.commit] | some pin in _pins; count(pin.numbers) == 3})

_moved := {claim[0] |
	some index, claim in _by_version
	index > 0
	before := _by_version[index - 1]
	before[0] == claim[0]
}

_right_commits := {name: right |
	some name in _moved
	same := [pin | some pin in _pins; pin.name == name]
	best := max([[weight, commit] |
		some commit in {pin.commit | some pin in same}
		weight := count([pin | some pin in same; pin.commit == commit])
	])
	places := [pin.at | some pin in same; pin.commit == best[1]]
	right := {"commit": best[1], "at": places[0]}
}
