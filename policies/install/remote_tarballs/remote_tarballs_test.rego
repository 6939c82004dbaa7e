package palisade.install.remote_tarballs_test

import data.palisade.install.remote_tarballs

_at := "package.json#/dependencies/widget"

_facts(source, role) := {"packages": [{
	"directory": "x",
	"role": role,
	"dependencies": [{"at": _at, "name": "widget", "kind": "production", "source": source}],
}]}

test_an_archive_on_a_host if {
	facts := _facts({"kind": "tarball", "host": "cdn.example", "protocol": "https"}, "root")
	remote_tarballs.deny == {{
		"msg": "`widget` is an archive on `cdn.example`, not a version in a registry",
		"at": _at,
	}} with input as facts
}

test_an_example_with_a_lockfile_counts if {
	facts := object.union(
		_facts({"kind": "tarball", "host": "cdn.example"}, "standalone"),
		{"lockfiles": [{"directory": "x", "kind": "package_lock"}]},
	)
	{violation.at | some violation in remote_tarballs.deny} == {_at} with input as facts
}

_setting(value, state) := {"packages": [], "settings": [{
	"at": ".npmrc#line=1",
	"tool": "npm",
	"name": "allow-remote",
	"value": value,
	"control": "remote_dependencies",
	"origin": {"layer": "project", "file": ".npmrc"},
	"in_force": {"state": state},
}]}

test_every_archive_is_let_in if {
	remote_tarballs.deny == {{
		"msg": "`allow-remote=all` lets in every archive at a URL that any package asks for",
		"at": ".npmrc#line=1",
	}} with input as _setting("all", "yes")
	count(remote_tarballs.deny) == 0 with input as _setting("root", "yes")
	count(remote_tarballs.deny) == 0 with input as _setting("all", "no")
	count(remote_tarballs.deny) == 0 with input as _setting("all", "unknown")
	count(remote_tarballs.unknown) == 1 with input as _setting("all", "unknown")
	count(remote_tarballs.unknown) == 1 with input as _setting("${REMOTE}", "yes")
	count(remote_tarballs.unknown) == 0 with input as _setting("root", "unknown")
}

test_clean[note] if {
	some note, facts in {
		"a version": _facts({"kind": "registry"}, "root"),
		"a committed file": _facts({"kind": "file"}, "root"),
		"an archive in the registry": _facts({"kind": "tarball", "host": "registry.npm.example"}, "root"),
		"a trusted host": _facts({"kind": "tarball", "host": "dl.corp.example"}, "member"),
		"an example": _facts({"kind": "tarball", "host": "cdn.example"}, "standalone"),
	}
	count(remote_tarballs.deny) == 0 with input as facts
		with data.parameters.public_registries as ["npm.example"]
		with data.parameters.lockfile_hosts as ["corp.example"]
}
