package palisade.lockfile.several_test

import data.palisade.lockfile.several

_npm := {"at": "package-lock.json", "directory": ".", "kind": "package_lock"}

_pnpm := {"at": "pnpm-lock.yaml", "directory": ".", "kind": "pnpm_lock"}

_yarn := {"at": "yarn.lock", "directory": ".", "kind": "yarn_lock"}

test_the_last_one_without_a_choice if {
	several.deny == {{
		"msg": "lockfiles of npm and yarn stand in one folder",
		"at": "yarn.lock",
		"related": [{"at": "package-lock.json", "msg": "the lockfile of npm"}],
	}} with input as {"lockfiles": [_npm, _yarn], "packages": []}
}

test_the_one_that_is_not_chosen if {
	several.deny == {{
		"msg": "lockfiles of npm and pnpm stand in one folder, and `packageManager` says pnpm",
		"at": "package-lock.json",
		"related": [{"at": "pnpm-lock.yaml", "msg": "the lockfile of pnpm"}],
	}} with input as {
		"lockfiles": [_npm, _pnpm],
		"packages": [{"directory": ".", "package_manager": {"name": "pnpm", "version": "10.1.0"}}],
	}
}

test_the_one_that_is_not_read if {
	read := object.union(_pnpm, {"in_use": true})
	unread := object.union(_npm, {"in_use": false})
	several.deny == {{
		"msg": "lockfiles of npm and pnpm stand in one folder",
		"at": "package-lock.json",
		"related": [{"at": "pnpm-lock.yaml", "msg": "the lockfile of pnpm, which is read"}],
	}} with input as {"lockfiles": [unread, read], "packages": []}

	# Of three, the first that is not read.
	three := [read, object.union(_npm, {"in_use": false}), object.union(_yarn, {"in_use": false})]
	found := several.deny with input as {"lockfiles": three, "packages": []}
	{violation.at | some violation in found} == {"package-lock.json"}
}

test_bun_prints_a_yarn_lock if {
	print := {
		"at": "bunfig.toml#/install/lockfile/print",
		"tool": "bun",
		"name": "lockfile.print",
		"value": "yarn",
		"origin": {"layer": "project", "file": "bunfig.toml"},
		"in_force": {"state": "yes"},
	}
	bun := {"at": "bun.lock", "directory": ".", "kind": "bun_lock"}
	facts := {"lockfiles": [bun, _yarn], "packages": [], "settings": [print]}
	count(several.deny) == 0 with input as facts
	elsewhere := object.union(facts, {"settings": [object.union(print, {"origin": {"file": "x/bunfig.toml"}})]})
	count(several.deny) == 1 with input as elsewhere
}

test_clean[note] if {
	some note, lockfiles in {
		"one": [_npm],
		"one in each folder": [_npm, object.union(_yarn, {"directory": "website", "at": "website/yarn.lock"})],
		"two of npm": [_npm, {"at": "npm-shrinkwrap.json", "directory": ".", "kind": "npm_shrinkwrap"}],
		"two of bun": [
			{"at": "bun.lock", "directory": ".", "kind": "bun_lock"},
			{"at": "bun.lockb", "directory": ".", "kind": "bun_lock_binary"},
		],
		"one of a branch of pnpm": [_pnpm, object.union(_pnpm, {"at": "pnpm-lock.feat!x.yaml"})],
		"none": [],
	}
	count(several.deny) == 0 with input as {"lockfiles": lockfiles, "packages": []}
}
