# METADATA
# title: Registries
# description: |
#   Hosts of registries, which of them may serve packages, and what a package specification asks
#   a registry for.
package palisade.lib.registries

# The host of a URL in lower case, without user, port and path. `//host/path` counts as a URL.
# Undefined where no host is written, or where only a run can tell it.
host_of(url) := host if {
	found := regex.find_all_string_submatch_n(_authority, url, 1)
	host := trim_suffix(lower(found[0][1]), ".")
	not contains(host, "$")
	not contains(host, "{")
}

_authority := `^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#]*@)?([^/?#:@\[\]\s]+|\[[0-9A-Fa-f:.]+\])(?:[:/?#]|$)`

# The host is the domain or a subdomain of it.
within(host, domain) if host == lower(domain)

within(host, domain) if endswith(host, concat("", [".", lower(domain)]))

# Anybody can publish to the registry.
is_public(host) if strings.any_suffix_match(concat("", [".", host]), _public)

# Packages may come from the registry.
allowed(host) if strings.any_suffix_match(concat("", [".", host]), _allowed)

_public := [concat("", [".", lower(domain)]) | some domain in data.parameters.public_registries]

_allowed := array.concat(_public, [concat("", [".", lower(domain)]) | some domain in data.parameters.registries])

# The machine itself: a registry that a test starts.
loopback(host) if host in {"localhost", "127.0.0.1", "0.0.0.0", "[::1]"}

loopback(host) if endswith(host, ".localhost")

# The specification on a command line, `name@1.2.3`, asks for one version and no other.
exact(spec) if {
	contains(spec, "@")
	regex.match(_pinned, spec)
}

_pinned := `^(?:@[^/@\s]+/)?[^@/\s]+@(?:npm:[^\s]+@)?=?v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?$`

# Only a run can tell what the specification asks for.
decided_at_run(spec) if contains(spec, "$")

# The specification names a file or folder of the machine.
local_path(spec) if {
	strings.any_prefix_match(spec, {".", "/", "~", "file:", "link:"})
} else if {
	strings.any_suffix_match(spec, {".tgz", ".tar.gz"})
	not contains(spec, "://")
}
