package palisade.lockfile.insecure_protocol_test

import data.palisade.lockfile.insecure_protocol

_at(name) := sprintf("package-lock.json#/dependencies/%s", [name])

_group(protocol, total, names) := {
	"key": protocol,
	"count": total,
	"sample": [{"at": _at(name), "name": name} | some name in names],
}

_facts(groups) := {"lockfiles": [{"at": "package-lock.json", "groups": {"protocols": groups}}]}

test_http_in_an_old_lockfile if {
	insecure_protocol.deny == {{
		"msg": "`left-pad` is fetched over `http:` like one other package",
		"at": _at("left-pad"),
		"key": "resolved",
		"related": [{"at": _at("once"), "msg": "so is `once`"}],
	}} with input as _facts([_group("https", 80, ["a"]), _group("http", 2, ["left-pad", "once"])])
}

test_two_protocols_are_two_findings if {
	{violation.msg | some violation in insecure_protocol.deny} == {
		"`a` is fetched over `http:` like 40 other packages",
		"`b` is fetched over `git:`",
	} with input as _facts([_group("http", 41, ["a"]), _group("git", 1, ["b"])])
}

test_clean[protocol] if {
	some protocol in ["https", "git+ssh", "git+https", "file"]
	count(insecure_protocol.deny) == 0 with input as _facts([_group(protocol, 3, ["a"])])
}
