package palisade.lib.lockfiles_test

import data.palisade.lib.lockfiles

_locks := {
	"npm": {"kind": "package_lock"},
	"pnpm": {"kind": "pnpm_lock", "version": "9.0", "read": true},
	"yarn 1": {"kind": "yarn_lock", "version": "1", "read": true},
	"yarn 1 by content": {"kind": "yarn_lock", "read": true},
	"yarn 4": {"kind": "yarn_lock", "version": "8", "read": true},
	"yarn, unread": {"kind": "yarn_lock", "read": false},
	"bun": {"kind": "bun_lock", "version": "1", "read": true},
	"nothing": {},
}

test_address if {
	{note: key | some note, lock in _locks; key := lockfiles.address(lock, {"version": "1.0.0"})} == {
		"npm": "resolved",
		"pnpm": ["resolution", "tarball"],
		"yarn 1": "resolved",
		"yarn 1 by content": "resolved",
		"yarn 4": "resolution",
		"yarn, unread": "resolved",
		"bun": [1],
		"nothing": "resolved",
	}
}

test_address_of_an_archive_in_bun_lock if {
	lockfiles.address(_locks.bun, {"name": "a"}) == [0]
}

test_hash if {
	{note: key | some note, lock in _locks; key := lockfiles.hash(lock)} == {
		"npm": "integrity",
		"pnpm": ["resolution", "integrity"],
		"yarn 1": "integrity",
		"yarn 1 by content": "integrity",
		"yarn 4": "checksum",
		"yarn, unread": "integrity",
		"bun": [3],
		"nothing": "integrity",
	}
}

test_generations_of_yarn if {
	{note | some note, lock in _locks; lockfiles.is_berry(lock)} == {"yarn 4"}
	{note | some note, lock in _locks; lockfiles.is_classic(lock)} == {"yarn 1", "yarn 1 by content"}
}
