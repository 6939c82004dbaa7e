# METADATA
# title: The files that decide a release have owners
# description: |
#   Whoever changes the workflow that publishes, or the package.json of what is published, decides
#   what users get. With CODEOWNERS and a branch rule that asks for the owners' review no such
#   change is merged without one of them. The last line that matches a path counts; a line without
#   owners takes the ownership away.
# related_resources:
#   - ref: https://docs.github.com/articles/about-code-owners
#     description: GitHub, about code owners
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, CODEOWNERS for workflow files
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Write into .github/CODEOWNERS, as the last lines: `/.github/workflows/ @acme/release` and
#     `package.json @acme/release`. Require the review of code owners for the release branch.
package palisade.governance.no_codeowners

import data.palisade.lib.publishing

deny contains violation if {
	repository := input.repository
	not repository.code_owners
	first := _files[0]
	violation := {
		"msg": sprintf(
			"no CODEOWNERS file says who must review `%s`%s",
			[first.path, _decide(count(_files))],
		),
		"at": first.at,
		"related": _related(_files, 1),
	}
}

deny contains violation if {
	owners := input.repository.code_owners
	unowned := [file | some file in _files; not _owned(file.path, owners.rules)]
	first := unowned[0]
	violation := object.union(_why(first, owners), {
		"msg": sprintf("nobody owns `%s`%s", [first.path, _decide(count(unowned))]),
		"related": _related(unowned, 0),
	})
}

_why(file, owners) := {"at": owners.at, "label": "no line of this file names it"} if {
	count(_last(file.path, owners.rules)) == 0
}

_why(file, owners) := {"at": rule.at, "label": "takes the owners away"} if {
	some rule in _last(file.path, owners.rules)
}

# The workflows that publish, then the manifests of what they publish.
_files := array.concat(_workflows, [manifest | some manifest in _manifests; count(_workflows) > 0])

_workflows := [{"at": pipeline.at, "path": pipeline.file} |
	some pipeline in input.pipelines
	_publishes(pipeline)
]

_publishes(pipeline) if {
	some job in pipeline.jobs
	publishing.publishes(job)
}

_manifests := [{"at": manifest.at, "path": _manifest_path(manifest)} |
	some manifest in input.packages
	manifest.role in {"root", "member"}
	publishing.released(manifest)
]

_manifest_path(manifest) := "package.json" if manifest.directory == "."

_manifest_path(manifest) := concat("/", [manifest.directory, "package.json"]) if manifest.directory != "."

_owned(path, rules) if {
	some rule in _last(path, rules)
	count(rule.owners) > 0
}

# The last rule that matches, if there is one.
_last(path, rules) := [rules[max(matching)]] if {
	matching := [index | some index, rule in rules; _matches(rule.pattern, path)]
	count(matching) > 0
}

_last(path, rules) := [] if {
	every rule in rules {
		not _matches(rule.pattern, path)
	}
}

_matches(pattern, path) if {
	regex.match(concat("", [_start(pattern), _body(pattern), _end(pattern)]), path)
}

# A slash that is not the last character ties the pattern to the root.
_start(pattern) := "^" if contains(trim_suffix(pattern, "/"), "/")

_start(pattern) := "^(?:.*/)?" if not contains(trim_suffix(pattern, "/"), "/")

# Everything below a folder; only what stands in it for `folder/*`.
_end(pattern) := "/.+$" if endswith(pattern, "/")

_end(pattern) := "$" if endswith(pattern, "/*")

_end(pattern) := "(?:/.+)?$" if {
	not endswith(pattern, "/")
	not endswith(pattern, "/*")
}

_body(pattern) := body if {
	bare := trim_suffix(trim_prefix(pattern, "/"), "/")
	escaped := regex.replace(bare, `[\\.+()\[\]{}^$|]`, `\${0}`)
	any_folder := replace(escaped, "**/", "\u0001")
	any_path := replace(any_folder, "**", "\u0002")
	any_name := replace(any_path, "*", "[^/]*")
	any_character := replace(any_name, "?", "[^/]")
	body := replace(replace(any_character, "\u0001", "(?:.*/)?"), "\u0002", ".*")
}

_related(files, from) := [{"at": file.at, "msg": sprintf("`%s` decides a release", [file.path])} |
	some index, file in files
	index >= from
	index < 6
]

_decide(1) := ", which decides a release"

_decide(2) := " and one other file that decide a release"

_decide(total) := sprintf(" and %d other files that decide a release", [total - 1]) if total > 2
