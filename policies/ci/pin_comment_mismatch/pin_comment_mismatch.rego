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

deny contains violation if {
	some violation in _contradictions
}

# Both kinds of contradiction in one set: what they are told from is worked out once for both.
# One commit, two versions: the one that fewer uses name is taken for the wrong one.
_contradictions contains violation if {
	some commit, right in _right_versions
	some version, places in _places[commit]
	not _agree(version, right.version)
	some [_, at, action] in places
	violation := {
		"msg": sprintf("this commit of `%s` is `%s` here and `%s` elsewhere in the repository", [
			action,
			version,
			right.version,
		]),
		"at": at,
		"label": version,
		"related": [{"at": right.at, "msg": sprintf("here it is `%s`", [right.version])}],
	}
}

# One whole version, two commits.
_contradictions contains violation if {
	some [action, version] in _moved
	stated := _commits(action, version)
	best := max([[count(places), commit] | some commit, places in stated])
	right := {"commit": best[1], "at": min(stated[best[1]])[1]}
	some commit, places in stated
	commit != right.commit
	some [_, at, _] in places
	violation := {
		"msg": sprintf("`%s` of `%s` is another commit here than elsewhere in the repository", [version, action]),
		"at": at,
		"label": version,
		"related": [{"at": right.at, "msg": sprintf("here it is `%s`", [right.commit])}],
	}
}

_uses := [uses |
	some pipeline in input.pipelines
	some job in pipeline.jobs
	_pins(job)
	some found in [
		[job.calls.uses | job.calls.uses.pin.kind == "digest"],
		[step.uses | some step in job.steps; step.uses.pin.kind == "digest"],
	]
	some uses in found
]

# Asked first, so that jobs without a pin are left out beforehand.
_pins(job) if {
	some step in job.steps
	step.uses.pin.kind == "digest"
}

_pins(job) if job.calls.uses.pin.kind == "digest"

# Many uses name the same commit with the same comment: what they say is looked at once.
_kinds := {{"action": uses.action, "pin": uses.pin} | some uses in _uses}

_versions := {one.pin.comment: version |
	some one in _kinds
	version := _version(one.pin.comment)
}

_claims := {[one.pin.ref, one.action, version] |
	some one in _kinds
	version := _versions[one.pin.comment]
}

_version(comment) := trim_prefix(found[0], "tag=") if {
	found := regex.find_n(`^(tag=)?v?[0-9]{1,9}(\.[0-9]{1,9}){0,2}\b`, comment, 1)
	not regex.match(`^(tag=)?v?[0-9.]+[-+]`, comment)
}

_numbers(version) := [to_number(part) | some part in split(trim_prefix(version, "v"), ".")]

# One is the other, or the beginning of it.
_agree(one, other) if startswith(sprintf("%s.", [trim_prefix(one, "v")]), sprintf("%s.", [trim_prefix(other, "v")]))

_agree(one, other) if startswith(sprintf("%s.", [trim_prefix(other, "v")]), sprintf("%s.", [trim_prefix(one, "v")]))

# In order, what contradicts stands side by side: nothing is compared with everything.
_by_commit := sort({[commit, _numbers(version), version] | some [commit, _, version] in _claims})

_contradicted := {claim[0] |
	some index, claim in _by_commit
	index > 0
	before := _by_commit[index - 1]
	before[0] == claim[0]
	not _agree(before[2], claim[2])
}

_by_version := sort({[action, version, commit] |
	some [commit, action, version] in _claims
	count(_numbers(version)) == 3
})

_moved := {[claim[0], claim[1]] |
	some index, claim in _by_version
	index > 0
	before := _by_version[index - 1]
	before[0] == claim[0]
	before[1] == claim[1]
}

# The commits that something is said of, and where each of their versions stands, in order.
_doubted := _contradicted | {claim[2] | some claim in _by_version; [claim[0], claim[1]] in _moved}

_places[uses.pin.ref][version] contains [index, uses.at, uses.action] if {
	count(_doubted) > 0
	some index, uses in _uses
	uses.pin.ref in _doubted
	version := _versions[uses.pin.comment]
}

# Of a commit's versions the one that most uses name, or agree with; of equals the higher one.
_right_versions := {commit: right |
	some commit in _contradicted
	stated := _places[commit]
	best := max([[weight, _numbers(version), version] |
		some version, _ in stated
		weight := sum([count(places) | some other, places in stated; _agree(other, version)])
	])
	right := {"version": best[2], "at": min(stated[best[2]])[1]}
}

# The commits that a version of an action has, and where each of them stands.
_commits(action, version) := {commit: places |
	some commit, versions in _places
	places := {place | some place in versions[version]; place[2] == action}
	count(places) > 0
}
