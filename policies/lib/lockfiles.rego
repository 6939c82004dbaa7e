# Where an entry of a lockfile holds what rules find: the `key` below the place of the package, by the kind of the
# lockfile. The place in yarn.lock is a line, and the key the start of one of the indented lines below it.
package palisade.lib.lockfiles

# The address of the package.
address(lockfile, sample) := ["resolution", "tarball"] if {
	lockfile.kind == "pnpm_lock"
} else := "resolution" if {
	is_berry(lockfile)
} else := [_item(sample)] if {
	lockfile.kind == "bun_lock"
} else := "resolved"

# The hash of the package.
hash(lockfile) := ["resolution", "integrity"] if {
	lockfile.kind == "pnpm_lock"
} else := "checksum" if {
	is_berry(lockfile)
} else := [3] if {
	lockfile.kind == "bun_lock"
} else := "integrity"

# A lockfile of Yarn 2 or later.
is_berry(lockfile) if {
	lockfile.kind == "yarn_lock"
	lockfile.version != "1"
}

# A lockfile of Yarn 1, which need not say so.
is_classic(lockfile) if {
	lockfile.kind == "yarn_lock"
	lockfile.read
	not is_berry(lockfile)
}

# A package of a registry has a version and an address behind it; others have the address in its place.
_item(sample) := 1 if {
	sample.version
} else := 0
