# METADATA
# title: What people state about settings that no interface returns
# description: |
#   `attested` in palisade.yaml, as far as it counts on the day of the facts. What has run out, or is
#   dated later, counts as not stated; the sentences here say which of these it is and what to write.
package palisade.lib.attested

# METADATA
# title: The statement counts on the day of the facts
counts(statement) if {
	statement.date <= input.target.collected_on
	input.target.collected_on <= statement.expires
}

# METADATA
# title: The statements of the publishing access of a package
access(name) := [statement |
	some statement in _current
	statement.publishing_access
	matches(statement.package, name)
]

# METADATA
# title: The statements of the trusted publishers of a package
# description: An empty list in one of them says that the package has none.
publishers(name) := [statement |
	some statement in _current
	statement.trusted_publishers
	matches(statement.package, name)
]

# METADATA
# title: The statements about an environment
environment(name) := [statement |
	some statement in _current
	lower(statement.environment) == lower(name)
]

# METADATA
# title: The statements about recovery
recovery := [statement |
	some statement in _current
	statement.recovery
]

# METADATA
# title: The trusted publishers that count, of all packages
# description: |
#   Objects with `publisher` and `package`. Configurations add up: each is judged by itself, for one
#   that is loose defeats the rest.
trusted := [{"publisher": publisher, "package": statement.package} |
	some statement in _current
	some publisher in statement.trusted_publishers
]

# METADATA
# title: Why the publishing access of a package is not known, with what to write
missing_access(name) := _missing(
	sprintf("`publishing_access` of `%s`", [name]),
	[statement |
		some statement in input.attested
		statement.publishing_access
		matches(statement.package, name)
	],
	sprintf("`package: \"%s\"` with `publishing_access`", [name]),
)

# METADATA
# title: Why the trusted publishers of a package are not known, with what to write
missing_publishers(name) := _missing(
	sprintf("`trusted_publishers` of `%s`", [name]),
	[statement |
		some statement in input.attested
		statement.trusted_publishers
		matches(statement.package, name)
	],
	sprintf("`package: \"%s\"` with `trusted_publishers`", [name]),
)

# METADATA
# title: Why nothing is known about an environment, with what to write
missing_of_environment(name) := _missing(
	sprintf("how the environment `%s` is protected", [name]),
	[statement | some statement in input.attested; lower(statement.environment) == lower(name)],
	sprintf("`environment: %s` with `reviewers`", [name]),
)

# METADATA
# title: Why nothing is known about recovery, with what to write
missing_of_recovery := _missing(
	"whether the owners can get back in",
	[statement | some statement in input.attested; statement.recovery],
	"`recovery: tested`",
)

# METADATA
# title: The pattern is the name, or fits it with `*`
matches(pattern, name) if pattern == name

matches(pattern, name) if {
	contains(pattern, "*")
	parts := [regex.replace(part, `[^A-Za-z0-9@/_-]`, `[$0]`) | some part in split(pattern, "*")]
	regex.match(sprintf("^%s$", [concat(".*", parts)]), name)
}

_current := [statement |
	some statement in input.attested
	counts(statement)
]

_missing(what, stated, write) := sprintf(
	"%s is in no file and no interface returns it: state it in palisade.yaml, under `attested`, by %s",
	[what, write],
) if {
	count(stated) == 0
}

_missing(what, stated, _) := sprintf("%s: what is stated expired on %s", [what, last]) if {
	last := max([statement.expires | some statement in stated])
	last < input.target.collected_on
}

_missing(what, stated, _) := sprintf("%s: what is stated is dated %s, which is to come", [what, first]) if {
	last := max([statement.expires | some statement in stated])
	last >= input.target.collected_on
	first := min([statement.date | some statement in stated])
}
